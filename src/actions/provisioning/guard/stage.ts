import { compact } from '../../../core/compact';
import type { EventId, UserId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { describe } from '../../../events/describe';
import { stagedRemovalMail } from '../../../net/mail/removals';
import { findEvent } from '../../../store/events';
import { listAdminAddresses } from '../../../store/mail-outbox';
import { countActiveAccounts } from '../../../store/provisioning/links';
import { holdMarks, listGrantsOf, noteHeld, type Loss } from '../../../store/provisioning/losses';
import {
  findRemovalOfCause,
  insertRemovalPeople,
  saveRemoval,
  type Removal,
  type RemovalPerson,
} from '../../../store/provisioning/removals';
import { findSetting } from '../../../store/settings';
import type { Reader, Tx } from '../../../store/tx';
import { findUsers } from '../../../store/users';
import { SYSTEM } from '../../deps';
import { queueMail } from '../../mail/queue';
import { record } from '../../record';
import type { LaneRun } from '../lane-run';
import type { Undo } from './note';
import { peopleOf, undoOf } from './undo';

/** What is said of a person who waits for the decision. */
export const HELD_SENTENCE = 'Held: an admin has to allow or reject this deactivation.';

/** How long an admin has to decide. */
export const DECIDE_WITHIN_MS = 7 * 24 * 3_600_000;

/** What is to be staged. */
interface Staging {
  /** Absent for many small changes within an hour, and for retries. */
  readonly cause?: string | undefined;
  /** The limit that was passed, in words. */
  readonly limit: string;
  readonly losses: readonly Loss[];
}

/**
 * Stages a removal: holds the marks of everybody who would lose their account, lists them and who keeps it, and tells the
 * admins once. Further small changes join the one that waits already.
 */
export async function stage(run: LaneRun, tx: Tx, staging: Staging): Promise<void> {
  const { deps, application } = run;
  const { losses } = staging;
  if (losses.length === 0) return;
  const now = deps.clock();
  const cause = staging.cause as EventId | undefined;
  const before = await findRemovalOfCause(tx, application.id, cause, 'held');
  const undos = await undosOf(tx, run, staging);
  // Half a way back is none: who was held before and can't be put back would be let go by a rejection.
  const known = before === undefined ? [] : (before.undo as Undo[] | undefined);
  const undo = known === undefined || undos.length === 0 ? undefined : [...known, ...undos];
  const reason = await reasonOf(tx, cause);
  const active = await countActiveAccounts(tx, application.id);
  const note = cause === undefined ? undefined : await findRemovalOfCause(tx, application.id, cause, 'noted');
  const removal = compact<Removal>({
    id: before?.id ?? note?.id ?? deps.newId<string>(),
    applicationId: application.id,
    causeEventId: cause,
    state: 'held',
    reason: `${reason} The limit is ${staging.limit}; ${active.toLocaleString('en')} accounts are active.`,
    undo,
    total: (before?.total ?? 0) + losses.length,
    createdAt: before?.createdAt ?? now,
    expiresAt: before?.expiresAt ?? now + DECIDE_WITHIN_MS,
  });
  await saveRemoval(tx, removal);
  await insertRemovalPeople(tx, removal.id, await namedLosses(tx, losses));
  await insertRemovalPeople(tx, removal.id, await keepers(tx, run, undos, losses));
  await holdMarks(tx, application.id, removal.id, losses);
  const ids = losses.map(({ userId }) => userId);
  await noteHeld(tx, application.id, ids, HELD_SENTENCE, now);
  if (before === undefined) await tell(run, tx, removal, cause);
}

/** How each of the causes can be put back; one that can't be leaves the list empty, for half a way back is none. */
async function undosOf(tx: Tx, run: LaneRun, { cause, losses }: Staging): Promise<Undo[]> {
  const causes = cause === undefined ? [...new Set(losses.map((loss) => loss.correlationId))] : [cause];
  const undos: Undo[] = [];
  for (const one of causes) {
    const found = one === undefined ? {} : await undoOf(tx, run.application.id, one as EventId);
    if (found.undo === undefined) return [];
    undos.push(found.undo);
  }
  return undos;
}

async function reasonOf(tx: Tx, cause: EventId | undefined): Promise<string> {
  const event = cause === undefined ? undefined : await findEvent(tx, cause);
  if (event === undefined) return 'Several changes took access away.';
  return describe(event);
}

async function namedLosses(tx: Tx, losses: readonly Loss[]): Promise<RemovalPerson[]> {
  const ids = losses.map(({ userId }) => userId);
  const users = new Map((await findUsers(tx, ids)).map((user) => [user.id, user]));
  return losses.map(({ userId, userName }) => {
    const user = users.get(userId);
    const name = user === undefined ? (userName ?? 'Deleted person') : nameOf(user);
    return { userId, name, outcome: 'loses' };
  });
}

/** The people of the change who keep their account, and through what. */
async function keepers(
  tx: Reader,
  run: LaneRun,
  undos: readonly Undo[],
  losses: readonly Loss[],
): Promise<RemovalPerson[]> {
  const losing = new Set<UserId>(losses.map(({ userId }) => userId));
  const all = new Set<UserId>();
  for (const undo of undos) for (const id of await peopleOf(tx, undo)) if (!losing.has(id)) all.add(id);
  const grants = await listGrantsOf(tx, run.application.id, [...all]);
  const users = await findUsers(tx, [...grants.keys()]);
  return users.map((user) => {
    const { groups, direct } = grants.get(user.id) ?? { groups: [], direct: false };
    const through = [...groups, ...(direct ? ['assigned directly'] : [])].join(', ');
    return { userId: user.id, name: nameOf(user), outcome: 'keeps', keepsThrough: through };
  });
}

async function tell(run: LaneRun, tx: Tx, removal: Removal, cause: EventId | undefined): Promise<void> {
  const { deps, application } = run;
  const about = compact<Parameters<typeof record>[4]>({ application, result: 'failure', correlationId: cause });
  const payload = { people: removal.total, sentence: removal.reason };
  const eventId = await record(deps, tx, SYSTEM, 'provisioning_removal_stage', about, payload);
  const frame = {
    organisation: (await findSetting(tx, 'organisation')) ?? 'Passo',
    baseUrl: deps.config.baseUrl,
    now: deps.clock(),
  };
  const href = `${deps.config.baseUrl}/admin/applications/${application.slug}/identity-management/removals/${removal.id}`;
  const mail = stagedRemovalMail(frame, eventId, {
    application: application.label,
    people: removal.total,
    reason: removal.reason,
    expiresAt: removal.expiresAt,
    href,
  });
  await queueMail(deps, tx, await listAdminAddresses(tx), mail);
}
