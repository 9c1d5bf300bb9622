import type { ConnectorScim } from '../../../connectors/definition';
import { makeRandomStock } from '../../../core/random-stock';
import type { ScimAttributes } from '../../../scim/schemas';

/** One of each is at the end, for rules that ask for every kind. */
const KINDS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.!+'] as const;
/** Bytes that become twenty characters. */
const CORE = 15;
const drawBytes = makeRandomStock();

/**
 * Adds the temporary password that a new account begins with, where the SP takes passwords (M-096, M-164). It is made
 * for this one request, 120 bits and more with characters of every kind that password rules ask for, and kept nowhere: the
 * person's own follows in a request of its own once its text is known.
 * @returns what goes into the request; never into what is kept as accepted or in doubt
 */
export function withFirstPassword(scim: Pick<ConnectorScim, 'can'>, attributes: ScimAttributes): ScimAttributes {
  if (!scim.can.includes('passwords')) return attributes;
  return { ...attributes, password: makeFirstPassword() };
}

function makeFirstPassword(): string {
  const portion = drawBytes(CORE + KINDS.length);
  let password = portion.toString('base64url', 0, CORE);
  let place = CORE;
  for (const letters of KINDS) {
    password += letters.charAt((portion[place] ?? 0) % letters.length);
    place += 1;
  }
  // What a password was made of is not left in memory.
  portion.fill(0);
  return password;
}
