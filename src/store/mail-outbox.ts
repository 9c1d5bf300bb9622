import { compact } from '../core/compact';
import { may, USER_ROLES } from '../core/roles';
import { MAY_SEND } from './backup/held-copy';
import { rowsOf, skipLocked, textOrNone, whole, wholeOrNone } from './dialect';
import type { Reader, Tx } from './tx';

/** When a message is tried that will never be tried again. */
const NEVER = Number.MAX_SAFE_INTEGER;

interface MailRow {
  id: string;
  recipient: string;
  subject: string;
  body_text: string;
  body_html: string;
  created_at: unknown;
  due_at: unknown;
  attempts: number;
  sent_at: unknown;
  fault: string | null;
}

/** A message on its way. Times in milliseconds since the epoch. */
export interface OutboxMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly createdAt: number;
  /** How often it was tried, the try under way among them. */
  readonly attempts: number;
}

/** How one message fared, without its words. */
export interface MailFate {
  readonly to: string;
  readonly subject: string;
  readonly createdAt: number;
  readonly attempts: number;
  readonly sentAt?: number;
  readonly fault?: string;
  /** Absent once it is sent or given up. */
  readonly nextTryAt?: number;
}

/** How mail stands. */
export interface MailState {
  readonly waiting: number;
  readonly givenUp: number;
  readonly lastSent?: MailFate;
  readonly lastFault?: MailFate;
}

function read(row: MailRow): OutboxMail {
  return {
    id: row.id,
    to: row.recipient,
    subject: row.subject,
    text: row.body_text,
    html: row.body_html,
    createdAt: whole(row.created_at),
    attempts: row.attempts,
  };
}

function readFate(row: MailRow): MailFate {
  const dueAt = whole(row.due_at);
  const sentAt = wholeOrNone(row.sent_at);
  return compact<MailFate>({
    to: row.recipient,
    subject: row.subject,
    createdAt: whole(row.created_at),
    attempts: row.attempts,
    sentAt,
    fault: textOrNone(row.fault),
    nextTryAt: sentAt !== undefined || dueAt === NEVER ? undefined : dueAt,
  });
}

/**
 * Puts a message into the outbox, in the transaction of its cause.
 * @param dueAt when it is tried; later than now for a message that the caller sends at once
 */
export async function insertMail(tx: Tx, mail: OutboxMail, dueAt: number): Promise<void> {
  await tx('mail_outbox').insert({
    id: mail.id,
    recipient: mail.to,
    subject: mail.subject,
    body_text: mail.text,
    body_html: mail.html,
    created_at: mail.createdAt,
    due_at: dueAt,
    attempts: mail.attempts,
  });
}

/**
 * Claims one due message, the oldest first: no one else tries it before the lease ends. A process that dies in the
 * middle leaves it to the next one, so a message may go out twice and is never lost.
 */
export async function claimDueMail(
  tx: Tx,
  { now, leaseUntil }: { readonly now: number; readonly leaseUntil: number },
): Promise<OutboxMail | undefined> {
  const [row] = await rowsOf<MailRow>(
    tx,
    `update mail_outbox set due_at = ?, attempts = attempts + 1
       where id = (select id from mail_outbox where sent_at is null and due_at <= ? and ${MAY_SEND}
                     order by due_at, id limit 1 ${skipLocked(tx)})
       returning *`,
    [leaseUntil, now],
  );
  return row && read(row);
}

/** Who can see to what notices are about: admins and owners. */
const TOLD = USER_ROLES.filter((role) => may(role, 'applications.write'));

/** Lists the addresses of the admins who can sign in: those who are told when something has to be seen to. */
export async function listAdminAddresses(reader: Reader): Promise<string[]> {
  const rows: { email: string }[] = await reader('users')
    .where({ state: 'active' })
    .whereIn('role', TOLD)
    .orderBy('id')
    .select('email');
  return rows.map(({ email }) => email);
}

/** Notes that the mail server took a message. */
export async function saveMailSent(tx: Tx, id: string, now: number): Promise<void> {
  await tx('mail_outbox').where({ id }).update({ sent_at: now, fault: null });
}

/** Gives up what waits for an address: whoever it belonged to is told nothing more. */
export async function giveUpMailTo(tx: Tx, address: string, fault: string): Promise<void> {
  await tx('mail_outbox')
    .where({ recipient: address })
    .whereNull('sent_at')
    .whereNot('due_at', NEVER)
    .update({ fault, due_at: NEVER });
}

/** Notes why a message was not taken, and when it is tried again; without that, never. One given up stays so. */
export async function saveMailFault(tx: Tx, id: string, fault: string, nextTryAt?: number): Promise<void> {
  await tx('mail_outbox')
    .where({ id })
    .whereNull('sent_at')
    .whereNot('due_at', NEVER)
    .update({ fault, due_at: nextTryAt ?? NEVER });
}

/** Removes messages that were made before a moment and have gone out or were given up. */
export async function deleteOldMail(tx: Tx, before: number): Promise<number> {
  return tx('mail_outbox')
    .where('created_at', '<', before)
    .where((done) => void done.whereNotNull('sent_at').orWhere('due_at', NEVER))
    .delete();
}

/** Reads how mail stands: what waits, the last message that went out, and the last one that did not. */
export async function readMailState(reader: Reader): Promise<MailState> {
  const unsent = reader('mail_outbox').whereNull('sent_at');
  const lastSent: MailRow | undefined = await reader('mail_outbox')
    .whereNotNull('sent_at')
    .orderBy([
      { column: 'sent_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first();
  const lastFault: MailRow | undefined = await reader('mail_outbox')
    .whereNull('sent_at')
    .whereNotNull('fault')
    .orderBy('id', 'desc')
    .first();
  return compact<MailState>({
    waiting: await count(unsent.clone().whereNot('due_at', NEVER)),
    givenUp: await count(unsent.clone().where('due_at', NEVER)),
    lastSent: lastSent && readFate(lastSent),
    lastFault: lastFault && readFate(lastFault),
  });
}

async function count(query: { count(columns: { total: string }): PromiseLike<unknown> }): Promise<number> {
  const [row] = (await query.count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}
