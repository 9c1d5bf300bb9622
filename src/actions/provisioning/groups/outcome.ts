import type { EventId, UserId } from '../../../core/ids';
import type { EventName } from '../../../events/catalog';
import type { ExchangeFacts, ProvisioningPayload } from '../../../events/payloads';
import type { NextStep } from '../../../provisioning/next-step';
import type { Exchange, Outcome } from '../../../scim/outcome';
import { lockGroupLink, saveGroupLink, type GroupLink } from '../../../store/provisioning/group-links';
import { lockGroupMark, lockSameMark, parkGroup, postponeGroup } from '../../../store/provisioning/group-marks';
import type { Tx } from '../../../store/tx';
import { SYSTEM } from '../../deps';
import { record } from '../../record';
import { withKnownLateness, withLateness } from '../late';
import { noteLaneFailure } from '../lane-failure';
import { writeInLane } from '../lane-run';
import { aboutGroup, type GroupTurn } from './turn';

/** The events of a group's push (M-199 to M-201). */
export type GroupEvent = Extract<
  EventName,
  'group_create_provision' | 'group_update_provision' | 'group_delete_provision'
>;

/** An exchange that did not succeed. */
export type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/** How many values of a list an event keeps. */
const KEPT = 20;

/** Records an attempt, in the transaction of what is now known of the group. */
export async function recordGroup(
  turn: GroupTurn,
  tx: Tx,
  event: GroupEvent,
  result: 'success' | 'failure',
  payload: ProvisioningPayload & { readonly exchange?: Exchange },
): Promise<EventId> {
  const { exchange, ...rest } = payload;
  const facts = exchange === undefined ? rest : { ...rest, exchange: shortened(exchange) };
  return record(turn.run.deps, tx, SYSTEM, event, { ...aboutGroup(turn), result }, facts);
}

/** A request with a thousand members is kept as its first twenty and their number. */
export function shortened(exchange: Exchange): ExchangeFacts {
  return exchange.request === undefined ? exchange : { ...exchange, request: shorten(exchange.request) };
}

function shorten(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept: unknown[] = value.slice(0, KEPT).map(shorten);
    return value.length > KEPT ? [...kept, `… ${value.length} in all`] : kept;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, shorten(inside)]));
}

/**
 * Writes what is known of a group now. What an admin or a change of the directory decided meanwhile is kept: a group that
 * was released or deleted while a request was under way does not come back by its answer.
 * @param change what was learnt, on top of the link as it is stored at this moment
 */
export async function keepGroup(
  turn: GroupTurn,
  tx: Tx,
  change: (current: GroupLink) => GroupLink,
): Promise<GroupLink> {
  const current = await lockGroupLink(tx, turn.key.applicationId, turn.key.groupId);
  const before = current ?? turn.link;
  const after = { ...change(before), updatedAt: turn.run.deps.clock() };
  const kept = before.state === turn.link.state ? after : { ...after, state: before.state };
  if (current === undefined && isNothing(kept) && (await lockGroupMark(tx, turn.key)) === undefined) return kept;
  await saveGroupLink(tx, kept);
  return kept;
}

/** Nothing is there and nothing was sent: of a group that was deleted or unbound meanwhile there is nothing to remember. */
function isNothing({ remoteId, creating }: GroupLink): boolean {
  return remoteId === undefined && !creating;
}

/**
 * Writes the intent of a request, if the group may still be changed: whoever took the mark away (by unbinding it, or by
 * switching groups off) has ended its sync (M-112, M-117).
 * @returns whether the request may go out
 */
export async function writeIntent(turn: GroupTurn, work?: (tx: Tx) => Promise<void>): Promise<boolean> {
  return writeInLane(turn.run, async (tx) => {
    if ((await lockGroupMark(tx, turn.key)) === undefined) return false;
    await work?.(tx);
    return true;
  });
}

/**
 * Sets a group aside with a sentence for the admin; it comes back when it changes, or an admin retries or decides.
 * @param about.asRead what is forgotten by it was decided by how the group was read: nothing is written when it was
 *   changed, deleted, given or taken since, and it is looked at anew
 */
export async function leaveGroup(
  turn: GroupTurn,
  sentence: string,
  change: (current: GroupLink) => GroupLink,
  write?: (tx: Tx) => Promise<EventId>,
  about: { readonly asRead: boolean } = { asRead: false },
): Promise<void> {
  await writeInLane(turn.run, async (tx) => {
    if (about.asRead && !(await lockSameMark(tx, turn.mark))) return;
    const eventId = await write?.(tx);
    await keepGroup(turn, tx, (current) => ({
      ...change(current),
      status: 'attention',
      sentence,
      ...(eventId === undefined ? {} : { eventId }),
    }));
    await parkGroup(tx, turn.mark);
  });
}

/**
 * Records a failed exchange and arranges what follows: again later for the group or the application, an admin, or a hold
 * of the application. `find` and `confirm-gone` are for the caller, who knows what was sent.
 * @param about.change what is known of the group after the failure
 */
export async function handleGroupFailure(
  turn: GroupTurn,
  outcome: Failed,
  about: {
    readonly event: GroupEvent;
    readonly creates?: boolean;
    readonly userId?: UserId;
    readonly change?: (current: GroupLink) => GroupLink;
  },
): Promise<NextStep> {
  const { run, mark } = turn;
  const step = await noteLaneFailure(run, outcome, { creates: about.creates === true, attempt: mark.attempts + 1 });
  if (step.kind === 'find' || step.kind === 'confirm-gone') return step;
  const { sentence, exchange } = outcome;
  await writeInLane(run, async (tx) => {
    const eventId = await recordGroup(turn, tx, about.event, 'failure', { sentence, exchange });
    await keepGroup(turn, tx, (current) => ({
      ...withKnownLateness(run, withLateness(run, about.change?.(current) ?? current, outcome)),
      status: step.kind === 'park' ? 'attention' : 'waiting',
      sentence,
      eventId,
    }));
    if (step.kind === 'park') await parkGroup(tx, mark);
    else if (step.kind === 'retry' && step.scope === 'person') await postponeGroup(tx, mark, step.at);
    // One more attempt, due as before: the next probe of a held application is another object.
    else if (step.kind === 'hold') await postponeGroup(tx, mark, mark.dueAt);
  });
  return step;
}
