import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { ConnectorScim } from '../../../connectors/definition';
import type { ScimAttributes } from '../../../scim/schemas';

const LENGTH = 24;
const KINDS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.!+'] as const;
const EVERY = KINDS.join('');

/**
 * Adds the temporary password that a new account begins with, where the SP takes passwords (M-096, M-164). It is made
 * for this one request, about 140 bits with characters of every kind that password rules ask for, and kept nowhere: the
 * person's own follows in a request of its own once its text is known.
 * @returns what goes into the request; never into what is kept as accepted or in doubt
 */
export function withFirstPassword(scim: Pick<ConnectorScim, 'can'>, attributes: ScimAttributes): ScimAttributes {
  if (!scim.can.includes('passwords')) return attributes;
  return { ...attributes, password: makeFirstPassword() };
}

/** One character of each kind at a random place, the others from all kinds. */
function makeFirstPassword(): string {
  const draw = makeDraw(2 * LENGTH);
  const pick = (letters: string): string => letters.charAt(draw(letters.length));
  const characters = Array.from({ length: LENGTH }, (_, place) => pick(KINDS[place] ?? EVERY));
  for (let last = LENGTH - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

/** Draws whole numbers below a bound out of one portion of randomness; none is likelier by more than one in 2^26. */
function makeDraw(most: number): (bound: number) => number {
  const portion = drawBytes(4 * most);
  let place = -4;
  return (bound) => {
    place += 4;
    const number = portion.readUInt32BE(place);
    // What a password was made of is not left in memory.
    portion.writeUInt32BE(0, place);
    return number % bound;
  };
}

/** Asking for randomness costs the same for much and for little: a first sync makes thousands of passwords. */
const STOCK = 16 * 1024;
let stock = Buffer.alloc(0);

function drawBytes(length: number): Buffer {
  if (stock.length < length) stock = randomBytes(STOCK);
  const drawn = stock.subarray(0, length);
  stock = stock.subarray(length);
  return drawn;
}
