import { createHash } from 'node:crypto';
import { fold } from '../core/ids';
import { fromLeaves, isComplex, leavesOf } from '../scim/attribute-path';
import { attributeOf } from '../scim/resource';
import type { Json, ScimAttributes } from '../scim/schemas';
import { partOf } from './take-over';

/** What a comparison with an SP can find. */
export const DRIFT_KINDS = [
  'orphan',
  're-enabled',
  'deactivated',
  'changed',
  'missing',
  'duplicate',
  'group-missing',
  'group-renamed',
  'member-missing',
  'member-extra',
] as const;

/** One kind of difference between what Passo knows and what an SP holds. */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/**
 * What an admin can decide: send ours again, accept theirs, leave it with a note, say whose account it is, make a new one,
 * or stop managing it.
 */
export type DriftDecision = 'push' | 'accept' | 'ignore' | 'link' | 'create' | 'stop';

/** What can be decided about each kind. */
export const DECISIONS: Readonly<Record<DriftKind, readonly DriftDecision[]>> = {
  orphan: ['link', 'ignore'],
  're-enabled': ['push', 'accept', 'ignore'],
  deactivated: ['push', 'accept', 'ignore'],
  changed: ['push', 'accept', 'ignore'],
  missing: ['create', 'stop', 'ignore'],
  duplicate: ['ignore'],
  'group-missing': ['create', 'ignore'],
  'group-renamed': ['push', 'accept', 'ignore'],
  'member-missing': ['push', 'accept', 'ignore'],
  'member-extra': ['push', 'accept', 'ignore'],
};

/** Tells whether a text names a kind of difference. */
export function isDriftKind(text: string): text is DriftKind {
  return (DRIFT_KINDS as readonly string[]).includes(text);
}

/** One attribute that is another at the SP. A side that is absent holds nothing. */
export interface Difference {
  /** The path of RFC 7644 section 3.5.2. */
  readonly path: string;
  readonly ours?: Json;
  readonly there?: Json;
}

/** How an account that Passo manages differs from what the SP accepted last. */
export interface AccountDrift {
  readonly kind: 're-enabled' | 'deactivated' | 'changed';
  readonly changes: readonly Difference[];
}

/** Longer values of an SP are cut: they are shown to a person and are another value all the same. */
const MOST_TEXT = 1_000;

/**
 * Compares an account as the SP gives it now with what it accepted last: only what Passo sends, and leniently where RFC
 * 7643 is, so that an SP's own writing of a value is no difference (user names and e-mail addresses without case, texts
 * for booleans and numbers).
 * @param fixed paths that Passo does not send again: a difference there is the SP's own
 */
export function compareAccount(
  there: ScimAttributes,
  accepted: ScimAttributes,
  fixed: ReadonlySet<string>,
): AccountDrift[] {
  const held = leavesOf(partOf(there, accepted));
  const isActive = booleanOf(attributeOf(there, 'active'));
  const wasActive = booleanOf(accepted['active']);
  if (wasActive === false) {
    // Of who has left, only that the account opens again matters.
    return isActive === true ? [{ kind: 're-enabled', changes: [{ path: 'active', ours: false, there: true }] }] : [];
  }
  const changes: Difference[] = [];
  for (const [path, { value }] of leavesOf(accepted)) {
    const now = held.get(path)?.value;
    if (path === 'active' || fixed.has(path) || alike(path, value, now)) continue;
    changes.push({ path, ours: short(value), ...(now === undefined ? {} : { there: short(now) }) });
  }
  const found: AccountDrift[] = [];
  if (wasActive === true && isActive === false) {
    found.push({ kind: 'deactivated', changes: [{ path: 'active', ours: true, there: false }] });
  }
  changes.sort((one, other) => (one.path < other.path ? -1 : 1));
  return changes.length === 0 ? found : [...found, { kind: 'changed', changes }];
}

/**
 * What Passo takes as accepted so that its own values are sent again: the SP's values in place of ours where they differ.
 * A path that is not sent any more is left alone.
 */
export function acceptedAsThere(accepted: ScimAttributes, changes: readonly Difference[]): ScimAttributes {
  const leaves = new Map(leavesOf(accepted));
  for (const { path, there } of changes) {
    const leaf = leaves.get(path);
    if (leaf === undefined) continue;
    if (there === undefined) leaves.delete(path);
    else leaves.set(path, { ...leaf, value: there });
  }
  return fromLeaves(leaves.values());
}

