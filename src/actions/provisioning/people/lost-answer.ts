import { sameValue } from '../../../scim/attribute-path';
import { showsApplied } from '../../../provisioning/applied';
import { changedNames } from '../../../provisioning/describe';
import { diffUser } from '../../../scim/patch';
import type { Link } from '../../../store/provisioning/links';
import type { Outcome } from '../../../scim/outcome';
import type { ScimResource } from '../../../scim/resource';
import type { ScimAttributes } from '../../../scim/schemas';
import { withoutDoubt } from '../doubt';
import { isOpen, lateUntil, shownFrom, STALE_MS } from '../late';
import { noteSuccess } from '../lane-failure';
import { subjectName, type LaneRun, type Subject } from '../lane-run';
import { entryOf, pushEvent } from './outcome';
import type { PeopleTurn, StepResult } from './turn';

/**
 * Looks whether a change had been applied that a turn sent, or was about to send, before it ended with its process: then
 * nobody knows of an answer. The account is read by its id, and what it shows exactly as intended is recorded as accepted,
 * so that the change is not sent a second time (R17). Anything else is no proof, and is sent as it always was.
 * @param wanted what the account is to hold
 * @returns 'again' to plan with what is known now, 'finished' when a look is worth something only later; undefined when
 *   the change has to be sent
 */
export async function findLostAnswer(
  turn: PeopleTurn,
  subject: Subject,
  wanted: ScimAttributes,
): Promise<StepResult | undefined> {
  const { run } = turn;
  const { link } = subject;
  const { remoteId, accepted, inDoubt } = link;
  if (remoteId === undefined || inDoubt === undefined) return undefined;
  const later = provenFrom(run, link, wanted);
  if (later !== undefined) {
    // The link stays as it was read: its time says how old the doubt is.
    turn.ledger.note({ subject, link, mark: { deferTo: later } });
    return 'finished';
  }
  if (isPast(run, link)) return findUndone(turn, subject, remoteId, inDoubt);
  if (!isLeftBehind(run, link)) return undefined;
  const read = await readShowing(run, remoteId, accepted, inDoubt);
  if (read === undefined) return undefined;
  const deactivated = inDoubt['active'] === false && accepted?.['active'] !== false;
  const event = deactivated ? 'user_deprovision' : 'user_update_provision';
  const sentence = `The change of ${subjectName(subject)} had been applied; its answer was lost.`;
  const changed = changedNames(diffUser(accepted, undefined, inDoubt, NOTHING_FIXED), run.scim);
  const done = pushEvent(run, subject, event, 'success', { sentence, exchange: read.exchange, changed });
  turn.ledger.note(entryOf(turn, subject, { ...withoutDoubt(link), accepted: inDoubt, sentence }, done, 'keep'));
  return 'again';
}

/**
 * Looks, once an earlier change can't be carried out any more, whether the last one stands: then nothing is in doubt. What
 * is not shown as it was sent is sent again.
 */
async function findUndone(
  turn: PeopleTurn,
  subject: Subject,
  remoteId: string,
  earlier: ScimAttributes,
): Promise<StepResult | undefined> {
  const { run } = turn;
  const { link } = subject;
  if ((await readShowing(run, remoteId, earlier, link.accepted ?? {})) === undefined) return undefined;
  turn.ledger.note(entryOf(turn, subject, withoutDoubt(link), undefined, 'keep'));
  return 'again';
}

/** Reads an account, where it shows that a change has been applied. @returns undefined when it does not, or can't be read */
async function readShowing(
  run: LaneRun,
  remoteId: string,
  before: ScimAttributes | undefined,
  after: ScimAttributes,
): Promise<Extract<Outcome<ScimResource>, { kind: 'ok' }> | undefined> {
  const read = await run.client.getUser(remoteId);
  if (read.kind !== 'ok') return undefined;
  await noteSuccess(run, 'read');
  return showsApplied(read.value.attributes, before, after) ? read : undefined;
}

/**
 * Tells when a look at the account will prove something, where it does not yet and nothing else has to be sent before: what
 * a process that is gone has sent may not show yet, and what was accepted last may still be undone by an earlier change.
 * @returns milliseconds since the epoch; undefined when there is nothing to wait for
 */
function provenFrom(run: LaneRun, link: Link, wanted: ScimAttributes): number | undefined {
  const shown = shownFrom(run, link);
  if (shown !== undefined && isAccepted(link)) return sameValue(link.accepted, wanted) ? shown : undefined;
  if (lateUntil(run, link) !== undefined) return undefined;
  const from = link.updatedAt + provedAfterMs(run);
  return isOpen(link) && sameValue(link.inDoubt, wanted) && run.deps.clock() < from ? from : undefined;
}

/** A change was accepted while an earlier one could still be carried out; the time for that is over, and reads show it. */
function isPast(run: LaneRun, link: Link): boolean {
  return isAccepted(link) && link.lateUntil !== undefined && shownFrom(run, link) === undefined;
}

function isAccepted({ status }: Link): boolean {
  return status === 'in-sync' || status === 'deactivated';
}

const NOTHING_FIXED = { immutable: [], createOnly: [] };

/**
 * An intent of which no outcome was recorded, by a turn whose lease has run out since: what it sent has arrived or never
 * will, and an SP whose reads lag a little shows it. A change that may still be carried out late is proved by no read.
 */
function isLeftBehind(run: LaneRun, link: Link): boolean {
  const isOld = run.deps.clock() - link.updatedAt >= provedAfterMs(run);
  return isOld && isOpen(link) && lateUntil(run, link) === undefined;
}

function provedAfterMs({ deps }: LaneRun): number {
  return Math.max(deps.config.provisioning.leaseMs, STALE_MS);
}
