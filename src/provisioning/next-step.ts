import type { Outcome } from '../scim/outcome';

/** What the worker does after an exchange. Times are milliseconds since the epoch. */
export type NextStep =
  | { readonly kind: 'done' }
  /** Try again, for this person alone or, when the SP itself is in trouble, for the whole application. */
  | { readonly kind: 'retry'; readonly at: number; readonly scope: 'person' | 'application' }
  /** The SP knows such an account: look for it. */
  | { readonly kind: 'find' }
  /** Read the account by its id before believing that it is gone. */
  | { readonly kind: 'confirm-gone' }
  /** Leave this person to an admin, and go on with the others. */
  | { readonly kind: 'park' }
  /** Send nothing to this application but one probe at a time; nothing is lost meanwhile. */
  | { readonly kind: 'hold'; readonly reason: 'unauthorized' | 'unreachable'; readonly nextTryAt: number };

/** What the table needs of an outcome. */
export interface StepOutcome {
  readonly kind: Outcome<unknown>['kind'];
  readonly retryAfterMs?: number;
  readonly exchange: { readonly status?: number };
}

/** Where the worker stands. */
export interface StepSituation {
  /** The request was the creation of an account. */
  readonly creates: boolean;
  /** Attempts for this person with this outcome, this one included: 1 or more. */
  readonly attempt: number;
  /** Exchanges with this application that failed in a row, this one included, whoever they were for. */
  readonly failures: number;
  /** When that row began; absent when that is not kept, and then the number alone decides. */
  readonly failingSince?: number;
  readonly now: number;
  /** At least 0 and less than 1. */
  readonly random: number;
}

/** How long and how often. */
export interface StepSettings {
  readonly baseMs: number;
  readonly capMs: number;
  /** Attempts for one person before an admin is asked. */
  readonly attempts: number;
  /** A hold for silence begins after this many failures in a row, and this much time. */
  readonly holdAfterFailures: number;
  readonly holdAfterMs: number;
  /** Between the probes of a hold. */
  readonly probeMs: number;
}

/** Eight attempts in about a day: 15 s, 1 min, 4 min, 16 min, an hour, four, twelve. */
export const STEP_SETTINGS: StepSettings = {
  baseMs: 15_000,
  capMs: 12 * 3_600_000,
  attempts: 8,
  holdAfterFailures: 4,
  holdAfterMs: 60_000,
  probeMs: 300_000,
};

const LONGEST_PROBE_MS = 24 * 3_600_000;

type Row = (outcome: StepOutcome, situation: StepSituation, settings: StepSettings) => NextStep;

/** The table: what each outcome leads to. */
const STEPS: Readonly<Record<StepOutcome['kind'], Row>> = {
  ok: () => ({ kind: 'done' }),
  conflict: (_, { creates }) => (creates ? { kind: 'find' } : { kind: 'park' }),
  gone: () => ({ kind: 'confirm-gone' }),
  unauthorized: (_, situation, { probeMs }) => ({
    kind: 'hold',
    reason: 'unauthorized',
    nextTryAt: probeAt(12 * probeMs, situation),
  }),
  rejected: () => ({ kind: 'park' }),
  unsupported: () => ({ kind: 'park' }),
  'not-scim': (outcome, situation, settings) => holdOrRetry(outcome, situation, settings, 'person'),
  retry: (outcome, situation, settings) =>
    isPressure(outcome)
      ? { kind: 'retry', at: allAt(outcome, situation, settings), scope: 'application' }
      : holdOrRetry(outcome, situation, settings, 'person'),
  unreachable: (outcome, situation, settings) => holdOrRetry(outcome, situation, settings, 'application'),
};

/**
 * Says what follows an exchange with an SP. Retry-After replaces the growing waits; every wait is spread, so that many
 * people do not come back at the same moment.
 */
export function nextStep(
  outcome: StepOutcome,
  situation: StepSituation,
  settings: StepSettings = STEP_SETTINGS,
): NextStep {
  return STEPS[outcome.kind](outcome, situation, settings);
}

function holdOrRetry(
  outcome: StepOutcome,
  situation: StepSituation,
  settings: StepSettings,
  scope: 'person' | 'application',
): NextStep {
  const { failures, failingSince, now, attempt } = situation;
  const longEnough = failingSince === undefined || now - failingSince >= settings.holdAfterMs;
  if (failures >= settings.holdAfterFailures && longEnough) {
    const nextTryAt = probeAt(Math.max(settings.probeMs, outcome.retryAfterMs ?? 0), situation);
    return { kind: 'hold', reason: 'unreachable', nextTryAt };
  }
  // Several people in a row: the SP is in trouble, not they, and an outage must not use their attempts up.
  if (failures >= settings.holdAfterFailures) {
    return { kind: 'retry', at: allAt(outcome, situation, settings), scope: 'application' };
  }
  if (scope === 'application') return { kind: 'retry', at: allAt(outcome, situation, settings), scope };
  if (attempt >= settings.attempts) return { kind: 'park' };
  return { kind: 'retry', at: retryAt(outcome, situation, settings), scope };
}

/** 429, or a failure with a time of the SP's own choosing: it speaks of the whole application, and parks nobody. */
function isPressure(outcome: StepOutcome): boolean {
  return outcome.exchange.status === 429 || outcome.retryAfterMs !== undefined;
}

/** For one person: four times as long with each attempt. */
function retryAt(outcome: StepOutcome, situation: StepSituation, { baseMs, capMs }: StepSettings): number {
  const { attempt, now, random } = situation;
  return askedFor(outcome, situation) ?? now + jitter(Math.min(baseMs * 4 ** Math.min(attempt - 1, 20), capMs), random);
}

/**
 * For the whole application: four times as long as well, by how long nothing has come of anything. Whoever's request it
 * was may have many attempts behind them, and everybody else would wait for those.
 */
function allAt(outcome: StepOutcome, situation: StepSituation, { baseMs, capMs }: StepSettings): number {
  const { failingSince, now, random } = situation;
  const failing = Math.max(0, now - (failingSince ?? now));
  return askedFor(outcome, situation) ?? now + jitter(Math.min(baseMs + 3 * failing, capMs), random);
}

/** The moment the SP asked for itself. */
function askedFor({ retryAfterMs }: StepOutcome, { now, random }: StepSituation): number | undefined {
  if (retryAfterMs === undefined) return undefined;
  return now + Math.round(retryAfterMs + random * Math.min(retryAfterMs / 10, 30_000));
}

/** A hold that lasts is probed ever less often: after a quarter of the time it has lasted, once a day in the end (R3). */
function probeAt(least: number, { now, failingSince = now, random }: StepSituation): number {
  return now + jitter(Math.max(least, Math.min((now - failingSince) / 4, LONGEST_PROBE_MS)), random);
}

/** Spreads a wait: from the wait itself to a quarter more. */
function jitter(wait: number, random: number): number {
  return Math.round(wait * (1 + random / 4));
}
