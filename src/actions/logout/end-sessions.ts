import { createHash, randomBytes } from 'node:crypto';
import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { EventId, LogoutId, UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { gather } from '../../saml/logout/match';
import { requestTarget } from '../../saml/logout/outgoing';
import { findApplication } from '../../store/applications';
import { deleteSession, takeSession } from '../../store/sessions';
import { insertLogout, type Logout, type LogoutRequester, type LogoutStep } from '../../store/sign-on/logouts';
import { listParticipantsOfSession, type Participant } from '../../store/sign-on/participants';
import type { Tx } from '../../store/tx';
import { findUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { opensAdminPortal } from '../../core/roles';

/** How long a sign-out may go round. */
const LIFE_MS = 60 * 60_000;

/** A sign-out that has to go on in the browser: its id, and the secret for the browser's cookie. */
export interface BegunLogout {
  readonly id: LogoutId;
  readonly secret: string;
}

/** SHA-256 of the secret in the browser's cookie. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/**
 * Ends Passo sessions, and keeps whom else it concerns: one step for each application and name the sessions have signed
 * on with. The sessions are over when the transaction is, before anybody is asked anything.
 * @param requester the application that asked, which is signed out already
 * @returns undefined when no other application is concerned
 */
export async function endSessions(
  deps: Deps,
  tx: Tx,
  sessions: {
    readonly hashes: readonly string[];
    readonly userIds: readonly UserId[];
    readonly clientIp?: string | undefined;
  },
  requester?: LogoutRequester,
): Promise<BegunLogout | undefined> {
  const participants: Participant[] = [];
  let ended = 0;
  // In one order, so that two who end the same sessions wait for each other in turn.
  for (const hash of [...sessions.hashes].sort()) {
    if (!(await takeSession(tx, hash))) continue;
    participants.push(...(await listParticipantsOfSession(tx, hash)));
    await deleteSession(tx, hash);
    ended += 1;
  }
  for (const userId of ended === 0 ? [] : sessions.userIds) {
    const user = await findUser(tx, userId);
    if (user !== undefined) await record(deps, tx, actorOfUser(user, sessions.clientIp), 'user_logout', { user }, {});
  }
  const others = participants.filter(({ applicationId }) => applicationId !== requester?.applicationId);
  const steps = await stepsFor(deps, tx, others, sessions.clientIp, requester === undefined ? 'idp' : 'sp');
  if (steps.length === 0) return undefined;
  const [secret, id, now] = [randomBytes(32).toString('base64url'), deps.newId<LogoutId>(), deps.clock()];
  await insertLogout(
    tx,
    compact<Logout>({
      ...{ id, browserHash: hashSecret(secret), requester, steps, userId: sessions.userIds[0] },
      ...{ createdAt: now, expiresAt: now + LIFE_MS, finishedAt: undefined },
    }),
  );
  return { id, secret };
}

/** Who signs out: the person, also when an application asks for it on their behalf. */
export function actorOfUser(user: User, clientIp: string | undefined): Actor {
  return compact<Actor>({
    kind: opensAdminPortal(user.role) ? 'admin' : 'user',
    id: user.id,
    name: user.username,
    clientIp,
  });
}

/** An application without a logout address is over at once: nobody can ask it. */
async function stepsFor(
  deps: Deps,
  tx: Tx,
  participants: readonly Participant[],
  clientIp: string | undefined,
  startedBy: 'sp' | 'idp',
): Promise<LogoutStep[]> {
  const steps: LogoutStep[] = [];
  for (const { first, sessionIndexes } of gather(participants)) {
    const application = await findApplication(tx, first.applicationId);
    if (application === undefined) continue;
    const { id: applicationId, label } = application;
    const base = { applicationId, label, nameId: first.nameId, sessionIndexes };
    if (requestTarget(application.sso?.slo) !== undefined) {
      steps.push({ ...base, state: 'waiting' });
      continue;
    }
    await recordNoAddress(deps, tx, application, first.userId, clientIp, startedBy);
    steps.push({ ...base, state: 'no-address' });
  }
  return steps;
}

async function recordNoAddress(
  deps: Deps,
  tx: Tx,
  application: Application,
  userId: UserId,
  clientIp: string | undefined,
  startedBy: 'sp' | 'idp',
): Promise<EventId | undefined> {
  const user = await findUser(tx, userId);
  if (user === undefined) return undefined;
  const payload = { startedBy, code: 'no_logout_address', sentence: 'It has no address for logout messages.' };
  const about = { application, user, result: 'failure' as const };
  return record(deps, tx, actorOfUser(user, clientIp), 'sso_logout', about, payload);
}
