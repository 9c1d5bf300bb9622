import { randomBytes } from 'node:crypto';
import { ulid, type NewId } from './ids';

/** Gives the time in milliseconds since the epoch. Handed in from outside, so that tests can turn it. */
export type Clock = () => number;

/**
 * Makes ids that sort in the order they were made, also within one millisecond: the random part counts up then.
 * @param clock where the time of an id comes from
 */
export function makeNewId(clock: Clock): NewId {
  let last = 0;
  let random = new Uint8Array(16);
  return <Id extends string>() => {
    const now = clock();
    if (now > last) {
      last = now;
      random = new Uint8Array(randomBytes(16).map((byte) => byte % 32));
      random[0] = (random[0] ?? 0) % 16;
    } else {
      for (let place = 15; place >= 0; place -= 1) {
        const next = ((random[place] ?? 0) + 1) % 32;
        random[place] = next;
        if (next !== 0) break;
      }
    }
    return ulid(last, random) as Id;
  };
}
