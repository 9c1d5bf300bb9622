import type { ApplicationId } from '../../core/ids';
import type { Clock } from '../../core/clock';

/** Requests that this process has answered a moment ago, until the database tells of them (SECURITY P6). */
export interface Answered {
  /** @returns false when the request was answered already */
  claim(applicationId: ApplicationId, requestId: string): boolean;
  has(applicationId: ApplicationId, requestId: string): boolean;
  /** Takes a claim back: the answer was not given after all. */
  release(applicationId: ApplicationId, requestId: string): void;
}

/** Two of these are kept: longer than any batch of the journal waits while sign-ons are still allowed. */
const ROUND_MS = 60_000;

/**
 * Makes the memory of answered requests. It closes the moment between an answer and its row: rows of direct answers are
 * written in batches. What was answered in the last second before a crash is known to nobody afterwards.
 */
export function makeAnswered(clock: Clock): Answered {
  let older = new Set<string>();
  let newer = new Set<string>();
  let turnedAt = clock();
  const key = (applicationId: ApplicationId, requestId: string): string => `${applicationId} ${requestId}`;
  const has = (name: string): boolean => newer.has(name) || older.has(name);
  return {
    claim(applicationId, requestId) {
      const name = key(applicationId, requestId);
      if (has(name)) return false;
      if (Math.abs(clock() - turnedAt) > ROUND_MS) {
        [older, newer] = [newer, new Set()];
        turnedAt = clock();
      }
      newer.add(name);
      return true;
    },
    has: (applicationId, requestId) => has(key(applicationId, requestId)),
    release(applicationId, requestId) {
      newer.delete(key(applicationId, requestId));
      older.delete(key(applicationId, requestId));
    },
  };
}
