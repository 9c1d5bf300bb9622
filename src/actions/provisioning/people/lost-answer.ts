import { showsApplied } from '../../../provisioning/applied';
import { changedNames } from '../../../provisioning/describe';
import { diffUser } from '../../../scim/patch';
import type { Link } from '../../../store/provisioning/links';
import { withoutDoubt } from '../doubt';
import { noteSuccess } from '../lane-failure';
import { subjectName, type LaneRun, type Subject } from '../lane-run';
import { entryOf, pushEvent } from './outcome';
import type { PeopleTurn, StepResult } from './turn';

/**
 * Looks whether a change had been applied that a turn sent, or was about to send, before it ended with its process: then
 * nobody knows of an answer. The account is read by its id, and what it shows exactly as intended is recorded as accepted,
 * so that the change is not sent a second time (R17). Anything else is no proof, and is sent as it always was.
 * @returns 'again' to plan with what is known now; undefined when the change has to be sent
 */
export async function findLostAnswer(turn: PeopleTurn, subject: Subject): Promise<StepResult | undefined> {
  const { run } = turn;
  const { link } = subject;
  const { remoteId, accepted, inDoubt } = link;
  if (remoteId === undefined || inDoubt === undefined || !isLeftBehind(run, link)) return undefined;
  const read = await run.client.getUser(remoteId);
  if (read.kind !== 'ok') return undefined;
  await noteSuccess(run, 'read');
  if (!showsApplied(read.value.attributes, accepted, inDoubt)) return undefined;
  const deactivated = inDoubt['active'] === false && accepted?.['active'] !== false;
  const event = deactivated ? 'user_deprovision' : 'user_update_provision';
  const sentence = `The change of ${subjectName(subject)} had been applied; its answer was lost.`;
  const changed = changedNames(diffUser(accepted, undefined, inDoubt, NOTHING_FIXED), run.scim);
  const done = pushEvent(run, subject, event, 'success', { sentence, exchange: read.exchange, changed });
  turn.ledger.note(entryOf(turn, subject, { ...withoutDoubt(link), accepted: inDoubt, sentence }, done, 'keep'));
  return 'again';
}

const NOTHING_FIXED = { immutable: [], createOnly: [] };

/**
 * Some SPs read old for so long. What such a read shows may be what was there before the last change, and that may be just
 * what the intent goes back to.
 */
const STALE_MS = 5_000;

/**
 * An intent of which no outcome was recorded, by a turn whose lease has run out since: what it sent has arrived or never
 * will, and an SP whose reads lag a little shows it. A change that may still be carried out late is proved by no read.
 */
function isLeftBehind({ deps }: LaneRun, { sentence, creating, lateUntil, updatedAt }: Link): boolean {
  const isOld = deps.clock() - updatedAt >= Math.max(deps.config.provisioning.leaseMs, STALE_MS);
  return isOld && !creating && sentence === undefined && lateUntil === undefined;
}
