import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError, invalid, notFound } from '../../core/errors';
import { isUlid, type GroupId } from '../../core/ids';
import { REQUEST_LIMITS, type AccessRequest, type AccessRequestId } from '../../core/portal/access-request';
import type { User } from '../../core/user';
import { findApplication } from '../../store/applications';
import { findGrant, findGroupBinding } from '../../store/bindings';
import { findAccessRequest, saveDecision, type Decision } from '../../store/portal/access-requests';
import { changeDirectory, transact, type Reader, type Tx } from '../../store/tx';
import { getUser } from '../../store/users';
import { giveUser } from '../applications/access';
import type { Actor, Deps } from '../deps';
import { changeMembersIn } from '../groups/members';
import { following, record } from '../record';
import { tellDecision } from './request-mail';

/** How an admin gives what was asked for. */
export interface Grant {
  /** The application's id: the one of the request, or the one the admin found to be meant. */
  readonly applicationId: string;
  /** A group that has the application, which the person joins; absent, they get the application by themselves. */
  readonly groupId?: string;
  readonly answer: string;
}

/**
 * Gets a request by its id.
 * @throws AppError not_found
 */
export async function getAccessRequest(reader: Reader, id: string): Promise<AccessRequest> {
  const request = isUlid(id) ? await findAccessRequest(reader, id as AccessRequestId) : undefined;
  if (request === undefined) throw notFound('This request');
  return request;
}

/**
 * Gives what was asked for, and tells the person. What a group gives besides was shown before.
 * @throws AppError not_found, invalid, or conflict when somebody has decided already
 */
export async function grantAccess(deps: Deps, actor: Actor, id: string, grant: Grant): Promise<AccessRequest> {
  const answer = readAnswer(grant.answer);
  const decided = await changeDirectory(deps.db, async (tx) => {
    const request = await getAccessRequest(tx, id);
    const application = await applicationOf(tx, request, grant.applicationId);
    const user = await getUser(tx, request.userId);
    if (user.state === 'suspended') {
      throw new AppError('conflict', 'This person is suspended. Unsuspend them first, or decline the request.');
    }
    const applicationId = application.id;
    await decide(tx, request, compact<Decision>({ ...by(deps, actor), state: 'granted', applicationId, answer }));
    const payload = compact<{ wanted: string; sentence?: string }>({ wanted: request.wanted, sentence: answer });
    const eventId = await record(deps, tx, actor, 'access_request_grant', { application, user }, payload);
    await give(deps, tx, following(actor, eventId), user, application, grant.groupId);
    await tellDecision(deps, tx, eventId, user, compact({ granted: true, name: application.label, answer }));
    return getAccessRequest(tx, id);
  });
  deps.wake();
  return decided;
}

/**
 * Declines a request with an answer that the person reads.
 * @throws AppError not_found, invalid, or conflict when somebody has decided already
 */
export async function declineAccess(deps: Deps, actor: Actor, id: string, typed: string): Promise<AccessRequest> {
  const answer = readAnswer(typed);
  if (answer === undefined) throw invalid({ answer: 'Write an answer. The person reads it.' });
  return transact(deps.db, async (tx) => {
    const request = await getAccessRequest(tx, id);
    const user = await getUser(tx, request.userId);
    const application = request.applicationId && (await findApplication(tx, request.applicationId));
    await decide(tx, request, { ...by(deps, actor), state: 'declined', answer });
    const about = compact<Parameters<typeof record>[4]>({ application, user });
    const payload = { wanted: request.wanted, sentence: answer };
    const eventId = await record(deps, tx, actor, 'access_request_decline', about, payload);
    await tellDecision(deps, tx, eventId, user, { granted: false, name: request.wanted, answer });
    return getAccessRequest(tx, id);
  });
}

function by(deps: Pick<Deps, 'clock'>, actor: Actor): Pick<Decision, 'by' | 'at'> {
  return { by: actor.name, at: deps.clock() };
}

async function decide(tx: Tx, request: AccessRequest, decision: Decision): Promise<void> {
  if (await saveDecision(tx, request.id, decision)) return;
  const now = await getAccessRequest(tx, request.id);
  const who = now.decidedBy === undefined ? 'Somebody' : now.decidedBy;
  throw new AppError('conflict', `${who} decided this request already. Nothing was changed.`);
}

async function applicationOf(tx: Tx, request: AccessRequest, typed: string): Promise<Application> {
  const id = request.applicationId ?? (isUlid(typed) ? (typed as Application['id']) : undefined);
  const application = id && (await findApplication(tx, id));
  if (application === undefined) throw invalid({ application: 'Choose the application that is meant.' });
  return application;
}

/** Nothing is given twice: whoever has it by now keeps it as they have it, unless a group is to be joined. */
async function give(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  user: User,
  application: Application,
  groupId: string | undefined,
): Promise<void> {
  if (groupId === undefined) {
    const granted = await findGrant(tx, application.id, user.id);
    if (!granted) await giveUser(deps, tx, actor, application.id, user.id, true);
    return;
  }
  const known = isUlid(groupId) && (await findGroupBinding(tx, application.id, groupId as GroupId));
  if (!known) throw invalid({ how: `Choose a group that has ${application.label}.` });
  await changeMembersIn(deps, tx, actor, groupId as GroupId, { add: [user.id], remove: [] });
}

function readAnswer(typed: string): string | undefined {
  const answer = typed.trim().replaceAll('\r\n', '\n').normalize('NFC');
  if (answer.length > REQUEST_LIMITS.answer) {
    throw invalid({ answer: `Use ${REQUEST_LIMITS.answer} characters at most.` });
  }
  if (/[^\P{Cc}\n]|\p{Cs}/u.test(answer)) throw invalid({ answer: 'This holds a character that can’t be kept.' });
  return answer === '' ? undefined : answer;
}
