/** How many requests are taken at once, and how many more in a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Names that are counted at the same time. Beyond it those that wait for nothing any more are forgotten. */
const MOST = 10_000;

/**
 * Counts by name in this process: each name has a bucket that requests draw from and time fills (SECURITY R22). Several
 * processes count apart: together they let through as much as there are of them.
 */
export function makeLimit({ burst, perSecond }: Rate, clock: () => number) {
  const buckets = new Map<string, Bucket>();
  const filled = (name: string): Bucket => {
    const now = clock();
    const bucket = buckets.get(name) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    return bucket;
  };
  return {
    /** Seconds to wait before the name may draw again; 0 when it may now. */
    wait(name: string): number {
      const { left } = filled(name);
      return left >= 1 ? 0 : Math.ceil((1 - left) / perSecond);
    },
    /** Draws one. */
    draw(name: string): void {
      const bucket = filled(name);
      bucket.left = Math.max(0, bucket.left - 1);
      // The one that was used last stands last.
      buckets.delete(name);
      buckets.set(name, bucket);
      if (buckets.size > MOST) buckets.delete(buckets.keys().next().value as string);
    },
  };
}

/** A limit by name. */
export type Limit = ReturnType<typeof makeLimit>;
