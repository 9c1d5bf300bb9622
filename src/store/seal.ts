import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SecretText } from '../core/secret-text';

const VERSION = 'v1';

/**
 * Encrypts a secret with AES-256-GCM before it reaches a row.
 * @param key 32 bytes
 * @param place what the secret belongs to, such as "application:01J…": a sealed text copied to another row won't open
 */
export function seal(key: Buffer, place: string, secret: SecretText): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place, 'utf8'));
  const body = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
  return [VERSION, iv.toString('base64'), cipher.getAuthTag().toString('base64'), body.toString('base64')].join('.');
}

/**
 * Opens what `seal` made for the same place.
 * @throws Error when the key is another one, or the text was changed or moved
 */
export function unseal(key: Buffer, place: string, sealed: string): SecretText {
  const [version, iv = '', tag = '', body = ''] = sealed.split('.');
  if (version !== VERSION) throw new Error('A sealed secret has an unknown form.');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 })
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(Buffer.from(tag, 'base64'));
  const text = Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]);
  return new SecretText(text.toString('utf8'));
}
