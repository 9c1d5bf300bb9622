/** The name of the chapter in the documents. */
export const PROVISIONING = 'Provisioning';
