import { randomInt } from 'node:crypto';
import type { ConnectorScim } from '../../../connectors/definition';
import type { ScimAttributes } from '../../../scim/schemas';

const LENGTH = 24;
const KINDS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.!+'] as const;

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
  const every = KINDS.join('');
  const characters = Array.from({ length: LENGTH }, (_, place) => pick(KINDS[place] ?? every));
  for (let last = LENGTH - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function pick(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}
