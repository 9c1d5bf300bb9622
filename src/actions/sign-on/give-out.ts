import type { SignOnPayload } from '../../events/payloads';
import type { EventId, SignOnRequestId } from '../../core/ids';
import type { User } from '../../core/user';
import { TIME } from '../../saml/constants';
import { SamlError } from '../../saml/errors';
import { isOrphan, isPostgres } from '../../store/dialect';
import type { Exchange } from '../../store/sign-on/exchanges';
import { keepPersistentNameId } from '../../store/sign-on/name-ids';
import { saveParticipant } from '../../store/sign-on/participants';
import {
  claimRequest,
  saveAnsweredRequests,
  takeSignOnRequest,
  type AnsweredRequest,
  type KeptRequest,
  type SignOnRequest,
} from '../../store/sign-on/sign-on-requests';
import { transact, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import type { Collection } from '../journal';
import { record } from '../record';
import type { Answer } from './answer';
import type { Person, SignOnDecision } from './decide';
import type { SignOnFacts } from './snapshot';

/** An answer that is ready to go to the browser. */
export interface ReadyAnswer {
  readonly decision: Extract<SignOnDecision, { allowed: true }>;
  readonly facts: SignOnFacts;
  readonly person: Person;
  /** The request it answers: kept under an id of ours, or read a moment ago. */
  readonly request: KeptRequest | SignOnRequest | undefined;
  readonly answer: Answer;
}

/** Somebody else has kept another persistent name for this person a moment ago: the answer is to be built again. */
export class NameTaken extends Error {}

/** The session, or the application, went away while the answer was made. */
export class SessionEnded extends Error {}

/** A request can be repeated as long as its time of issue passes for new, by a clock that is ahead. */
const ANSWERED_MS = 2 * TIME.requestWindow + TIME.skew;

const ANSWERED: Collection<AnsweredRequest> = { write: saveAnsweredRequests };

/**
 * Writes what has to be known before an answer leaves: that its request is answered, the event, the name that was made,
 * and that the session takes part in single logout at this application. Where only the first two are new, and this is
 * the only process, they are written with the next batch: a crash can lose what happened in the last second.
 * @throws SamlError request_replayed; NameTaken, SessionEnded; AppError unavailable when nothing can be recorded
 */
export async function giveOut(deps: Deps, ready: ReadyAnswer): Promise<void> {
  const { decision, facts, person, request, answer } = ready;
  const { application } = decision.application;
  const { user } = decision.person;
  const actor: Actor = { kind: 'user', id: user.id, name: user.username, ...clientIpOf(person) };
  const payload: SignOnPayload = {
    startedBy: request === undefined ? 'idp' : 'sp',
    ...(request?.binding === undefined ? {} : { binding: request.binding }),
  };
  deps.journal.check();
  if (request !== undefined && !deps.answered.claim(application.id, request.requestId)) throw replayed(request);
  try {
    let eventId: EventId;
    if (isRoutine(deps, ready)) {
      if (request !== undefined) deps.journal.collect(ANSWERED, answeredRow(deps, application.id, request));
      eventId = deps.journal.event(actor, 'sso_auth', { application, user }, payload);
    } else {
      eventId = await transact(deps.db, async (tx) => {
        if (request !== undefined) await answerOnce(deps, tx, application.id, request);
        if (answer.nameIdIsNew) await keepName(deps, tx, ready);
        if (isNewParticipant(facts, person, answer)) await keepParticipant(deps, tx, ready);
        return record(deps, tx, actor, 'sso_auth', { application, user }, payload);
      });
    }
    deps.journal.exchange(exchangeOf(deps, eventId, ready, user));
  } catch (error) {
    if (request !== undefined) deps.answered.release(application.id, request.requestId);
    if (isOrphan(error)) throw new SessionEnded('The session has ended.', { cause: error });
    throw error;
  }
}

/** Nothing but the request and the event is to be written, and nobody else has to know of them within the second. */
function isRoutine(deps: Deps, { facts, person, request, answer }: ReadyAnswer): boolean {
  return (
    request !== undefined &&
    !isKept(request) &&
    !answer.nameIdIsNew &&
    !isNewParticipant(facts, person, answer) &&
    !isPostgres(deps.db)
  );
}

function isKept(request: KeptRequest | SignOnRequest): request is SignOnRequest {
  return 'id' in request;
}

function isNewParticipant({ row }: SignOnFacts, person: Person, answer: Answer): boolean {
  return person.sessionHash !== undefined && row.participant !== JSON.stringify(answer.nameId);
}

async function answerOnce(
  deps: Deps,
  tx: Tx,
  applicationId: AnsweredRequest['applicationId'],
  request: KeptRequest | SignOnRequest,
): Promise<void> {
  const first = isKept(request)
    ? await takeSignOnRequest(tx, request.id, deps.clock())
    : await claimRequest(tx, answeredRow(deps, applicationId, request));
  if (!first) throw replayed(request);
}

async function keepName(deps: Deps, tx: Tx, { decision, answer }: ReadyAnswer): Promise<void> {
  const { value } = answer.nameId;
  const [applicationId, userId] = [decision.application.application.id, decision.person.user.id];
  const kept = await keepPersistentNameId(tx, { applicationId, userId, value, now: deps.clock() });
  if (kept !== value) throw new NameTaken('Another persistent name is kept.');
}

async function keepParticipant(deps: Deps, tx: Tx, { decision, person, answer }: ReadyAnswer): Promise<void> {
  const kept = await saveParticipant(tx, {
    sessionHash: person.sessionHash ?? '',
    applicationId: decision.application.application.id,
    userId: person.userId,
    nameId: answer.nameId,
    sessionIndex: person.sessionIndex,
    at: deps.clock(),
  });
  // A session that was ended a moment ago can't tell this application of its end any more.
  if (!kept) throw new SessionEnded('The session has ended.');
}

function answeredRow(
  deps: Deps,
  applicationId: AnsweredRequest['applicationId'],
  request: KeptRequest,
): AnsweredRequest {
  const now = deps.clock();
  return { id: deps.newId<SignOnRequestId>(), applicationId, request, now, expiresAt: now + ANSWERED_MS };
}

function exchangeOf(deps: Deps, id: EventId, { decision, request, answer }: ReadyAnswer, user: User): Exchange {
  const { binding, xml } = request ?? {};
  return {
    id,
    applicationId: decision.application.application.id,
    at: deps.clock(),
    kind: 'sign-on',
    startedBy: request === undefined ? 'idp' : 'sp',
    ...(binding === undefined ? {} : { binding }),
    ...(xml === undefined ? {} : { request: xml }),
    response: answer.xml,
    userName: user.username,
  };
}

function clientIpOf({ clientIp }: Person): { clientIp?: string } {
  return clientIp === undefined ? {} : { clientIp };
}

function replayed({ requestId }: KeptRequest): SamlError {
  return new SamlError(
    'request_replayed',
    'This request has been answered already. Start again from the application.',
    { clause: 'saml-profiles 4.1.4.5', facts: { request: requestId } },
  );
}
