import type { Webhook } from '../../events/webhooks/webhook';
import { webhookDisabledMail } from '../../net/mail/webhooks';
import { listAdminAddresses } from '../../store/mail-outbox';
import { findSetting } from '../../store/settings';
import { disableWebhook } from '../../store/webhooks/webhooks';
import type { Tx } from '../../store/tx';
import { SYSTEM, type Deps } from '../deps';
import { queueMail } from '../mail/queue';
import { record } from '../record';

/** Disables a webhook by itself, once, and tells the admins. What waits for it stays until it is resumed. */
export async function disable(deps: Deps, tx: Tx, webhook: Webhook, reason: string): Promise<void> {
  const now = deps.clock();
  if (!(await disableWebhook(tx, webhook.id, now))) return;
  const event = await record(
    deps,
    tx,
    SYSTEM,
    'webhook_disable',
    {},
    {
      webhook: webhook.name,
      webhookId: webhook.id,
      sentence: reason,
    },
  );
  const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
  const { baseUrl } = deps.config;
  const mail = webhookDisabledMail({ organisation, baseUrl, now }, event, { ...webhook, reason });
  await queueMail(deps, tx, await listAdminAddresses(tx), mail);
}
