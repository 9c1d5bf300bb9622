import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { notFound } from '../../../core/errors';
import type { UserId } from '../../../core/ids';
import { isPasswordExpired, nameOf, type User } from '../../../core/user';
import type { AnyEvent } from '../../../events/catalog';
import { compareAccount } from '../../../provisioning/drift';
import { describeOperation } from '../../../provisioning/describe';
import { fixedPathsOf, type UserOperation } from '../../../provisioning/plan';
import { causesOf, type Cause, type Standing } from '../../../provisioning/why';
import type { ScimClient } from '../../../scim/client';
import type { ScimAttributes } from '../../../scim/schemas';
import { listBoundGroups, listBoundUserIds } from '../../../store/bindings';
import { listEvents } from '../../../store/events';
import { listGroupsOfUser } from '../../../store/groups';
import { findNextTry } from '../../../store/provisioning/decisions';
import { findLane } from '../../../store/provisioning/lanes';
import type { Link } from '../../../store/provisioning/links';
import { findPause } from '../../../store/provisioning/pauses';
import { findRemoval } from '../../../store/provisioning/removals';
import type { Deps } from '../../deps';
import { getIntegration, openClient, TokenUnreadable } from '../connection';
import type { Subject } from '../lane-run';
import { loadSubjectsOf, planSubjects, wantedOf } from '../subjects';
import { findCandidates, type Candidate } from './candidates';
import { valueRows, type ValueRow } from './values';

const EVENTS = 10;

/** How the account was read at the SP a moment ago. */
export type LiveRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'read' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Why a person stands as they do at an application. */
export interface Explanation {
  readonly name: string;
  readonly user?: User;
  /** What matters most first; never empty. */
  readonly causes: readonly Cause[];
  /** In what way the application is theirs. */
  readonly grants: readonly string[];
  readonly link?: Link;
  /** How the account came to be linked, and since when (milliseconds). */
  readonly origin?: { readonly how: string; readonly at?: number };
  readonly live: LiveRead;
  readonly values: readonly ValueRow[];
  /** What goes out next, in words. */
  readonly next: string;
  /** When it is tried, in milliseconds; absent when nothing waits. */
  readonly nextAt?: number;
  readonly events: readonly AnyEvent[];
  /** Present when an admin has to decide whose account is theirs. */
  readonly choice?: { readonly candidates: readonly Candidate[]; readonly sentence?: string };
}

/**
 * Explains how a person stands at an application. Writes nothing, and asks the SP by GET only.
 * @throws AppError not_found for somebody who is not known here and has no account there
 */
export async function explainPerson(deps: Deps, application: Application, userId: UserId): Promise<Explanation> {
  const { db } = deps;
  const now = deps.clock();
  const { scim } = getIntegration(deps, application);
  const [subject] = await loadSubjectsOf(db, application, scim, [userId], now);
  if (subject === undefined || (subject.user === undefined && !subject.linkIsStored)) throw notFound('This person');
  const [planned] = planSubjects(application, scim, [subject], now);
  const operation: UserOperation = planned?.operation ?? { kind: 'none' };
  const { user, link, linkIsStored } = subject;
  const grants = await grantsOf(deps, application, subject);
  const client = await openQuietly(deps, application);
  const { live, there } = await readLive(client, link);
  const accepted = link.accepted ?? {};
  const drift = there === undefined ? [] : compareAccount(there, accepted, fixedPathsOf(scim));
  const standing = await standingOf(deps, application, subject, operation, grants, now);
  const seen =
    live.kind === 'gone' ? 'gone' : there === undefined ? undefined : drift.length > 0 ? 'different' : 'same';
  const causes = causesOf(compact<Standing>({ ...standing, there: seen }));
  const events = await listEvents(db, { applicationId: application.id, userId, take: EVENTS });
  const name = user === undefined ? leftName(link) : nameOf(user);
  const wanted = wantedOf(subject, scim, now).attributes;
  const undecided = link.remoteId === undefined && link.status === 'attention' && user !== undefined;
  return compact<Explanation>({
    name,
    user,
    causes,
    grants,
    link: linkIsStored ? link : undefined,
    origin: link.remoteId === undefined ? undefined : await originOf(deps, application, link),
    live,
    values: valueRows(scim, { wanted, accepted, there }, operation),
    next: describeOperation(operation, name, scim),
    nextAt: nextAtOf(standing, subject),
    events,
    choice:
      undecided && client !== undefined ? await findCandidates(db, client, application.id, userId, wanted) : undefined,
  });
}

