/**
 * What an SP's SCIM service was found to do, by measuring and by what it answered since; not what it says of itself. The
 * client chooses its requests by it.
 */
export interface ScimFacts {
  /** Filters on userName and displayName (RFC 7644 section 3.4.2.2). */
  readonly filter: 'works' | 'case-sensitive' | 'none';
  /** Whether accounts can be searched for by e-mail; not known until it is tried. */
  readonly mailFilter: 'works' | 'none';
  /** How a user is changed: PATCH with paths, PATCH with one value and no path, or PUT of the whole (RFC 7644 sections 3.5.1, 3.5.2). */
  readonly change: 'patch' | 'patch-no-path' | 'put';
  /** The case of the word in `op`; RFC 7644 wants it small, some want it as Entra writes it. */
  readonly opCase: 'lower' | 'title';
  /** How `active` travels. */
  readonly booleans: 'json' | 'text';
  /** How members of a group are changed: PATCH add and remove, or PUT of the whole group. */
  readonly members: 'patch' | 'put';
  /** How a member is removed: by a filter in the path, or by a value under `members`. */
  readonly memberRemoval: 'filter' | 'value';
  /** Members that one request may carry. */
  readonly memberPiece: number;
  /** Whether totalResults can be believed. */
  readonly totals: 'true' | 'untrue';
  /** How lists go on (RFC 7644 section 3.4.2.4, RFC 9865). */
  readonly paging: 'index' | 'cursor';
  /** The most resources in one page. */
  readonly pageSize: number;
  /** Changes need If-Match with the version that was read (RFC 7644 section 3.14). */
  readonly etag: 'none' | 'given' | 'required';
  /** What becomes of a deleted account: gone, kept and hidden, or not deleted. */
  readonly deletion: 'gone' | 'soft' | 'refused' | 'unknown';
  /** Whether a userName can change. */
  readonly rename: 'yes' | 'no' | 'unknown';
  /** Attributes the SP does not know and refuses; they are left out. */
  readonly unknownAttributes: readonly string[];
  /** `excludedAttributes=members` is understood on group requests. */
  readonly excludesMembers: boolean;
  /** Operations that one Bulk request may carry (RFC 7644 section 3.7); 0 when there is none. */
  readonly bulk: number;
}

/** What is taken for true of an SP that nothing is known of: RFC 7644 without its optional parts. */
export const DEFAULT_FACTS: ScimFacts = {
  filter: 'works',
  mailFilter: 'works',
  change: 'patch',
  opCase: 'lower',
  booleans: 'json',
  members: 'patch',
  memberRemoval: 'filter',
  memberPiece: 1_000,
  totals: 'true',
  paging: 'index',
  pageSize: 100,
  etag: 'none',
  deletion: 'unknown',
  rename: 'unknown',
  unknownAttributes: [],
  excludesMembers: true,
  bulk: 0,
};
