import type { ApplicationId, UserId } from '../../core/ids';
import { compact } from '../../core/compact';
import { containing, isPostgres, rowsOf, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** The name identifier an application knows a person by in a session. */
export interface ParticipantNameId {
  readonly format: string;
  readonly value: string;
  readonly spNameQualifier?: string;
}

/** An application that a session has signed on to: whom logout concerns (saml-profiles section 4.4). */
export interface Participant {
  readonly sessionHash: string;
  readonly applicationId: ApplicationId;
  readonly userId: UserId;
  readonly nameId: ParticipantNameId;
  readonly sessionIndex: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface ParticipantRow {
  session_hash: string;
  application_id: string;
  user_id: string;
  name_id: string;
  session_index: string;
  at: unknown;
}

function read(row: ParticipantRow): Participant {
  return compact<Participant>({
    sessionHash: row.session_hash,
    applicationId: row.application_id as ApplicationId,
    userId: row.user_id as UserId,
    nameId: JSON.parse(row.name_id) as ParticipantNameId,
    sessionIndex: row.session_index,
    at: whole(row.at),
  });
}

/**
 * Keeps that a session has signed on to an application; a later sign-on to the same one replaces what was kept. Where the
 * session or the application is gone by now nothing is kept, since there is nothing left to sign out of.
 * @returns whether it was kept
 */
export async function saveParticipant(tx: Tx, participant: Participant): Promise<boolean> {
  const { sessionHash, applicationId, userId, nameId, sessionIndex, at } = participant;
  const kept = await rowsOf(
    tx,
    `insert into sso_participants (session_hash, application_id, user_id, name_id, session_index, at)
       select s.id_hash, a.id, ?, ?, ?, cast(? as bigint) from sessions s, applications a where s.id_hash = ? and a.id = ?
       ${isPostgres(tx) ? 'for key share' : ''}
       on conflict (session_hash, application_id) do update
         set user_id = excluded.user_id, name_id = excluded.name_id,
             session_index = excluded.session_index, at = excluded.at
       returning application_id`,
    [userId, JSON.stringify(nameId), sessionIndex, at, sessionHash, applicationId],
  );
  return kept.length === 1;
}

/** Lists the applications a session has signed on to, the first one first. */
export async function listParticipantsOfSession(reader: Reader, sessionHash: string): Promise<Participant[]> {
  const rows: ParticipantRow[] = await reader('sso_participants').where({ session_hash: sessionHash }).orderBy('at');
  return rows.map(read);
}

/** Lists the sessions that have signed on to an application under one of these session indexes. */
export async function listParticipantsByIndex(
  reader: Reader,
  applicationId: ApplicationId,
  sessionIndexes: readonly string[],
): Promise<Participant[]> {
  const rows: ParticipantRow[] = await reader('sso_participants')
    .where({ application_id: applicationId })
    .whereIn('session_index', [...sessionIndexes]);
  return rows.map(read);
}

/** Lists the sessions in which an application knows somebody by this name identifier, whatever its format. */
export async function listParticipantsByNameId(
  reader: Reader,
  applicationId: ApplicationId,
  value: string,
): Promise<Participant[]> {
  // Wide net first: the value as JSON writes it; what stands in another place of the row is sorted out below.
  const rows: ParticipantRow[] = await reader('sso_participants')
    .where({ application_id: applicationId })
    .whereRaw("name_id like ? escape '\\'", [containing(JSON.stringify(value))]);
  return rows.map(read).filter((participant) => participant.nameId.value === value);
}

/** Removes one application from a session: it was signed out there. */
export async function deleteParticipant(tx: Tx, sessionHash: string, applicationId: ApplicationId): Promise<void> {
  await tx('sso_participants').where({ session_hash: sessionHash, application_id: applicationId }).delete();
}
