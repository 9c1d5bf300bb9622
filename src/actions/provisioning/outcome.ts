import type { EventId } from '../../core/ids';
import { nameOf } from '../../core/user';
import type { EventName } from '../../events/catalog';
import type { ProvisioningPayload } from '../../events/payloads';
import type { NextStep } from '../../provisioning/next-step';
import type { Outcome } from '../../scim/outcome';
import { saveLink, type Link, type LinkStatus } from '../../store/provisioning/links';
import { park, postpone, settle } from '../../store/provisioning/stale';
import type { Tx } from '../../store/tx';
import { SYSTEM } from '../deps';
import { record } from '../record';
import { noteLaneFailure } from './lane-failure';
import { aboutSubject, writeInLane, type LaneRun, type Subject } from './lane-run';

/** The events of one person's push. */
export type PushEvent = Extract<
  EventName,
  'user_create_provision' | 'user_update_provision' | 'user_deprovision' | 'user_lookup_provision'
>;

type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/** How a failed exchange is recorded, and what is kept of it. */
export interface FailureRecord {
  readonly event: PushEvent;
  readonly creates: boolean;
  readonly link: Link;
  readonly payload?: ProvisioningPayload;
}

/** Records what was done, in the transaction of what is now known of the account. */
export async function recordPush(
  run: LaneRun,
  tx: Tx,
  subject: Subject,
  event: PushEvent,
  result: 'success' | 'failure',
  payload: ProvisioningPayload,
): Promise<EventId> {
  const about = { ...aboutSubject(run, subject), result };
  const named = subject.user === undefined ? { ...about, ...leftBehind(subject) } : about;
  return record(run.deps, tx, SYSTEM, event, named, payload);
}

/** A deleted person is named in the log by what the application still holds of them. */
function leftBehind(subject: Subject): { user: { id: Link['userId']; username: string } } {
  const userName = subject.link.accepted?.['userName'] ?? subject.link.inDoubt?.['userName'];
  return { user: { id: subject.link.userId, username: typeof userName === 'string' ? userName : 'Deleted person' } };
}

/** The name of a subject in sentences. */
export function subjectName(subject: Subject): string {
  return subject.user === undefined ? leftBehind(subject).user.username : nameOf(subject.user);
}

/** Keeps what is known of the account and takes the mark away: this version of the person is in step. */
export async function settleSubject(
  run: LaneRun,
  subject: Subject,
  link: Link | undefined,
  write?: (tx: Tx) => Promise<EventId>,
): Promise<void> {
  await writeInLane(run, async (tx) => {
    const eventId = await write?.(tx);
    if (link !== undefined) {
      await saveLink(tx, { ...link, ...(eventId === undefined ? {} : { eventId }), updatedAt: run.deps.clock() });
    }
    await settle(tx, subject.mark);
  });
}

/** Sets a subject aside with a sentence for the admin; it comes back when the person changes or an admin retries. */
export async function parkSubject(
  run: LaneRun,
  subject: Subject,
  link: Link,
  sentence: string,
  write?: (tx: Tx) => Promise<EventId>,
): Promise<void> {
  await writeInLane(run, async (tx) => {
    const eventId = await write?.(tx);
    await saveLink(tx, withStatus(run, link, 'attention', sentence, eventId));
    await park(tx, subject.mark);
  });
}

/**
 * Records a failed exchange and arranges what follows: again later for the person or the application, an admin, or a
 * hold of the application. `find` and `confirm-gone` are for the caller, who knows what was sent.
 */
export async function handleFailure(
  run: LaneRun,
  subject: Subject,
  outcome: Failed,
  failure: FailureRecord,
): Promise<NextStep> {
  const about = { creates: failure.creates, attempt: subject.mark.attempts + 1 };
  const step = await noteLaneFailure(run, outcome, about);
  if (step.kind === 'find' || step.kind === 'confirm-gone') return step;
  await writeInLane(run, async (tx) => {
    const payload = { ...failure.payload, sentence: outcome.sentence, exchange: outcome.exchange };
    const eventId = await recordPush(run, tx, subject, failure.event, 'failure', payload);
    const status: LinkStatus = step.kind === 'park' ? 'attention' : 'waiting';
    await saveLink(tx, withStatus(run, failure.link, status, outcome.sentence, eventId));
    await arrange(tx, subject, step, run.deps.clock());
  });
  return step;
}

async function arrange(tx: Tx, { mark }: Subject, step: NextStep, now: number): Promise<void> {
  if (step.kind === 'park') await park(tx, mark);
  else if (step.kind === 'retry' && step.scope === 'person') await postpone(tx, mark, step.at);
  // One more attempt, behind the others that are due: the next probe is somebody else.
  else if (step.kind === 'hold') await postpone(tx, mark, now);
}

function withStatus(
  run: LaneRun,
  link: Link,
  status: LinkStatus,
  sentence: string,
  eventId: EventId | undefined,
): Link {
  return { ...link, status, sentence, ...(eventId === undefined ? {} : { eventId }), updatedAt: run.deps.clock() };
}
