import { z } from 'zod';

/** The name of the chapter in the documents. */
export const WEBHOOKS = 'Webhooks';

/** The address of one webhook. */
export const webhookParams = z.strictObject({
  webhook: z.string().max(100).meta({ description: 'The id of the webhook.' }),
});
