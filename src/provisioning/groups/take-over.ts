import { fold } from '../../core/ids';
import { attributeOf, type ScimResource } from '../../scim/resource';

/** What to do about the groups an SP has already. */
export type GroupTakeOver =
  | { readonly kind: 'none' }
  | { readonly kind: 'take-over'; readonly remoteId: string }
  | { readonly kind: 'conflict'; readonly sentence: string; readonly candidates: readonly GroupCandidate[] };

/** A group at the SP that may be meant. */
export interface GroupCandidate {
  readonly remoteId: string;
  readonly name: string;
}

/**
 * Decides whether a group at the SP is the one of this name (M-108, A-13): the exact name, once. A name that differs only
 * in case or in space, or the same name twice, is left to an admin: the wrong group would hand its members' rights on.
 */
export function decideGroupTakeOver(found: readonly ScimResource[], name: string): GroupTakeOver {
  const candidates = found
    .map(({ id, attributes }) => ({ remoteId: id, name: attributeOf(attributes, 'displayName') }))
    .filter((one): one is GroupCandidate => typeof one.name === 'string' && alike(one.name) === alike(name));
  const exact = candidates.filter((one) => one.name === name);
  const [first, ...others] = exact;
  if (first !== undefined && others.length === 0) return { kind: 'take-over', remoteId: first.remoteId };
  if (first !== undefined) {
    return {
      kind: 'conflict',
      sentence: `${exact.length} groups there are called ${name}. ${DECIDE}`,
      candidates: exact,
    };
  }
  const [near] = candidates;
  if (near === undefined) return { kind: 'none' };
  return {
    kind: 'conflict',
    sentence: `There is a group called “${near.name}”, which is not quite “${name}”. ${DECIDE}`,
    candidates,
  };
}

/** The form in which two names look the same: without case, and without what spaces stand where. */
function alike(name: string): string {
  return fold(name).replace(/\s+/gu, ' ');
}

const DECIDE = 'Nothing was sent: decide which group is meant.';
