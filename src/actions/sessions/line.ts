import { makeFairLine, type FairLine } from '../../core/sign-in/fair-line';
import { saidError, say } from '../../words/said';

/**
 * Makes the line in which people sign in: all of it, not only the slow check, because what stands around it needs the
 * database. An honest person waits for one turn of each address that signs in, however many tries come from it (R20).
 * Whoever finds no place is refused as `unavailable`.
 */
export function makeSignInLine(): FairLine {
  return makeFairLine({ atOnce: 6, waiting: 200, refusal: () => saidError('unavailable', say('too_busy')) });
}
