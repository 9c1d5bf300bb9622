import type { Defects } from '../switches/definition';

/** A fault that a request meets by chance. */
export type Fault = (typeof FAULTS)[number];

const FAULTS = ['429', '409', '500', '502', '503', 'reset', 'lost', 'hang', 'slow', 'stale'] as const;

/** Draws faults, the same ones for the same seed. */
export class Chaos {
  private seed: number | undefined;
  private state = 0;

  /** @param random from 0 to 1, below 1; used when no seed is set */
  constructor(private readonly random: () => number) {}

  /** The fault that the next request meets; none most of the time. */
  draw({ chaos, chaosSeed, chaosKinds }: Defects, method: string): Fault | undefined {
    if (chaos === undefined) return undefined;
    // Two numbers for every request, so that a fault that can't be met does not shift the later ones.
    const [hit, which] = [this.next(chaosSeed), this.next(chaosSeed)];
    if (hit >= chaos) return undefined;
    const wanted = (chaosKinds ?? '').split(',').map((word) => word.trim().toLowerCase());
    const kinds = wanted.every((word) => word === '') ? FAULTS : FAULTS.filter((kind) => wanted.includes(kind));
    const possible = kinds.filter((kind) => (method === 'GET' ? kind !== '409' && kind !== 'lost' : kind !== 'stale'));
    return possible[Math.floor(which * possible.length)];
  }

  /** A number from 0 to 1, below 1, out of the same row. */
  next(seed: number | undefined): number {
    if (seed === undefined) return this.random();
    if (seed !== this.seed) [this.seed, this.state] = [seed, seed];
    // mulberry32: small, and good enough to scatter faults.
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
