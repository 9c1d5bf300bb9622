import { ulid, type NewId } from './ids';
import { makeRandomStock } from './random-stock';

/** Gives the time in milliseconds since the epoch. Handed in from outside, so that tests can turn it. */
export type Clock = () => number;

/**
 * Makes ids that sort in the order they were made, also within one millisecond: the random part counts up then.
 * @param clock where the time of an id comes from
 */
export function makeNewId(clock: Clock): NewId {
  const draw = makeRandomStock();
  let last = 0;
  let random: Uint8Array = draw(16);
  return <Id extends string>() => {
    const now = clock();
    if (now > last) {
      last = now;
      random = draw(16);
      // Room to count up in.
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
