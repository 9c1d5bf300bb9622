import type { ScimAttributes } from '../../../scim/schemas';
import type { Link } from '../../../store/provisioning/links';
import { carriedOut, mayHaveActed, withoutDoubt } from '../doubt';
import { noteSuccess } from '../lane-failure';
import { writeIntents, type LaneRun, type Subject } from '../lane-run';
import { withFirstPassword } from '../passwords/first';
import { findAccount } from './find';
import { entryOf, handleFailure, markWhenDone, parkSubject, pushEvent, resultWhenDone, type Failed } from './outcome';
import type { PeopleTurn, StepResult } from './turn';

/**
 * What is written down before a create is sent, for the case that the answer is lost. It has no sentence, which every
 * outcome has.
 */
export function createIntent(run: LaneRun, subject: Subject, attributes: ScimAttributes): Link {
  // What was known of an account that is gone would hide the new one, should its answer be lost.
  const before = withoutSentence(withoutAccount(withoutDoubt(subject.link)));
  return {
    ...before,
    creating: true,
    inDoubt: attributes,
    removed: false,
    status: 'waiting',
    updatedAt: run.deps.clock(),
  };
}

function withoutSentence(link: Link): Link {
  if (link.sentence === undefined) return link;
  const { sentence: _sentence, ...before } = link;
  return before;
}

function withoutAccount(link: Link): Link {
  if (link.remoteId === undefined && link.accepted === undefined) return link;
  const { remoteId: _remoteId, accepted: _accepted, ...before } = link;
  return before;
}

/**
 * Creates the account.
 * @param written the intent, when it was written down already
 */
export async function createAccount(
  turn: PeopleTurn,
  subject: Subject,
  attributes: ScimAttributes,
  written?: Link,
): Promise<StepResult> {
  const { run } = turn;
  const intent = written ?? createIntent(run, subject, attributes);
  if (written === undefined) await writeIntents(run, [intent]);
  const outcome = await run.client.createUser(withFirstPassword(run.scim, attributes));
  if (outcome.kind === 'ok') {
    await noteSuccess(run);
    const link = carriedOut(intent, {
      remoteId: outcome.value.id,
      accepted: attributes,
      status: attributes['active'] === false ? 'deactivated' : 'in-sync',
      sentence: 'Account created.',
    });
    const event = pushEvent(run, subject, 'user_create_provision', 'success', { exchange: outcome.exchange });
    turn.ledger.note({ ...entryOf(turn, subject, link, event, markWhenDone(subject)), isNewAccount: true });
    return resultWhenDone(subject);
  }
  const link = mayHaveActed(outcome) ? intent : notMade(intent, subject.link);
  const failure = { event: 'user_create_provision', creates: true, link } as const;
  const step = await handleFailure(turn, { ...subject, link, linkIsStored: true }, outcome, failure);
  return step.kind === 'find' ? resolveConflict(turn, subject, outcome, attributes) : 'finished';
}

/** A create that was refused made nothing; an earlier one, whose answer was lost, may still have. */
function notMade(link: Link, before: Link): Link {
  const { creating, inDoubt } = before;
  return { ...withoutDoubt(link), creating, ...(creating && inDoubt !== undefined ? { inDoubt } : {}) };
}

/** The SP knows such an account (409): take it over when it is the person's, else leave it to an admin. */
async function resolveConflict(
  turn: PeopleTurn,
  subject: Subject,
  conflict: Failed,
  attributes: ScimAttributes,
): Promise<StepResult> {
  const { run } = turn;
  const link = notMade(subject.link, subject.link);
  const afresh: Subject = { ...subject, link, linkIsStored: true };
  // The list was read before this account was there.
  turn.index = undefined;
  const found = await findAccount(turn, afresh, attributes);
  if (found !== 'create') return found;
  const { sentence, exchange } = conflict;
  const event = pushEvent(run, subject, 'user_create_provision', 'failure', { sentence, exchange });
  parkSubject(turn, afresh, link, sentence, event);
  return 'finished';
}
