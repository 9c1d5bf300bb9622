import type { UserUpdate } from '../../../provisioning/plan';
import { compact } from '../../../core/compact';
import { sameValue } from '../../../scim/attribute-path';
import type { ScimAttributes } from '../../../scim/schemas';
import { changedNames, describeOperation } from '../../../provisioning/describe';
import type { Link } from '../../../store/provisioning/links';
import { carriedOut, mayHaveActed, withDoubtOf, withoutDoubt } from '../doubt';
import { noteSuccess } from '../lane-failure';
import { subjectName, writeIntents, type LaneRun, type Subject } from '../lane-run';
import {
  entryOf,
  handleFailure,
  markWhenDone,
  parkSubject,
  pushEvent,
  resultWhenDone,
  settleSubject,
  type Failed,
  type FailureRecord,
} from './outcome';
import { lateChangeUntil, lateUntil, withLateness } from '../late';
import type { PeopleTurn, StepResult } from './turn';

/**
 * What is written down before a change is sent, for the case that the answer is lost. It has no sentence: every outcome
 * has one, so that a link without tells of a request of which nothing more is known.
 */
export function updateIntent(run: LaneRun, subject: Subject, update: UserUpdate): Link {
  const { sentence: _before, lateUntil: _known, ...link } = subject.link;
  const until = lateChangeUntil(run, subject.link);
  const intent: Link = { ...link, inDoubt: update.inDoubt, status: 'waiting', updatedAt: run.deps.clock() };
  return until === undefined ? intent : { ...intent, lateUntil: until };
}

/**
 * Changes a known account.
 * @param written the intent, when it was written down already
 */
export async function updateAccount(
  turn: PeopleTurn,
  subject: Subject,
  update: UserUpdate,
  written?: Link,
): Promise<StepResult> {
  const { run } = turn;
  const event = update.deactivates ? 'user_deprovision' : 'user_update_provision';
  const changed = changedNames(update.operations, run.scim);
  const intent = written ?? updateIntent(run, subject, update);
  if (written === undefined) await writeIntents(run, [intent]);
  const change = { operations: update.operations, whole: update.attributes };
  const outcome = await run.client.changeUser(update.remoteId, change);
  if (outcome.kind === 'ok') {
    await noteSuccess(run);
    const accepted = carriedOut(intent, {
      remoteId: update.remoteId,
      accepted: update.attributes,
      status: update.attributes['active'] === false ? 'deactivated' : 'in-sync',
      sentence: `${describeOperation(update, subjectName(subject), run.scim)}.`,
    });
    const { stillInDoubt } = update;
    const link = stillInDoubt === undefined ? accepted : { ...accepted, inDoubt: stillInDoubt };
    const done = pushEvent(run, subject, event, 'success', { exchange: outcome.exchange, changed });
    const late = lateChangeUntil(run, subject.link);
    if (late !== undefined) {
      // An earlier change may still be carried out. Where it would undo this one, the account is looked at again then.
      const earlier = overtaking(run, subject.link, update);
      const doubtful = compact<Link>({ ...link, inDoubt: earlier ?? link.inDoubt, lateUntil: late });
      const mark = earlier === undefined ? markWhenDone(subject) : { deferTo: late };
      turn.ledger.note(entryOf(turn, subject, doubtful, done, mark));
      return earlier === undefined ? resultWhenDone(subject) : 'finished';
    }
    const entry = entryOf(turn, subject, link, done, markWhenDone(subject));
    turn.ledger.note(isAsIntended(intent, link) ? { ...entry, isAsIntended: true } : entry);
    return resultWhenDone(subject);
  }
  const link = mayHaveActed(outcome) ? withLateness(run, intent, outcome) : withDoubtOf(intent, subject.link);
  const failure: FailureRecord = { event, creates: false, link, payload: { changed } };
  const step = await handleFailure(turn, { ...subject, link }, outcome, failure);
  return step.kind === 'confirm-gone' ? confirmGone(turn, subject, update, outcome, failure) : 'finished';
}

/**
 * What an account would hold once an earlier change is carried out after this one; undefined when that is the same. One
 * that nobody saw given up was the only one, and may have been just this change.
 */
function overtaking(run: LaneRun, before: Link, { attributes }: UserUpdate): ScimAttributes | undefined {
  const { inDoubt, accepted } = before;
  const isThis = inDoubt !== undefined && lateUntil(run, before) === undefined && sameValue(inDoubt, attributes);
  return isThis ? undefined : (inDoubt ?? accepted);
}

/** Nothing was in doubt before, and nothing is now. */
function isAsIntended(intent: Link, link: Link): boolean {
  return intent.inDoubt === link.accepted && link.inDoubt === undefined && !intent.creating;
}

/** A 404 is believed only when reading the account says the same. */
async function confirmGone(
  turn: PeopleTurn,
  subject: Subject,
  update: UserUpdate,
  outcome: Failed,
  failure: FailureRecord,
): Promise<StepResult> {
  const { run } = turn;
  const read = await run.client.getUser(update.remoteId);
  if (read.kind === 'ok') {
    const sentence = `${run.application.label} has this account and does not let Passo change it.`;
    const refused = pushEvent(run, subject, failure.event, 'failure', { sentence, exchange: outcome.exchange });
    parkSubject(turn, subject, failure.link, sentence, refused);
    return 'finished';
  }
  if (read.kind !== 'gone') {
    await handleFailure(turn, subject, read, failure);
    return 'finished';
  }
  await noteSuccess(run);
  const removed: Link = {
    ...withoutDoubt(failure.link),
    removed: true,
    ...(update.deactivates ? { accepted: update.attributes } : {}),
  };
  if (!update.deactivates) {
    turn.ledger.note(entryOf(turn, subject, removed, undefined, 'keep'));
    return 'again';
  }
  const sentence = `The account had been removed in ${run.application.label} already.`;
  const event = pushEvent(run, subject, failure.event, 'success', { sentence, exchange: outcome.exchange });
  settleSubject(turn, subject, { ...removed, status: 'deactivated', sentence }, event);
  return 'finished';
}
