import type { ApplicationId, UserId } from '../../core/ids';
import { compact } from '../../core/compact';
import { whole } from '../dialect';
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

/** Keeps that a session has signed on to an application; a later sign-on to the same one replaces what was kept. */
export async function saveParticipant(tx: Tx, participant: Participant): Promise<void> {
  await tx('sso_participants')
    .insert({
      session_hash: participant.sessionHash,
      application_id: participant.applicationId,
      user_id: participant.userId,
      name_id: JSON.stringify(participant.nameId),
      session_index: participant.sessionIndex,
      at: participant.at,
    })
    .onConflict(['session_hash', 'application_id'])
    .merge(['name_id', 'session_index', 'at']);
}

/** Lists the applications a session has signed on to, the first one first. */
export async function listParticipantsOfSession(reader: Reader, sessionHash: string): Promise<Participant[]> {
  const rows: ParticipantRow[] = await reader('sso_participants').where({ session_hash: sessionHash }).orderBy('at');
  return rows.map(read);
}

/** Lists the sessions that have signed on to an application under a session index. */
export async function listParticipantsByIndex(
  reader: Reader,
  applicationId: ApplicationId,
  sessionIndex: string,
): Promise<Participant[]> {
  const rows: ParticipantRow[] = await reader('sso_participants').where({
    application_id: applicationId,
    session_index: sessionIndex,
  });
  return rows.map(read);
}

/** Removes one application from a session: it was signed out there. */
export async function deleteParticipant(tx: Tx, sessionHash: string, applicationId: ApplicationId): Promise<void> {
  await tx('sso_participants').where({ session_hash: sessionHash, application_id: applicationId }).delete();
}
