import { isMailAddress } from '../../core/mail-address';
import type { WrittenMail } from '../../net/mail/write';
import { insertMail } from '../../store/mail-outbox';
import type { Tx } from '../../store/tx';
import type { Deps } from '../deps';

/**
 * Puts one message for each person into the outbox, in the transaction of what it tells. Nothing without a mail server.
 * An address that is not plain is left out: it can't be written to.
 * @returns how many messages were put there
 */
export async function queueMail(
  deps: Pick<Deps, 'mailer' | 'newId' | 'clock'>,
  tx: Tx,
  addresses: readonly string[],
  mail: WrittenMail,
): Promise<number> {
  if (deps.mailer === undefined) return 0;
  const now = deps.clock();
  const plain = [...new Set(addresses)].filter(isMailAddress);
  for (const to of plain) {
    await insertMail(tx, { id: deps.newId<string>(), to, ...mail, createdAt: now, attempts: 0 }, now);
  }
  return plain.length;
}
