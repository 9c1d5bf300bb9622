/** How many requests are taken at once, and how many more in a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts by name: each name has a bucket that requests draw from and time fills (SECURITY R22). */
export interface Limit {
  /** Tells how many whole seconds until the name may draw; 0 when it may now. Nothing is drawn. */
  wait(name: string): Promise<number>;
  /** Draws one. @returns 0, or the whole seconds until there is one to draw */
  draw(name: string): Promise<number>;
}

/** Names that are counted at the same time. Beyond it those that were not used for longest are forgotten. */
export const MOST_NAMES = 10_000;

interface Bucket {
  left: number;
  at: number;
}

/** Counts in this process alone: it is the only one, as with SQLite. */
export function makeOwnLimit({ burst, perSecond }: Rate, clock: () => number): Limit {
  const buckets = new Map<string, Bucket>();
  const filled = (name: string): Bucket => {
    const now = clock();
    const bucket = buckets.get(name) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    return bucket;
  };
  const waitOf = ({ left }: Bucket): number => (left >= 1 ? 0 : Math.ceil((1 - left) / perSecond));
  return {
    wait: (name) => Promise.resolve(waitOf(filled(name))),
    draw(name) {
      const bucket = filled(name);
      const wait = waitOf(bucket);
      if (wait === 0) bucket.left -= 1;
      keepLast(buckets, name, bucket);
      return Promise.resolve(wait);
    },
  };
}

/** Puts what was used last at the end, and forgets what stands first when there are too many. */
export function keepLast<T>(kept: Map<string, T>, name: string, value: T): void {
  kept.delete(name);
  kept.set(name, value);
  if (kept.size > MOST_NAMES) kept.delete(kept.keys().next().value as string);
}
