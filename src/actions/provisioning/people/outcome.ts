import { compact } from '../../../core/compact';
import { SYSTEM } from '../../deps';
import { eventOf } from '../../record';
import type { DirectoryEvent, EventName } from '../../../events/catalog';
import type { ProvisioningPayload } from '../../../events/payloads';
import type { NextStep } from '../../../provisioning/next-step';
import type { Outcome } from '../../../scim/outcome';
import type { Link } from '../../../store/provisioning/links';
import { noteLaneFailure } from '../lane-failure';
import { aboutSubject, subjectName, type LaneRun, type Subject } from '../lane-run';
import type { Entry } from './ledger';
import type { PeopleTurn, StepResult } from './turn';

/** The events of one person's push. */
export type PushEvent = Extract<
  EventName,
  | 'user_create_provision'
  | 'user_update_provision'
  | 'user_deprovision'
  | 'user_delete_provision'
  | 'user_lookup_provision'
>;

/** An exchange that was not answered as it should be. */
export type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/** How a failed exchange is recorded, and what is kept of it. */
export interface FailureRecord {
  readonly event: PushEvent;
  readonly creates: boolean;
  readonly link: Link;
  readonly payload?: ProvisioningPayload;
}

/** Puts the event of a push together. A deleted person is named by what the application still holds of them. */
export function pushEvent(
  run: LaneRun,
  subject: Subject,
  event: PushEvent,
  result: 'success' | 'failure',
  payload: ProvisioningPayload,
): DirectoryEvent {
  const about = { ...aboutSubject(run, subject), result };
  if (subject.user !== undefined) return eventOf(run.deps, SYSTEM, event, about, payload);
  const user = { id: subject.link.userId, username: subjectName(subject) };
  return eventOf(run.deps, SYSTEM, event, { ...about, user }, payload);
}

/** What becomes of the mark of a person whose account is in step: a password that waits follows in a request of its own. */
export function markWhenDone({ password }: Subject): 'settle' | 'keep' {
  return password === undefined ? 'settle' : 'keep';
}

/** Whether such a person is done, or planned once more for the password. */
export function resultWhenDone({ password }: Subject): StepResult {
  return password === undefined ? 'finished' : 'again';
}

/** Notes that a person is in step by this version of the mark. */
export function settleSubject(
  turn: PeopleTurn,
  subject: Subject,
  link: Link | undefined,
  event?: DirectoryEvent,
): void {
  turn.ledger.note(entryOf(turn, subject, link, event, 'settle'));
}

/** Sets a subject aside with a sentence for the admin; it comes back when the person changes or an admin retries. */
export function parkSubject(
  turn: PeopleTurn,
  subject: Subject,
  link: Link,
  sentence: string,
  event?: DirectoryEvent,
): void {
  turn.ledger.note(entryOf(turn, subject, { ...link, status: 'attention', sentence }, event, 'park'));
}

/** An entry with what every entry has: the link names its event and the time. */
export function entryOf(
  turn: PeopleTurn,
  subject: Subject,
  link: Link | undefined,
  event: DirectoryEvent | undefined,
  mark: Entry['mark'],
): Entry {
  const updatedAt = turn.run.deps.clock();
  const kept = link && (event === undefined ? { ...link, updatedAt } : { ...link, eventId: event.id, updatedAt });
  return compact<Entry>({ subject, mark, link: kept, event });
}

/**
 * Records a failed exchange and arranges what follows: again later for the person or the application, an admin, or a
 * hold of the application. `find` and `confirm-gone` are for the caller, who knows what was sent.
 */
export async function handleFailure(
  turn: PeopleTurn,
  subject: Subject,
  outcome: Failed,
  failure: FailureRecord,
): Promise<NextStep> {
  const { run } = turn;
  const about = { creates: failure.creates, attempt: subject.mark.attempts + 1 };
  const step = await noteLaneFailure(run, outcome, about);
  if (step.kind === 'find' || step.kind === 'confirm-gone') return step;
  const { sentence, exchange } = outcome;
  const event = pushEvent(run, subject, failure.event, 'failure', { ...failure.payload, sentence, exchange });
  const status = step.kind === 'park' ? 'attention' : 'waiting';
  const mark = markAfter(step, run.deps.clock());
  turn.ledger.note(entryOf(turn, subject, { ...failure.link, status, sentence }, event, mark));
  return step;
}

function markAfter(step: NextStep, now: number): Entry['mark'] {
  if (step.kind === 'park') return 'park';
  if (step.kind === 'retry' && step.scope === 'person') return { postponeTo: step.at };
  // One more attempt, behind the others that are due: the next probe is somebody else.
  if (step.kind === 'hold') return { postponeTo: now };
  return 'keep';
}