async function grantsOf(deps: Deps, application: Application, { user, mark }: Subject): Promise<string[]> {
  if (user === undefined) return [];
  const direct = (await listBoundUserIds(deps.db, application.id)).includes(mark.userId);
  const bound = new Set((await listBoundGroups(deps.db, application.id)).map((group) => group.id));
  const groups = (await listGroupsOfUser(deps.db, mark.userId)).filter((group) => bound.has(group.id));
  return [...(direct ? ['assigned directly'] : []), ...groups.map((group) => `the User Group ${group.name}`)];
}

async function standingOf(
  deps: Deps,
  application: Application,
  { user, mark, link, linkIsStored }: Subject,
  operation: UserOperation,
  grants: readonly string[],
  now: number,
): Promise<Standing> {
  const { db } = deps;
  const pause = await findPause(db, application.id);
  const lane = await findLane(db, application.id);
  const removal = mark.heldBy === undefined ? undefined : await findRemoval(db, mark.heldBy);
  return compact<Standing>({
    label: application.label,
    integrationActive: application.idmState === 'active',
    person: user && { suspended: user.state === 'suspended', passwordExpired: isPasswordExpired(user, now) },
    grants,
    pausedBy: pause && (pause.by === '' ? 'Somebody' : pause.by),
    hold: lane?.hold?.sentence,
    removal: removal?.reason,
    laneNextAt: await findNextTry(db, application.id),
    mark: mark.version === 0 ? undefined : mark,
    link: linkIsStored ? linkFacts(link) : undefined,
    operation,
    now,
  });
}

function linkFacts(link: Link): NonNullable<Standing['link']> {
  return compact<NonNullable<Standing['link']>>({
    known: link.remoteId !== undefined && !link.removed,
    active: link.accepted?.['active'] !== false && !link.removed,
    managed: link.managed,
    removed: link.removed,
    creating: link.creating,
    inDoubt: link.inDoubt !== undefined,
    left: link.decision === 'leave',
    attention: link.status === 'attention',
    sentence: link.sentence,
  });
}

/** Without a token that can be opened nothing is read; the page says so by itself. */
async function openQuietly(deps: Deps, application: Application): Promise<ScimClient | undefined> {
  if (application.idmState !== 'active') return undefined;
  try {
    return await openClient(deps, deps.db, application);
  } catch (error) {
    if (error instanceof TokenUnreadable) return undefined;
    throw error;
  }
}

async function readLive(
  client: ScimClient | undefined,
  link: Link,
): Promise<{ live: LiveRead; there?: ScimAttributes }> {
  if (link.remoteId === undefined || link.removed) return { live: { kind: 'none' } };
  if (client === undefined) return { live: { kind: 'failed', sentence: 'Passo has no token to ask with.' } };
  const read = await client.getUser(link.remoteId);
  if (read.kind === 'ok') return { live: { kind: 'read' }, there: read.value.attributes };
  return { live: read.kind === 'gone' ? { kind: 'gone' } : { kind: 'failed', sentence: read.sentence } };
}

/** Tells how an account came to be linked, by the first event that says so. */
async function originOf(deps: Deps, application: Application, link: Link): Promise<{ how: string; at?: number }> {
  const about = { applicationId: application.id, userId: link.userId, result: 'success' as const, take: 1 };
  const [created] = await listEvents(deps.db, { ...about, name: 'user_create_provision' });
  const decided = (await listEvents(deps.db, { ...about, name: 'account_decide', take: 20 })).find(
    (event) => event.name === 'account_decide' && event.payload.sentence?.startsWith('Linked') === true,
  );
  const updates = await listEvents(deps.db, { ...about, name: 'user_update_provision', take: 200 });
  const taken = updates.find((event) => event.name === 'user_update_provision' && event.payload.takenOver === true);
  const [first] = [created, taken, decided]
    .filter((event) => event !== undefined)
    .sort((one, other) => other.at - one.at);
  if (first === undefined) return { how: link.managed ? 'Linked before the log begins' : 'Imported, and not managed' };
  if (first === decided) return { how: `Linked by ${first.actor.name}`, at: first.at };
  return { how: first === taken ? 'Taken over: it was there already' : 'Created by Passo', at: first.at };
}

function nextAtOf({ mark, laneNextAt, now }: Standing, { mark: stored }: Subject): number | undefined {
  if (mark === undefined || mark.parked || stored.heldBy !== undefined) return undefined;
  return Math.max(mark.dueAt, laneNextAt ?? 0, now);
}

function leftName(link: Link): string {
  const userName = link.accepted?.['userName'] ?? link.inDoubt?.['userName'];
  return typeof userName === 'string' ? userName : 'Deleted person';
}
