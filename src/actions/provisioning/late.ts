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
 * Notes in the link of an account or a group that a change of it was not answered in time: it may be carried out after a
 * later one. That is stored with the link, so that a process that takes over knows of it. A 504 says the same: a gateway
 * gave the request up, and not the SP behind it (RFC 9110 section 15.6.5).
 */
export function withLateness<T extends Late>(run: LaneRun, link: T, outcome: Outcome<unknown>): T {
  const { deps, application } = run;
  const { timeoutMs } = { ...deps.config.provisioning, ...application.idm.pace };
  const { mayHaveActed, status, tookMs } = outcome.exchange;
  const isGivenUp = status === 504 || (outcome.kind === 'unreachable' && tookMs >= timeoutMs * 0.9);
  if (!mayHaveActed || !isGivenUp) return link;
  return { ...link, lateUntil: deps.clock() + lateMs(run) };
}

/**
 * Tells until when an earlier change of an account or a group may still be carried out.
 * @returns milliseconds since the epoch; undefined when none is to be feared
 */
export function lateUntil(run: LaneRun, { lateUntil: until }: Late): number | undefined {
  return until !== undefined && run.deps.clock() < until ? until : undefined;
}
