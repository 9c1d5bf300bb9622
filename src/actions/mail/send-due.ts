import { MAIL_LIMITS, type Mailer } from '../../net/mail/mailer';
import { claimDueMail, deleteOldMail, saveMailFault, saveMailSent, type OutboxMail } from '../../store/mail-outbox';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { openedMail } from './secret';

/** How long a message belongs to whoever claimed it: longer than sending it may take. */
export const MAIL_LEASE_MS = 2 * MAIL_LIMITS.wholeMs;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;
const GIVEN_UP_AFTER_MS = 3 * 86_400_000;
/** Messages that are done are kept for a month, for whoever asks what was sent. */
const KEPT_MS = 30 * 86_400_000;

/**
 * Sends what is due, one message after the other. A fault of the mail server ends the round, so that it is not asked for
 * every message in turn; a message that it refuses for good is given up.
 * @param stopping asked before each message
 * @returns how many messages went out
 */
export async function sendDueMail(deps: Deps, stopping: () => boolean = () => false): Promise<number> {
  const { mailer } = deps;
  if (mailer === undefined) return 0;
  let sent = 0;
  while (!stopping()) {
    const now = deps.clock();
    const mail = await transact(deps.db, (tx) => claimDueMail(tx, { now, leaseUntil: now + MAIL_LEASE_MS }));
    if (mail === undefined) break;
    const went = await sendOne(deps, mailer, mail);
    if (went === 'sent') sent += 1;
    if (went === 'failed') break;
  }
  return sent;
}

/** Removes messages that were done with a month ago. */
export function tidyMail(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  return transact(deps.db, (tx) => deleteOldMail(tx, deps.clock() - KEPT_MS));
}

/** Hands a claimed message to the mail server and keeps what became of it. */
async function sendOne(deps: Deps, mailer: Mailer, mail: OutboxMail): Promise<'sent' | 'refused' | 'failed'> {
  const outcome = await sendOpened(deps, mailer, mail);
  const now = deps.clock();
  await transact(deps.db, async (tx) => {
    if (outcome.kind === 'sent') return saveMailSent(tx, mail.id, now);
    const givenUp = outcome.kind === 'refused' || now - mail.createdAt >= GIVEN_UP_AFTER_MS;
    return saveMailFault(tx, mail.id, outcome.sentence, givenUp ? undefined : now + waitAfter(mail.attempts));
  });
  return outcome.kind;
}

/** Sends a message with its words unsealed. Words of another key are lost: the message is given up. */
async function sendOpened(deps: Deps, mailer: Mailer, mail: OutboxMail): ReturnType<Mailer['send']> {
  let opened: OutboxMail;
  try {
    opened = openedMail(deps, mail);
  } catch {
    return { kind: 'refused', sentence: 'Its words were sealed with another key, so it can’t be sent.' };
  }
  return mailer.send(opened);
}

/** A minute, doubling to an hour. */
function waitAfter(attempts: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 10), LONGEST_WAIT_MS);
}
