import type { Outcome } from '../../scim/outcome';
import type { LaneRun } from './lane-run';

/** What is known of an account or a group, as far as a late change of it is concerned. */
interface Late {
  readonly lateUntil?: number;
}

/** A request that was given up may still be carried out for this many time-outs, and for this long at least. */
const LATE_TIMEOUTS = 6;
const LATE_LEAST_MS = 3_000;

/** How long a request that was given up may still be carried out, in milliseconds. */
export function lateMs({ deps, application }: LaneRun): number {
  const { timeoutMs } = { ...deps.config.provisioning, ...application.idm.pace };
  return Math.max(LATE_TIMEOUTS * timeoutMs, LATE_LEAST_MS);
}

/**
 * Tells until when a change that was not answered in time may be carried out: perhaps after a later one.
 * @returns milliseconds since the epoch; undefined when it was answered, or surely not received
 */
export function latenessOf(run: LaneRun, outcome: Outcome<unknown>): number | undefined {
  const { deps, application } = run;
  const { timeoutMs } = { ...deps.config.provisioning, ...application.idm.pace };
  const { mayHaveActed, tookMs } = outcome.exchange;
  if (outcome.kind !== 'unreachable' || !mayHaveActed || tookMs < timeoutMs * 0.9) return undefined;
  return deps.clock() + lateMs(run);
}

/** Notes lateness in the link of an account or a group, so that a process that takes over knows of it. */
export function withLateness<T extends Late>(run: LaneRun, link: T, outcome: Outcome<unknown>): T {
  const until = latenessOf(run, outcome);
  return until === undefined ? link : { ...link, lateUntil: until };
}

/**
 * Tells until when an earlier change of an account or a group may still be carried out.
 * @returns milliseconds since the epoch; undefined when none is to be feared
 */
export function lateUntil(run: LaneRun, { lateUntil: until }: Late): number | undefined {
  return until !== undefined && run.deps.clock() < until ? until : undefined;
}
