/** The name of the chapter in the documents. */
export const SETTINGS = 'Settings';
