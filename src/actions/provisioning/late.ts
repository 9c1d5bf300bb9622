import type { Outcome } from '../../scim/outcome';
import type { Link } from '../../store/provisioning/links';
import type { LaneRun } from './lane-run';

/** What is known of an account or a group, as far as a late change of it is concerned. */
interface Late {
  readonly lateUntil?: number;
}

/** A request that was given up may still be carried out for this many time-outs, and for this long at least. */
const LATE_TIMEOUTS = 6;
const LATE_LEAST_MS = 3_000;

/**
 * Some SPs read old for so long. What such a read shows may be what was there before the last change, and that may be just
 * what an intent goes back to.
 */
export const STALE_MS = 5_000;

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
 * A group of which something is in doubt for a reason that is known: it may be late until then, or not at all. Where the
 * link says nothing, the process that left it in doubt is gone.
 */
export function withKnownLateness<T extends Late>({ deps }: LaneRun, link: T): T {
  return link.lateUntil === undefined ? { ...link, lateUntil: deps.clock() } : link;
}

/**
 * Tells until when an earlier change of an account or a group may still be carried out.
 * @returns milliseconds since the epoch; undefined when none is to be feared
 */
export function lateUntil(run: LaneRun, { lateUntil: until }: Late): number | undefined {
  return until !== undefined && run.deps.clock() < until ? until : undefined;
}

/**
 * Tells when every read shows whether an earlier change of an account or a group was carried out late.
 * @returns milliseconds since the epoch; undefined when none is to be feared, or reads show it by now
 */
export function shownFrom(run: LaneRun, { lateUntil: until }: Late): number | undefined {
  return until !== undefined && run.deps.clock() < until + STALE_MS ? until + STALE_MS : undefined;
}

/** A turn sends what it has written down within so many times as long as a request may be late, unless it has ended. */
export const LEFT_BEHIND_TIMES = 3;

/**
 * Tells whether a change was written down and nothing is known of what came of it: every outcome has a sentence. The turn
 * that sent it, or was about to, ended with its process or lost the lane.
 */
export function isOpen({ inDoubt, creating, sentence }: Link): boolean {
  return inDoubt !== undefined && !creating && sentence === undefined;
}

/**
 * Tells until when an earlier change of an account may still be carried out. Of one whose process is gone nobody knows
 * that it was given up: it may have been sent a moment before this turn.
 * @returns milliseconds since the epoch; undefined when none is to be feared
 */
export function lateChangeUntil(run: LaneRun, link: Link): number | undefined {
  const known = lateUntil(run, link);
  if (!isOpen(link)) return known;
  const now = run.deps.clock();
  const open = Math.min(now + lateMs(run), link.updatedAt + LEFT_BEHIND_TIMES * lateMs(run));
  const until = Math.max(known ?? 0, open);
  return now < until ? until : undefined;
}
