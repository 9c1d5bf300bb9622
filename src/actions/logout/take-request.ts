import { compact } from '../../core/compact';
import type { EventId, UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { TIME } from '../../saml/constants';
import { SamlError } from '../../saml/errors';
import { verifyLogoutRequest, type LogoutRequest } from '../../saml/logout/logout-request';
import { matchSessions } from '../../saml/logout/match';
import { SIGNED_OUT } from '../../saml/logout/write';
import { redactMessage } from '../../saml/redact';
import type { Exchange } from '../../store/sign-on/exchanges';
import type { LogoutRequester } from '../../store/sign-on/logouts';
import { listParticipantsByIndex, listParticipantsByNameId, type Participant } from '../../store/sign-on/participants';
import { noteMessage } from '../../store/sign-on/seen-messages';
import { transact, type Tx } from '../../store/tx';
import { findUser } from '../../store/users';
import { SYSTEM, type Actor, type Deps } from '../deps';
import { record } from '../record';
import { actorOfUser, endSessions, type BegunLogout } from './end-sessions';
import { writeAnswer } from './messages';
import type { KnownLogout, LogoutTurn } from './receive';

/** More of a request is not kept for the list of exchanges. */
const LONGEST_KEPT = 20_000;

/** What came of a request: whom it signed out, and whom else it concerns. */
interface Ended {
  readonly eventId: EventId;
  readonly user?: User;
  readonly begun?: BegunLogout;
}

/**
 * Takes an application's LogoutRequest: ends the sessions it names, then goes on to the other applications of those
 * sessions, or answers at once when there are none (saml-profiles section 4.4.3.1).
 * @throws SamlError of the rule that is broken; nothing has changed then
 */
export async function takeRequest(deps: Deps, known: KnownLogout): Promise<LogoutTurn> {
  const { application, message } = known;
  const request = verifyLogoutRequest(message, known.expected);
  // A sign-on of a moment ago may still wait to be written. When it can't be, the sessions end all the same.
  await deps.journal.flush().catch(() => undefined);
  const { eventId, user, begun } = await transact(deps.db, (tx) => end(deps, tx, known, request));
  if (begun !== undefined) return { kind: 'walk', ...begun };
  const requester = compact({ requestId: request.id, relayState: request.relayState });
  const answer = await writeAnswer(deps, application, requester, SIGNED_OUT);
  deps.journal.exchange(
    compact<Exchange>({
      ...{ id: eventId, applicationId: application.id, at: deps.clock(), kind: 'logout', startedBy: 'sp' },
      ...{ binding: message.binding, request: message.xml.toString('utf8') },
      ...{ response: answer?.xml, userName: user?.username },
    }),
  );
  if (answer?.message === undefined) return { kind: 'over' };
  return { kind: 'deliver', delivery: { message: answer.message, applicationLabel: application.label } };
}

async function end(deps: Deps, tx: Tx, known: KnownLogout, request: LogoutRequest): Promise<Ended> {
  const { application, message, clientIp } = known;
  const noted = await noteMessage(tx, {
    applicationId: application.id,
    messageId: request.id,
    expiresAt: deps.clock() + 2 * TIME.requestWindow,
  });
  if (!noted) throw replayed(request.id);
  const sessions = await findSessions(tx, known, request);
  const userIds = [...new Set(sessions.map(({ userId }) => userId))];
  const user = await firstOf(tx, userIds);
  const actor = user === undefined ? compact<Actor>({ ...SYSTEM, clientIp }) : actorOfUser(user, clientIp);
  const eventId = await record(
    deps,
    tx,
    actor,
    'sso_logout',
    compact({ application, user }),
    sessions.length > 0
      ? { startedBy: 'sp' }
      : { startedBy: 'sp', code: 'session_over', sentence: 'The session it named was over already.' },
  );
  const requester = compact<LogoutRequester>({
    ...{ applicationId: application.id, label: application.label, requestId: request.id, eventId },
    ...{ relayState: request.relayState, binding: message.binding },
    received: redactMessage(message.xml.toString('utf8').slice(0, LONGEST_KEPT)),
  });
  const hashes = sessions.map(({ sessionHash }) => sessionHash);
  const begun = await endSessions(deps, tx, { hashes, userIds, clientIp }, requester);
  return compact<Ended>({ eventId, user, begun });
}

async function findSessions(
  tx: Tx,
  { application }: KnownLogout,
  request: LogoutRequest,
): Promise<readonly Participant[]> {
  const { nameId, sessionIndexes } = request;
  return matchSessions(request, {
    byIndex: await listParticipantsByIndex(tx, application.id, sessionIndexes),
    byName: sessionIndexes.length > 0 ? [] : await listParticipantsByNameId(tx, application.id, nameId.value),
  });
}

async function firstOf(tx: Tx, userIds: readonly UserId[]): Promise<User | undefined> {
  const [userId] = userIds;
  return userId === undefined ? undefined : findUser(tx, userId);
}

function replayed(id: string): SamlError {
  return new SamlError('request_replayed', 'This logout request was acted on already.', {
    clause: 'saml-core 1.3.4',
    facts: { request: id },
  });
}
