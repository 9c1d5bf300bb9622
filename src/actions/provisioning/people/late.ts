import type { Outcome } from '../../../scim/outcome';
import type { LaneRun } from '../lane-run';

/** A request that was given up may still be carried out for this many time-outs, and for this long at least. */
const LATE_TIMEOUTS = 6;
const LATE_LEAST_MS = 3_000;

/** When the last request about an account was given up, by the account. Forgotten with its time, and with the process. */
const givenUp = new Map<string, number>();

/** How long a request that was given up may still be carried out, in milliseconds. */
export function lateMs({ deps, application }: LaneRun): number {
  const { timeoutMs } = { ...deps.config.provisioning, ...application.idm.pace };
  return Math.max(LATE_TIMEOUTS * timeoutMs, LATE_LEAST_MS);
}

/** Notes that a change of an account was not answered in time: it may be carried out after a later one. */
export function noteGivenUp(run: LaneRun, remoteId: string, outcome: Outcome<unknown>): void {
  const { deps, application } = run;
  const { timeoutMs } = { ...deps.config.provisioning, ...application.idm.pace };
  const { mayHaveActed, tookMs } = outcome.exchange;
  if (outcome.kind !== 'unreachable' || !mayHaveActed || tookMs < timeoutMs * 0.9) return;
  givenUp.set(keyOf(run, remoteId), deps.clock());
}

/**
 * Tells until when an earlier change of an account may still be carried out.
 * @returns milliseconds since the epoch; undefined when none is to be feared
 */
export function lateUntil(run: LaneRun, remoteId: string): number | undefined {
  const key = keyOf(run, remoteId);
  const at = givenUp.get(key);
  if (at === undefined) return undefined;
  const until = at + lateMs(run);
  if (run.deps.clock() < until) return until;
  givenUp.delete(key);
  return undefined;
}

function keyOf({ application }: LaneRun, remoteId: string): string {
  return `${application.id} ${remoteId}`;
}
