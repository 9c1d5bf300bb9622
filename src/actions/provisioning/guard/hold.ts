import type { UserId } from '../../../core/ids';
import { isPasswordExpired, type User } from '../../../core/user';
import { passesAlone, type RemovalReason } from '../../../provisioning/guard';
import type { UserOperation } from '../../../provisioning/plan';
import { countLosses, holdMarks, listLosses, noteHeld, type Loss } from '../../../store/provisioning/losses';
import { listRemovalsOfPeople, saveOutcomes } from '../../../store/provisioning/removals';
import type { Tx } from '../../../store/tx';
import { writeInLane, type LaneRun } from '../lane-run';
import type { Planned } from '../subjects';
import { causeOver, windowOver } from './limits';
import { HELD_SENTENCE, stage } from './stage';

/** Causes that were found to be below the limit in this turn: what is left of them can only be fewer. None is no cause. */
const passed = new WeakMap<LaneRun, Set<string>>();

/**
 * Keeps back what would take more accounts away than the application's limit allows (R8), before anything of it is sent
 * or written down. Everybody of the same cause is counted and held, not only those of this batch; who is suspended,
 * deleted or expires alone always passes, and so does who was allowed to go.
 * @param known the application has removals that wait or were allowed
 * @returns what may be sent
 * @throws LeaseLost
 */
export async function holdRemovals(
  run: LaneRun,
  planned: readonly Planned[],
  known: boolean,
): Promise<readonly Planned[]> {
  const leaving = planned.filter(({ operation }) => takesAway(operation));
  if (leaving.length === 0 && !known) return planned;
  const held = await writeInLane(run, async (tx) => {
    const waiting = known ? await settleKnown(run, tx, planned) : new Set<UserId>();
    if (leaving.every(({ subject }) => waiting.has(subject.mark.userId))) return waiting;
    for (const userId of await holdNew(run, tx, leaving)) waiting.add(userId);
    return waiting;
  });
  return held.size === 0 ? planned : planned.filter((one) => !takesAway(one.operation) || !held.has(idOf(one)));
}

/** Whether an operation deactivates or deletes the account. */
export function takesAway(operation: UserOperation): boolean {
  if (operation.kind === 'update') return operation.deactivates;
  return operation.kind === 'delete' || operation.kind === 'find-and-deactivate';
}

/**
 * Looks at the people who are in a removal already. Who has the account again waits no more, nor does who is suspended,
 * deleted or expired alone by now; the others are held as before, whatever else has changed about them.
 */
async function settleKnown(run: LaneRun, tx: Tx, planned: readonly Planned[]): Promise<Set<UserId>> {
  const { id } = run.application;
  const byId = new Map(planned.map((one) => [idOf(one), one]));
  const waiting = new Set<UserId>();
  const counts: Counts = new Map();
  for (const { userId, removalId, state } of await listRemovalsOfPeople(tx, id, [...byId.keys()])) {
    const one = byId.get(userId);
    if (one === undefined) continue;
    if (!takesAway(one.operation)) await saveOutcomes(tx, removalId, [userId], 'returned');
    else if (state === 'held' && (await goesAlone(run, tx, one, counts)))
      await saveOutcomes(tx, removalId, [userId], 'alone');
    else if (state === 'held') {
      await holdMarks(tx, id, removalId, [{ userId, version: one.subject.mark.version }]);
      waiting.add(userId);
    }
  }
  await noteHeld(tx, id, [...waiting], HELD_SENTENCE, run.deps.clock());
  return waiting;
}

/** People of each cause. */
type Counts = Map<string | undefined, number>;

async function goesAlone(run: LaneRun, tx: Tx, { subject }: Planned, counts: Counts): Promise<boolean> {
  const { user, mark } = subject;
  const reason = user === undefined ? 'deleted' : reasonOf(user, run.deps.clock());
  if (reason === 'grant') return false;
  const cause = mark.correlationId;
  const known = counts.get(cause);
  const count = known ?? (await countLosses(tx, run.application.id, { cause, all: true }, run.deps.clock()));
  counts.set(cause, count);
  return passesAlone(reason, count);
}

function reasonOf(user: User, now: number): RemovalReason {
  if (user.state === 'suspended') return 'suspended';
  return isPasswordExpired(user, now) ? 'expired' : 'grant';
}

/** Stages what is over the limit: by cause first, then everything that lost its grants within an hour. */
async function holdNew(run: LaneRun, tx: Tx, leaving: readonly Planned[]): Promise<Set<UserId>> {
  const held = new Set<UserId>();
  const fine = passed.get(run) ?? new Set<string>();
  passed.set(run, fine);
  const causes = new Set(leaving.map(({ subject }) => subject.mark.correlationId));
  for (const cause of causes) {
    if (cause !== undefined && fine.has(cause)) continue;
    const over = await causeOver(run, tx, cause);
    if (over === undefined) {
      if (cause !== undefined) fine.add(cause);
      continue;
    }
    const losses = await listLosses(tx, run.application.id, { cause }, run.deps.clock());
    await stage(run, tx, { cause, limit: over, losses });
    addAll(held, losses);
  }
  const left = leaving.filter((one) => !held.has(idOf(one)) && one.subject.user !== undefined && !one.subject.granted);
  if (left.length === 0) return held;
  const over = await windowOver(run, tx);
  if (over === undefined) return held;
  const losses = await listLosses(tx, run.application.id, { window: true }, run.deps.clock());
  await stage(run, tx, { limit: over, losses });
  addAll(held, losses);
  return held;
}

function addAll(held: Set<UserId>, losses: readonly Loss[]): void {
  for (const { userId } of losses) held.add(userId);
}

function idOf({ subject }: Planned): UserId {
  return subject.mark.userId;
}
