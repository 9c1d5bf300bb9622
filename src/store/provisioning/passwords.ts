import type { ApplicationId, UserId } from '../../core/ids';
import { chunks, rowsOf, truth, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A password that waits to be sent to an application. The text is sealed at `passwordPlace`. */
export interface PasswordPush {
  readonly applicationId: ApplicationId;
  readonly userId: UserId;
  /** Another one with every password, so that the end of an older push does not lose a newer one. */
  readonly version: string;
  readonly sealed: string;
  /** An admin set it, to be changed at the next sign-in. */
  readonly temporary: boolean;
  readonly createdAt: number;
  /** After this moment it is not sent any more (milliseconds since the epoch). */
  readonly expiresAt: number;
}

/** A row of the table of waiting passwords. */
export interface PushRow {
  application_id: string;
  user_id: string;
  version: string;
  sealed: string;
  temporary: unknown;
  created_at: unknown;
  expires_at: unknown;
}

/** Rows whose password was delivered stay, without the password: they say whose password the SP has. */
const DELIVERED = '';
/** Beyond every clock: what was delivered does not run out. */
const NEVER = 8_640_000_000_000_000;

const GRANTED = `exists (select 1 from user_bindings ub
    where ub.application_id = password_pushes.application_id and ub.user_id = password_pushes.user_id)
  or exists (select 1 from group_bindings gb join memberships m on m.group_id = gb.group_id
    where gb.application_id = password_pushes.application_id and m.user_id = password_pushes.user_id)`;

/** In SQL: a password nobody needs any more, because its person has no access or it has expired. */
export function unwanted(now: number): string {
  return `(expires_at <= ${now} or not (${GRANTED}))`;
}

/** Reads a waiting password from its row. */
export function readPush(row: PushRow): PasswordPush {
  return {
    applicationId: row.application_id as ApplicationId,
    userId: row.user_id as UserId,
    version: row.version,
    sealed: row.sealed,
    temporary: truth(row.temporary),
    createdAt: whole(row.created_at),
    expiresAt: whole(row.expires_at),
  };
}

/** Keeps a password to be sent; it replaces an older one of the person. */
export async function savePasswordPush(tx: Tx, push: PasswordPush): Promise<void> {
  const row = {
    application_id: push.applicationId,
    user_id: push.userId,
    version: push.version,
    sealed: push.sealed,
    temporary: push.temporary,
    sent_at: null,
    created_at: push.createdAt,
    expires_at: push.expiresAt,
  };
  await tx('password_pushes').insert(row).onConflict(['application_id', 'user_id']).merge();
}

/** Lists the passwords that wait for an application, of some people. */
export async function listPasswordPushes(
  reader: Reader,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<PasswordPush[]> {
  const found: PasswordPush[] = [];
  for (const part of chunks(userIds)) {
    const rows: PushRow[] = await reader('password_pushes')
      .where({ application_id: applicationId })
      .whereNot({ sealed: DELIVERED })
      .whereIn('user_id', part);
    found.push(...rows.map(readPush));
  }
  return found;
}

/** Erases a password that was delivered, unless a newer one has taken its place meanwhile. */
export async function savePasswordDelivered(
  tx: Tx,
  push: Pick<PasswordPush, 'applicationId' | 'userId' | 'version'>,
  now: number,
): Promise<void> {
  await tx('password_pushes')
    .where({ application_id: push.applicationId, user_id: push.userId, version: push.version })
    .update({ sealed: DELIVERED, sent_at: now, expires_at: NEVER });
}

/** Erases a password that can't be sent any more, unless a newer one has taken its place meanwhile. */
export async function deletePasswordPush(
  tx: Tx,
  push: Pick<PasswordPush, 'applicationId' | 'userId' | 'version'>,
): Promise<void> {
  await tx('password_pushes')
    .where({ application_id: push.applicationId, user_id: push.userId, version: push.version })
    .delete();
}

/** Erases all passwords of an application: nothing more is sent to it. */
export async function deletePasswordPushes(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('password_pushes').where({ application_id: applicationId }).delete();
}

/** Counts the passwords of an application that are to be erased: those of people without access, and expired ones. */
export async function countUnwantedPasswords(
  reader: Reader,
  applicationId: ApplicationId,
  now: number,
): Promise<number> {
  const sql = `select count(*) as total from password_pushes
    where application_id = ? and ${unwanted(now)}`;
  const [row] = await rowsOf<{ total: unknown }>(reader, sql, [applicationId]);
  return whole(row?.total);
}

/** Erases the passwords that `countUnwantedPasswords` counts. */
export async function deleteUnwantedPasswords(tx: Tx, applicationId: ApplicationId, now: number): Promise<void> {
  const sql = `delete from password_pushes where application_id = ? and ${unwanted(now)}`;
  await rowsOf(tx, sql, [applicationId]);
}

/** Erases what nobody needs any more, in all applications: passwords of people without access, and expired ones. */
export async function deleteOldPasswords(tx: Tx, now: number): Promise<number> {
  return tx('password_pushes').where('expires_at', '<=', now).orWhereRaw(`not (${GRANTED})`).delete();
}

/**
 * Counts where passwords stand at an application: `waiting` are in line to be sent; `unknown` are people with an
 * account there whose password was never sent, because it was last set before; their next change is sent.
 */
export async function countPasswords(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<{ readonly waiting: number; readonly unknown: number }> {
  const [row] = await rowsOf<{ waiting: unknown; not_sent: unknown }>(
    reader,
    `select
       (select count(*) from password_pushes where application_id = ? and sealed <> ?) as waiting,
       (select count(*) from links l join users u on u.id = l.user_id
          where l.application_id = ? and l.remote_id is not null and l.removed = ? and l.managed = ?
            and l.status <> 'deactivated'
            and not exists (select 1 from password_pushes p
              where p.application_id = l.application_id and p.user_id = l.user_id)) as not_sent`,
    [applicationId, DELIVERED, applicationId, false, true],
  );
  return { waiting: whole(row?.waiting), unknown: whole(row?.not_sent) };
}
