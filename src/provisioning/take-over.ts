import { fold } from '../core/ids';
import { fromLeaves, isComplex, leavesOf, type Leaf } from '../scim/attribute-path';
import { attributeOf, emailsOf, type ScimResource } from '../scim/resource';
import type { Json, ScimAttributes } from '../scim/schemas';

/** What to do about the accounts an SP has already. */
export type TakeOver =
  | { readonly kind: 'none' }
  /** `current`: what the account holds of the attributes Passo sends; to be kept as accepted, and planned against. */
  | { readonly kind: 'take-over'; readonly remoteId: string; readonly current: ScimAttributes }
  | { readonly kind: 'conflict'; readonly sentence: string };

/**
 * Said of an account with the person's e-mail and another user name. Not every SP can be searched for e-mails, so that a
 * look-up may find nothing afterwards: an admin's decision ends it, and nothing else.
 */
export const OTHER_NAME =
  'An account with this email has another username. Nothing was sent: decide whose account it is.';

/**
 * Decides whether an account at the SP is this person's (M-091, A-07): user name and e-mail are equal, without case; the
 * user name alone where the connector sends no e-mail. On half a match nothing is taken and nothing is created: a wrong
 * guess hands somebody's account to somebody else, so an admin decides.
 * @param found accounts at the SP; those that match in neither are ignored
 * @param wanted the user Passo would create
 */
export function decideTakeOver(found: readonly ScimResource[], wanted: ScimAttributes): TakeOver {
  const userName = folded(wanted['userName']);
  const email = emailsOf(wanted)[0];
  const byName = found.filter(
    (one) => userName !== undefined && folded(attributeOf(one.attributes, 'userName')) === userName,
  );
  const byEmail = found.filter((one) => email !== undefined && emailsOf(one.attributes).includes(email));
  const [first, ...others] = byName;
  if (first === undefined) {
    return byEmail.length === 0 ? { kind: 'none' } : { kind: 'conflict', sentence: OTHER_NAME };
  }
  if (others.length > 0) return conflict('Several accounts have this username');
  if (email !== undefined && !byEmail.includes(first))
    return conflict('The account with this username has another email');
  if (byEmail.some((one) => one !== first)) return conflict('Several accounts have this email');
  if (looksPrivileged(first.attributes)) return conflict('The account with this username may do more than a user');
  return { kind: 'take-over', remoteId: first.id, current: partOf(first.attributes, wanted) };
}

const POWER =
  /(?:^|[^a-z])(?:super[ _-]?|site[ _-]?|org[ _-]?|global[ _-]?)?(?:admins?|administrators?|owners?|root|superusers?)(?![a-z])/i;
const POWER_FLAGS = new Set(['isadmin', 'is_admin', 'admin', 'administrator', 'issuperuser', 'superuser', 'isowner']);

/**
 * Tells whether an account seems to have rights over others there: by its roles and entitlements (RFC 7643 section
 * 4.1.2), its user type (section 4.1.1), or a flag of the SP's own such as `isAdmin`. An admin confirms such a take-over.
 */
export function looksPrivileged(attributes: ScimAttributes): boolean {
  const named = ['roles', 'entitlements', 'userType'].some((name) =>
    POWER.test(textsOf(attributeOf(attributes, name))),
  );
  return named || hasPowerFlag(attributes);
}

function hasPowerFlag(value: Json): boolean {
  if (!isComplex(value)) return false;
  return Object.entries(value).some(([name, part]) => {
    if (name.startsWith('urn:')) return hasPowerFlag(part);
    return POWER_FLAGS.has(name.toLowerCase()) && (part === true || (typeof part === 'string' && /^true$/i.test(part)));
  });
}

/** The words of a role: its value, display and type, or the text itself; one to a line. */
function textsOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return value.map(textsOf).join('\n');
  return isComplex(value)
    ? ['value', 'display', 'type'].map((name) => textsOf(attributeOf(value, name))).join('\n')
    : '';
}

/** What a resource holds of the attributes that are sent, under the names they are sent by. */
export function partOf(resource: ScimAttributes, wanted: ScimAttributes): ScimAttributes {
  const held: Leaf[] = [];
  for (const leaf of leavesOf(wanted).values()) {
    const value = valueAt(resource, leaf.place);
    if (value !== undefined) held.push({ ...leaf, value: alike(value, leaf.value) });
  }
  return fromLeaves(held);
}

function valueAt(value: Json, place: readonly string[]): Json | undefined {
  const [name, ...rest] = place;
  if (name === undefined) return value;
  const inside = isComplex(value) ? attributeOf(value, name) : undefined;
  return inside === undefined ? undefined : valueAt(inside, rest);
}

/** SPs add members of their own, such as `display`, to the values of a list: only those that are sent are compared. */
function alike(value: Json, sent: Json): Json {
  if (!isList(value) || !isList(sent)) return value;
  const names = new Set(sent.flatMap((item) => (isComplex(item) ? Object.keys(item) : [])));
  return value.map((item) =>
    isComplex(item) ? Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name))) : item,
  );
}

function folded(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? fold(value) : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function conflict(what: string): TakeOver {
  return { kind: 'conflict', sentence: `${what}. Nothing was sent: decide whose account it is.` };
}
