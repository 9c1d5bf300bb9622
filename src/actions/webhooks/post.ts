import { compact } from '../../core/compact';
import type { SecretText } from '../../core/secret-text';
import type { WebhookReply } from '../../events/webhooks/outcome';
import { webhookHeaders } from '../../events/webhooks/signature';
import type { Webhook } from '../../events/webhooks/webhook';
import { readRetryAfter } from '../../scim/retry-after';
import type { Deps } from '../deps';
import { openSecrets } from './secret';

/** Signs a message with every secret that counts now, sends it, and reads what came back. Nothing is thrown for the receiver. */
export async function post(
  deps: Pick<Deps, 'db' | 'secrets' | 'clock' | 'webhookTransport'>,
  webhook: Pick<Webhook, 'id' | 'url'>,
  messageId: string,
  body: string,
): Promise<WebhookReply> {
  let secrets: SecretText[];
  try {
    secrets = await openSecrets(deps, deps.db, webhook.id);
  } catch {
    return { kind: 'silence', sentence: 'Its secret was sealed with another key. Rotate the secret.' };
  }
  const headers = webhookHeaders({ id: messageId, at: deps.clock(), body }, secrets);
  const answer = await deps.webhookTransport.send({ url: webhook.url, headers, body });
  if (answer.kind === 'silence') return { kind: 'silence', sentence: `Nothing came back: ${answer.detail}.` };
  return compact<WebhookReply & { kind: 'answer' }>({
    kind: 'answer',
    status: answer.status,
    start: answer.start,
    retryAfterMs: readRetryAfter(answer.retryAfter, deps.clock()),
  });
}
