import { isMailAddress } from '../../core/mail-address';
import { SecretText } from '../../core/secret-text';
import type { WrittenMail } from '../../net/mail/write';
import { insertMail, type OutboxMail } from '../../store/mail-outbox';
import { seal, unseal } from '../../store/seal';
import type { Tx } from '../../store/tx';
import type { Deps } from '../deps';

/** A message whose words are sealed has no HTML of its own; every other one has. */
const SEALED = '';

/**
 * Puts a message that holds a secret, such as a link that opens an account, into the outbox: its words are sealed, so
 * that a copy of the database opens nothing. Nothing without a mail server.
 * @returns false when nothing will go out: there is no mail server, or the address can't be written to
 */
export async function queueSecretMail(
  deps: Pick<Deps, 'mailer' | 'newId' | 'clock' | 'secrets'>,
  tx: Tx,
  to: string,
  { subject, text, html }: WrittenMail,
): Promise<boolean> {
  if (deps.mailer === undefined || !isMailAddress(to)) return false;
  const now = deps.clock();
  const id = deps.newId<string>();
  const sealed = seal(deps.secrets.sealingKey, placeOf(id), new SecretText(JSON.stringify({ text, html })));
  await insertMail(tx, { id, to, subject, text: sealed, html: SEALED, createdAt: now, attempts: 0 }, now);
  return true;
}

/**
 * The words of a message as they go out.
 * @throws Error when they were sealed with another key
 */
export function openedMail(deps: Pick<Deps, 'secrets'>, mail: OutboxMail): OutboxMail {
  if (mail.html !== SEALED) return mail;
  const words = unseal(deps.secrets.sealingKey, placeOf(mail.id), mail.text).reveal();
  return { ...mail, ...(JSON.parse(words) as Pick<OutboxMail, 'text' | 'html'>) };
}

function placeOf(id: string): string {
  return `mail:${id}`;
}