/** What is shown of an account: the names a person would look for it by. Nothing of it is believed. */
export interface AccountNames {
  readonly userName?: string;
  readonly email?: string;
  readonly displayName?: string;
  readonly active: boolean;
}

/** Reads what an account is called. An account that does not say whether it is active counts as active. */
export function namesOfAccount(there: ScimAttributes): AccountNames {
  const name = attributeOf(there, 'name');
  const formatted = isComplex(name) ? attributeOf(name, 'formatted') : undefined;
  const texts = {
    userName: textOf(attributeOf(there, 'userName')),
    email: emailsOfAccount(there)[0],
    displayName: textOf(attributeOf(there, 'displayName')) ?? textOf(formatted),
  };
  const known = Object.entries(texts).filter(([, text]) => text !== undefined);
  return { ...Object.fromEntries(known), active: booleanOf(attributeOf(there, 'active')) !== false };
}

/** The e-mail addresses of an account, the primary one first (RFC 7643 section 2.4). */
export function emailsOfAccount(there: ScimAttributes): string[] {
  const emails = attributeOf(there, 'emails');
  if (!Array.isArray(emails)) return [];
  const items = emails as readonly Json[];
  const primary = items.filter((item) => isComplex(item) && attributeOf(item, 'primary') === true);
  return [...primary, ...items.filter((item) => !primary.includes(item))]
    .map((item) => textOf(isComplex(item) ? attributeOf(item, 'value') : item))
    .filter((text) => text !== undefined);
}

/** A text of an SP as it can be kept and shown: without control characters, and not long. */
export function plainText(text: string, most = 200): string {
  return text.replace(/[\p{Cc}\p{Surrogate}]+/gu, ' ').slice(0, most);
}

/**
 * When an application is compared next: daily comparisons at night, spread over an hour from 02:00 UTC so that not all
 * applications are asked at once; others some hours after now.
 * @param hours between two comparisons; 0 for none
 * @param now milliseconds since the epoch
 * @returns undefined when there is none
 */
export function nextCheck(applicationId: string, hours: number, now: number): number | undefined {
  if (hours <= 0) return undefined;
  if (hours % 24 !== 0) return now + hours * HOUR;
  const spread = createHash('sha256').update(applicationId).digest().readUInt16BE(0) % 60;
  const at = 2 * HOUR + spread * 60_000;
  const today = now - (now % DAY) + at;
  const night = today > now ? today : today + DAY;
  return night + (hours / 24 - 1) * DAY;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours between two comparisons where an admin has set none. */
export const USUAL_HOURS = 24;

/**
 * Tells whether a value of ours and one an SP gives are the same to the SP: names and addresses are compared without case
 * (RFC 7643 section 4.1.1), the rest as SPs write it. Nothing and empty are alike.
 * @param path the path of RFC 7644 section 3.5.2
 */
export function alike(path: string, ours: Json | undefined, there: Json | undefined): boolean {
  const caseless = path === 'userName' || path === 'emails';
  return plain(ours, caseless) === plain(there, caseless);
}

function plain(value: Json | undefined, caseless: boolean): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => plain(item, caseless)).sort();
    return items.length === 0 ? '' : `[${items.join(',')}]`;
  }
  if (isComplex(value)) {
    const parts = Object.entries(value).map(([name, part]) => [name, plain(part, caseless)]);
    const held = parts.filter(([, part]) => part !== '' && part !== JSON.stringify('false'));
    return held.length === 0 ? '' : JSON.stringify(held.sort());
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const boolean = /^(?:true|false)$/i.test(text);
  if (text === '') return '';
  return JSON.stringify(boolean ? text.toLowerCase() : caseless ? fold(text) : text.trim());
}

function booleanOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || !/^(?:true|false)$/i.test(value)) return undefined;
  return value.toLowerCase() === 'true';
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? plainText(value) : undefined;
}

function short(value: Json): Json {
  if (typeof value === 'string') return plainText(value, MOST_TEXT);
  const text = JSON.stringify(value);
  return text.length <= MOST_TEXT ? value : plainText(text, MOST_TEXT);
}
