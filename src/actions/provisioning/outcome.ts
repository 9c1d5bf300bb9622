import type { EventId } from '../../core/ids';
import { nameOf } from '../../core/user';
import type { EventName } from '../../events/catalog';
import type { ProvisioningPayload } from '../../events/payloads';
import { nextStep, STEP_SETTINGS, type NextStep, type StepSettings } from '../../provisioning/next-step';
import type { Outcome } from '../../scim/outcome';
import { delayLane, holdLane, openLane } from '../../store/provisioning/lanes';
import { saveLink, type Link, type LinkStatus } from '../../store/provisioning/links';
import { park, postpone, settle } from '../../store/provisioning/stale';
import type { Tx } from '../../store/tx';
import { SYSTEM } from '../deps';
import { record } from '../record';
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
 * Notes that the SP answered as it should: a hold ends with the first success. Once the SP has asked for a pause in this
 * turn, a request that was under way at that moment does not end it.
 */
export async function noteSuccess(run: LaneRun): Promise<void> {
  if (run.stopped || (run.failures === 0 && !run.held)) return;
  const wasHeld = run.held;
  run.failures = 0;
  run.held = false;
  delete run.failingSince;
  await writeInLane(run, async (tx) => {
    if (run.stopped) return;
    await openLane(tx, run.application.id);
    if (!wasHeld) return;
    const sentence = `${run.application.label} answers again. The changes that waited are being sent.`;
    await record(run.deps, tx, SYSTEM, 'provisioning_resume', { application: run.application }, { sentence });
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
  const { deps } = run;
  const now = deps.clock();
  if (isAlive(outcome)) await noteSuccess(run);
  else {
    run.failures += 1;
    run.failingSince ??= now;
  }
  const step = nextStep(
    outcome,
    {
      creates: failure.creates,
      attempt: subject.mark.attempts + 1,
      failures: run.failures,
      ...(run.failingSince === undefined ? {} : { failingSince: run.failingSince }),
      now,
      random: Math.random(),
    },
    settingsOf(run),
  );
  if (step.kind === 'find' || step.kind === 'confirm-gone') return step;
  // Before anything is awaited, so that an answer that comes meanwhile does not end the pause that begins here.
  if (step.kind === 'hold' || (step.kind === 'retry' && step.scope === 'application')) run.stopped = true;
  await writeInLane(run, async (tx) => {
    const payload = { ...failure.payload, sentence: outcome.sentence, exchange: outcome.exchange };
    const eventId = await recordPush(run, tx, subject, failure.event, 'failure', payload);
    const status: LinkStatus = step.kind === 'park' ? 'attention' : 'waiting';
    await saveLink(tx, withStatus(run, failure.link, status, outcome.sentence, eventId));
    await arrange(run, tx, subject, step, outcome.sentence);
  });
  return step;
}

/** The SP understood the request and took the token, so that it is no outage, whatever it said of the person. */
function isAlive({ kind }: Failed): boolean {
  return kind === 'rejected' || kind === 'conflict' || kind === 'gone';
}

async function arrange(run: LaneRun, tx: Tx, subject: Subject, step: NextStep, sentence: string): Promise<void> {
  const { id } = run.application;
  const since = run.failingSince ?? run.deps.clock();
  if (step.kind === 'park') await park(tx, subject.mark);
  else if (step.kind === 'retry' && step.scope === 'person') await postpone(tx, subject.mark, step.at);
  else if (step.kind === 'retry') {
    await delayLane(tx, id, { nextTryAt: step.at, failures: run.failures, since });
  } else if (step.kind === 'hold') {
    const hold = { reason: step.reason, sentence, since, nextTryAt: step.nextTryAt };
    await holdLane(tx, id, hold, run.failures);
    // One more attempt, due as before: the next probe is somebody else, should it be this person who fails.
    await postpone(tx, subject.mark, subject.mark.dueAt);
    if (!run.held) {
      const payload = { sentence, nextTryAt: step.nextTryAt };
      await record(
        run.deps,
        tx,
        SYSTEM,
        'provisioning_hold',
        { application: run.application, result: 'failure' },
        payload,
      );
    }
    run.held = true;
  }
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

/** The waits, scaled to what the operator set: a hold begins after four first waits, its probes follow at twenty. */
function settingsOf(run: LaneRun): StepSettings {
  const { retryBaseMs, retryCapMs } = run.deps.config.provisioning;
  return {
    ...STEP_SETTINGS,
    baseMs: retryBaseMs,
    capMs: retryCapMs,
    holdAfterMs: Math.min(STEP_SETTINGS.holdAfterMs, retryBaseMs * 4),
    probeMs: Math.min(STEP_SETTINGS.probeMs, retryBaseMs * 20),
  };
}
