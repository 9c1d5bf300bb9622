import { AppError } from '../../core/errors';
import { nameOf, type User } from '../../core/user';
import { testMail } from '../../net/mail/messages';
import { insertMail, saveMailFault, saveMailSent, type OutboxMail } from '../../store/mail-outbox';
import { findSetting } from '../../store/settings';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { MAIL_LEASE_MS } from './send-due';

/**
 * Sends a message to an admin's own address at once. It is tried once: a test that arrives hours later tells nothing.
 * @returns the address the mail server took it for
 * @throws AppError unavailable with the sentence of the fault, or because there is no mail server
 */
export async function sendTestMail(deps: Deps, admin: User): Promise<string> {
  const { mailer, config } = deps;
  if (mailer === undefined) throw new AppError('unavailable', 'No mail server is set, so nothing was sent.');
  const now = deps.clock();
  const organisation = (await findSetting(deps.db, 'organisation')) ?? 'Passo';
  const written = testMail({ organisation, baseUrl: config.baseUrl, now }, nameOf(admin));
  const mail: OutboxMail = {
    id: deps.newId<string>(),
    to: admin.email,
    ...written,
    createdAt: now,
    attempts: 1,
  };
  await transact(deps.db, (tx) => insertMail(tx, mail, now + MAIL_LEASE_MS));
  const outcome = await mailer.send(mail);
  await transact(deps.db, (tx) =>
    outcome.kind === 'sent' ? saveMailSent(tx, mail.id, deps.clock()) : saveMailFault(tx, mail.id, outcome.sentence),
  );
  if (outcome.kind !== 'sent') throw new AppError('unavailable', outcome.sentence);
  return mail.to;
}
