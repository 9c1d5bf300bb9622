import { SamlError } from '../errors';
import type { LogoutRequest } from './logout-request';

/** A sign-on of a session, as far as logout needs to know it. */
export interface SignedOn {
  readonly sessionHash: string;
  readonly applicationId: string;
  readonly nameId: { readonly format: string; readonly value: string; readonly spNameQualifier?: string };
  readonly sessionIndex: string;
}

/**
 * Finds the sessions a LogoutRequest is about among the application's own (saml-core sections 3.3.4 and 3.7.3.2). The
 * name identifier is compared by its value, because applications give its format back in their own way or not at all;
 * every session index that is named has to be one of that person.
 * @param byName the application's sign-ons under that name
 * @param byIndex the application's sign-ons under the session indexes named
 * @returns none when the sessions named are over already
 * @throws SamlError unknown_principal when the request does not fit the sessions it names
 */
export function matchSessions<One extends SignedOn>(
  request: Pick<LogoutRequest, 'nameId' | 'sessionIndexes' | 'id'>,
  found: { readonly byName: readonly One[]; readonly byIndex: readonly One[] },
): readonly One[] {
  const { nameId, sessionIndexes } = request;
  if (sessionIndexes.length === 0) {
    if (found.byName.length > 0) return found.byName;
    throw unknown('No session of this application belongs to the person it named.', request, 'saml-core 3.7.3.2');
  }
  if (found.byIndex.some((one) => one.nameId.value !== nameId.value)) {
    throw unknown('The application named a session of another person.', request, 'saml-core 3.7.3.2');
  }
  if (found.byIndex.length === 0 && !sessionIndexes.every(isOurs)) {
    throw unknown('The application named a session that never was.', request, 'saml-core 3.7.3.2');
  }
  return found.byIndex;
}

/** One request to an application: a name, and the sessions that go by it. */
export interface Concerned<One extends SignedOn> {
  readonly first: One;
  readonly sessionIndexes: readonly string[];
}

/**
 * Gathers the sign-ons of ended sessions into one request for each application and name (saml-core section 3.7.1 lets a
 * request name one person and several sessions).
 */
export function gather<One extends SignedOn>(signedOn: readonly One[]): Concerned<One>[] {
  const groups = new Map<string, One[]>();
  for (const one of signedOn) {
    const key = JSON.stringify([one.applicationId, one.nameId.value, one.nameId.format, one.nameId.spNameQualifier]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ first, sessionIndexes: [...new Set(group.map((one) => one.sessionIndex))] }];
  });
}

/**
 * Session indexes are long random words of ours and are never given twice: one that has the form and is not found
 * belongs to a session that is over, and asking to end it is answered with success.
 */
function isOurs(sessionIndex: string): boolean {
  return /^_[0-9a-f]{32,64}$/.test(sessionIndex);
}

function unknown(sentence: string, { id }: Pick<LogoutRequest, 'id'>, clause: string): SamlError {
  return new SamlError('unknown_principal', sentence, { clause, deliver: 'to-sp', facts: { inResponseTo: id } });
}
