import type { ApiKey } from './key';

/** Days before the end of a key at which admins are told; 0 stands for one that has ended. */
export type KeyNoticeStep = 14 | 3 | 0;

const DAY = 86_400_000;

/** From how long before its end a key is looked at, in milliseconds: fifteen days, for days are counted in whole. */
export const KEY_NOTICE_MS = 15 * DAY;
/** An end is told for this long; whoever still misses the key has found out by then. */
export const KEY_ENDED_MS = 30 * DAY;

/**
 * Tells which notice is due for a key: the nearest step reached, so that ten days left is the notice of 14 days. A key
 * that was made for no longer than a step is not told of at it: its maker has just chosen the end.
 * @param now milliseconds since the epoch
 * @returns undefined for a key without an end, one with time left, and one that ended more than thirty days ago
 */
export function keyNoticeStepOf(
  { createdAt, expiresAt }: Pick<ApiKey, 'createdAt' | 'expiresAt'>,
  now: number,
): KeyNoticeStep | undefined {
  if (expiresAt === undefined || expiresAt <= now - KEY_ENDED_MS) return undefined;
  if (expiresAt <= now) return 0;
  const left = Math.floor((expiresAt - now) / DAY);
  const step = left <= 3 ? 3 : left <= 14 ? 14 : undefined;
  return step === undefined || expiresAt - createdAt <= (step + 1) * DAY ? undefined : step;
}
