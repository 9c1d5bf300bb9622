import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { Said } from '../../core/errors';
import { fold, isUlid, type EventId, type UserId } from '../../core/ids';
import { REQUEST_LIMITS, type AccessRequest, type AccessRequestId } from '../../core/portal/access-request';
import { nameOf, type User } from '../../core/user';
import { findApplication } from '../../store/applications';
import { findGrant } from '../../store/bindings';
import { findEvent } from '../../store/events';
import { listAdminAddresses } from '../../store/mail-outbox';
import {
  countAccessRequestsSince,
  findAccessRequest,
  insertAccessRequest,
  listOpenAccessRequestsOfUser,
  saveDecision,
} from '../../store/portal/access-requests';
import { changeDirectory, transact, type Reader, type Tx } from '../../store/tx';
import { say, saidError, saidInvalid } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { queueMail } from '../mail/queue';
import { record } from '../record';
import { askedMail } from './request-mail';

/** What a person typed. */
export interface AccessWish {
  /** The refusal that they came from; it names the application. */
  readonly event?: string;
  /** Which application, when no refusal names it. */
  readonly wanted: string;
  readonly reason: string;
}

/**
 * Finds the application that refused a person, by the event of the refusal. Nobody learns by this what else there is:
 * the event must be about themselves, and say that they have no access.
 */
export async function findRefusing(reader: Reader, userId: UserId, event: string): Promise<Application | undefined> {
  const refusal = isUlid(event) ? await findEvent(reader, event as EventId) : undefined;
  if (refusal?.name !== 'sso_auth' || refusal.userId !== userId || refusal.applicationId === undefined)
    return undefined;
  if (refusal.result !== 'failure' || refusal.payload.code !== 'user_not_in_group') return undefined;
  return findApplication(reader, refusal.applicationId);
}

/**
 * Asks for access on behalf of the person who is signed in. One request for one application waits at a time, and only
 * so many can be made in a day. The same request sent again is the one that waits.
 * @throws AppError invalid with sentences by field, conflict, too_many
 */
export async function askForAccess(deps: Deps, actor: Actor, user: User, wish: AccessWish): Promise<AccessRequest> {
  return changeDirectory(deps.db, async (tx) => {
    const application = wish.event === undefined ? undefined : await findRefusing(tx, user.id, wish.event);
    const request = readWish(deps, user, wish, application);
    const open = await listOpenAccessRequestsOfUser(tx, user.id);
    const before = open.find((one) => isSame(one, request));
    // The same form sent twice, by a double click or by Back, is one request.
    if (before?.reason === request.reason) return before;
    if (before !== undefined) throw saidError('conflict', say('request_open_already'));
    await refuseNeedless(deps, tx, user, application, open.length);
    await insertAccessRequest(tx, request);
    const about = compact<Parameters<typeof record>[4]>({ application, user });
    const eventId = await record(deps, tx, actor, 'access_request_create', about, { wanted: request.wanted });
    const mail = await askedMail(deps, tx, eventId, request, nameOf(user));
    await queueMail(deps, tx, await listAdminAddresses(tx), mail);
    return request;
  });
}

/**
 * Takes one's own request back.
 * @throws AppError conflict when it was decided already, or is none of theirs
 */
export async function withdrawAccessRequest(deps: Deps, actor: Actor, user: User, id: AccessRequestId): Promise<void> {
  await transact(deps.db, async (tx) => {
    const request = await findAccessRequest(tx, id);
    const decision = { state: 'withdrawn', by: user.username, at: deps.clock() } as const;
    if (request?.userId !== user.id) throw saidError('conflict', say('request_gone'));
    if (request.state === 'withdrawn') return;
    if (!(await saveDecision(tx, id, decision))) throw saidError('conflict', say('request_gone'));
    const application = request.applicationId && (await findApplication(tx, request.applicationId));
    const about = compact<Parameters<typeof record>[4]>({ application, user });
    await record(deps, tx, actor, 'access_request_withdraw', about, { wanted: request.wanted });
  });
}

function readWish(deps: Deps, user: User, wish: AccessWish, application: Application | undefined): AccessRequest {
  const wanted = application?.label ?? wish.wanted.trim().normalize('NFC');
  const reason = wish.reason.trim().replaceAll('\r\n', '\n').normalize('NFC');
  const problems = compact<Record<string, Said>>({
    wanted:
      wanted === '' && wish.event !== undefined
        ? say('request_unknown')
        : problemOf(
            wanted,
            say('request_wanted_missing'),
            application === undefined ? REQUEST_LIMITS.wanted : Infinity,
          ),
    reason: problemOf(reason, say('request_reason_missing'), REQUEST_LIMITS.reason),
  });
  if (Object.keys(problems).length > 0) throw saidInvalid(problems);
  return compact<AccessRequest>({
    id: deps.newId<AccessRequestId>(),
    userId: user.id,
    applicationId: application?.id,
    wanted,
    reason,
    state: 'open',
    createdAt: deps.clock(),
  });
}

function problemOf(text: string, missing: Said, most: number): Said | undefined {
  if (text === '') return missing;
  if (text.length > most) return say('request_text_long', { most });
  return /[^\P{Cc}\n]|\p{Cs}/u.test(text) ? say('request_text_bad') : undefined;
}

/** Whether two requests ask for the same thing. */
function isSame(one: AccessRequest, other: AccessRequest): boolean {
  if (other.applicationId !== undefined) return one.applicationId === other.applicationId;
  return fold(one.wanted) === fold(other.wanted);
}

async function refuseNeedless(
  deps: Deps,
  tx: Tx,
  user: User,
  application: Application | undefined,
  open: number,
): Promise<void> {
  if (application !== undefined && (await findGrant(tx, application.id, user.id))) {
    throw saidError('conflict', say('request_have_it', { name: application.label }));
  }
  const { perDay, dayMs, open: mostOpen } = REQUEST_LIMITS;
  const today = await countAccessRequestsSince(tx, user.id, deps.clock() - dayMs);
  if (today >= perDay || open >= mostOpen) throw saidError('too_many', say('request_too_many', { most: perDay }));
}
