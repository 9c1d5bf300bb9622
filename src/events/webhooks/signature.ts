import { createHmac } from 'node:crypto';
import { SecretText } from '../../core/secret-text';

const PREFIX = 'whsec_';

/** Writes a secret the way receivers enter it: `whsec_` and base64 (Standard Webhooks, "Signature scheme"). */
export function webhookSecret(key: Buffer): SecretText {
  return new SecretText(PREFIX + key.toString('base64'));
}

/**
 * The headers that prove a message: `webhook-id`, `webhook-timestamp` and `webhook-signature`, one signature for each
 * secret (HMAC-SHA256 of id, timestamp and body).
 * @param at when it is sent, milliseconds since the epoch
 */
export function webhookHeaders(
  message: { readonly id: string; readonly at: number; readonly body: string },
  secrets: readonly SecretText[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(message.at / 1000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed, 'utf8').digest('base64')}`;
  });
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
