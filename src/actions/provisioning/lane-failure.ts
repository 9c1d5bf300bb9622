import type { Hold } from '../../core/application';
import { nextStep, STEP_SETTINGS, type NextStep, type StepSettings } from '../../provisioning/next-step';
import type { Outcome } from '../../scim/outcome';
import { delayLane, holdLane, openLane } from '../../store/provisioning/lanes';
import { SYSTEM } from '../deps';
import { record } from '../record';
import { writeInLane, type LaneRun } from './lane-run';

type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/** When this share of at least so many exchanges of a turn failed, nobody is served one by one any more (R7). */
const HOLD_SHARE = 0.4;
const HOLD_LEAST = 50;

/**
 * Notes that the SP answered as it should: a hold ends with the first success. Once the SP has asked for a pause in this
 * turn, a request that was under way at that moment does not end it.
 * @param what reading tells nothing about an SP that refuses changes
 * @returns what is written of it; nothing for an application without trouble, which is most often so
 */
export function noteSuccess(run: LaneRun, what: 'read' | 'change' = 'change'): Promise<void> | undefined {
  if (what === 'change') run.tally.sent += 1;
  else if (run.failing) return undefined;
  const isHealthy = run.failures === 0 && !run.held;
  return run.stopped || isHealthy ? undefined : endHold(run);
}

async function endHold(run: LaneRun): Promise<void> {
  const wasHeld = run.held;
  run.failures = 0;
  run.held = false;
  run.failing = false;
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
 * Notes a failed exchange, whatever object it was for, and says what follows. What concerns the whole application is
 * arranged here, in a transaction of its own: a delay, or a hold with its event; the turn is stopped then. What concerns
 * the object is the caller's: `retry` of one person or group, `park`, `find`, `confirm-gone`; after `hold` its attempts
 * rise by one, due as before, so that the next probe is another object.
 * @param about.creates the request was the creation of something
 * @param about.attempt attempts for this object with this outcome, this one included: 1 or more
 * @throws LeaseLost
 */
export async function noteLaneFailure(
  run: LaneRun,
  outcome: Failed,
  about: { readonly creates: boolean; readonly attempt: number },
): Promise<NextStep> {
  const now = run.deps.clock();
  run.tally.sent += 1;
  run.tally.failed += 1;
  if (!isAlive(outcome)) {
    run.failures += 1;
    run.failingSince ??= now;
  } else if (!run.stopped && !isMostlyRefused(run)) await endHold(run);
  const situation = {
    ...about,
    failures: run.failures,
    ...(run.failingSince === undefined ? {} : { failingSince: run.failingSince }),
    now,
    random: Math.random(),
  };
  const settings = stepSettingsOf(run);
  const step = nextStep(outcome, situation, settings);
  if (step.kind === 'hold' || (step.kind === 'retry' && step.scope === 'application')) {
    // Before anything is awaited, so that an answer that comes meanwhile does not end the pause that begins here.
    run.stopped = true;
    await arrange(run, step, outcome.sentence);
  } else if (step.kind !== 'find' && step.kind !== 'confirm-gone' && isMostlyRefused(run)) {
    run.stopped = true;
    const sentence = `${run.application.label} refuses most of what it is sent. The last answer: ${outcome.sentence}`;
    const nextTryAt = now + Math.round(settings.probeMs * (1 + Math.random() / 4));
    await arrange(run, { kind: 'hold', reason: 'failing', nextTryAt }, sentence);
  }
  return step;
}

function isMostlyRefused({ tally, failing }: LaneRun): boolean {
  // A probe of such a hold that is refused as well shows nothing new.
  if (failing) return true;
  return tally.sent >= HOLD_LEAST && tally.failed > tally.sent * HOLD_SHARE;
}

/** The SP understood the request and took the token, so that it is no outage, whatever it said of the object. */
function isAlive({ kind }: Failed): boolean {
  return kind === 'rejected' || kind === 'conflict' || kind === 'gone';
}

type LaneStep =
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'hold'; readonly reason: Hold['reason']; readonly nextTryAt: number };

async function arrange(run: LaneRun, step: LaneStep, sentence: string): Promise<void> {
  const { application } = run;
  const since = run.failingSince ?? run.deps.clock();
  await writeInLane(run, async (tx) => {
    if (step.kind === 'retry') {
      await delayLane(tx, application.id, { nextTryAt: step.at, failures: run.failures, since });
      return;
    }
    const { reason, nextTryAt } = step;
    await holdLane(tx, application.id, { reason, sentence, since, nextTryAt }, run.failures);
    if (!run.held) {
      const about = { application, result: 'failure' as const };
      await record(run.deps, tx, SYSTEM, 'provisioning_hold', about, { sentence, nextTryAt });
    }
    run.held = true;
  });
}

/** The waits, scaled to what the operator set: a hold begins after four first waits, its probes follow at twenty. */
function stepSettingsOf(run: LaneRun): StepSettings {
  const { provisioning } = run.deps.config;
  const { retryBaseMs, retryCapMs } = { ...provisioning, ...run.application.idm.pace };
  return {
    ...STEP_SETTINGS,
    baseMs: retryBaseMs,
    capMs: retryCapMs,
    holdAfterMs: Math.min(STEP_SETTINGS.holdAfterMs, retryBaseMs * 4),
    probeMs: Math.min(STEP_SETTINGS.probeMs, retryBaseMs * 20),
  };
}
