import { withTextBoolean } from './dialect';
import { listResponse, MAX_RESULTS } from './discovery';
import type { Deviations } from './deviations';
import { badRequest, ScimError } from './error';
import { matchesResource, readFilter, type Filter } from './filter';
import { resolvePath } from './path';
import type { Attributes } from './read-resource';
import { represent, select } from './represent';
import type { ResourceType } from './schema';
import type { ResourceStore, StoredResource } from './store';

/** What a list request works with. */
export interface ListSource {
  readonly type: ResourceType;
  readonly query: Readonly<Record<string, string>>;
  readonly store: ResourceStore;
  readonly baseUrl: string;
  readonly deviations: Deviations;
}

/**
 * Answers a list request (RFC 7644 section 3.4.2): filter, sorting, and pages by index or by cursor (RFC 9865). Costs what
 * the page costs where nothing but the unique name is asked for.
 * @throws ScimError
 */
export function answerList(source: ListSource): Attributes {
  const { type, query, store, baseUrl, deviations } = source;
  const tree = treeOf(source);
  const found =
    (tree === undefined ? undefined : byName(source, tree)) ?? store.listSeen(type.name, deviations.staleReads);
  const shown = found.filter((item) => !isHidden(item, deviations));
  const whole = (item: StoredResource): Attributes => represent(type, item, store, baseUrl);
  const matching = tree === undefined ? shown : shown.filter((item) => matchesResource(tree, type, whole(item)));
  const chosen = sorted(source, matching);
  const most = Math.min(MAX_RESULTS, deviations.pageCap ?? MAX_RESULTS);
  const size = Math.min(most, Math.max(0, wholeNumber('count', query['count'], most)));
  const first = firstOf(source);
  const page = chosen.slice(first - 1, first - 1 + size);
  const bodies = page.map((item) => shownAs(source, item));
  const answer = listResponse(bodies, totalOf(deviations, chosen.length, page.length), first);
  if (deviations.cursorOnly !== true) return answer;
  const { startIndex: _startIndex, ...rest } = answer;
  const next = first + page.length;
  return next <= chosen.length && page.length > 0 ? { ...rest, nextCursor: cursorAt(next) } : rest;
}

/** A resource as this product shows it to this request. */
export function shownAs(source: ListSource, item: StoredResource): Attributes {
  const { type, query, store, baseUrl, deviations } = source;
  const { attributes, excludedAttributes } = query;
  if (deviations.noExcluded === true && excludedAttributes !== undefined) {
    throw badRequest('invalidValue', 'The parameter "excludedAttributes" is not known.');
  }
  // A large group is not written out to be cut down again.
  const small = excludedAttributes !== undefined && /^\s*members\s*$/i.test(excludedAttributes);
  const body = represent(type, item, store, baseUrl, !small);
  if (deviations.noVersions === true) delete (body['meta'] as Attributes)['version'];
  return withTextBoolean(select(type, body, attributes, excludedAttributes), deviations);
}

/** Reads a number of a query. @throws ScimError 400 */
export function wholeNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!/^-?\d{1,9}$/.test(value)) throw badRequest('invalidValue', `"${name}" has to be a whole number.`);
  return Number(value);
}

function treeOf({ type, query, deviations }: ListSource): Filter | undefined {
  const { filter } = query;
  if (filter === undefined) return undefined;
  if (deviations.noFilter === '501') throw new ScimError(501, 'Filters are not offered.');
  if (deviations.noFilter === '400') throw badRequest('invalidFilter', 'Filters are not offered.');
  const tree = readFilter(filter);
  // An unknown attribute in the filter is refused even while there is nothing to compare it with.
  matchesResource(tree, type, {});
  return deviations.ignoreFilter === true ? undefined : tree;
}

function byName({ type, store, deviations }: ListSource, tree: Filter): readonly StoredResource[] | undefined {
  if (deviations.staleReads !== undefined) return undefined;
  if (tree.kind !== 'compare' || tree.op !== 'eq' || typeof tree.value !== 'string') return undefined;
  return tree.name.toLowerCase() === type.unique.toLowerCase() ? store.holding(type.name, tree.value) : undefined;
}

function isHidden(item: StoredResource, deviations: Deviations): boolean {
  return deviations.hideInactive === true && item.type === 'User' && item.attributes['active'] === false;
}

function totalOf({ untrueTotals }: Deviations, all: number, page: number): number {
  if (untrueTotals === undefined) return all;
  return untrueTotals === 'zero' ? 0 : page;
}

function firstOf({ query, deviations }: ListSource): number {
  const { startIndex, cursor } = query;
  if (deviations.firstPageOnly === true) return 1;
  const first = Math.max(1, wholeNumber('startIndex', startIndex, 1));
  if (deviations.cursorOnly !== true) return first;
  if (first > 1) throw badRequest('invalidValue', 'Pages go on by "cursor" here, not by "startIndex".');
  if (cursor === undefined || cursor === '') return 1;
  const place = /^p(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  if (place === undefined) throw badRequest('invalidCursor', 'The cursor is not one of this service.');
  return Number(place);
}

function cursorAt(place: number): string {
  return Buffer.from(`p${place}`, 'latin1').toString('base64url');
}

function sorted({ type, query }: ListSource, items: readonly StoredResource[]): readonly StoredResource[] {
  const { sortBy, sortOrder } = query;
  if (sortBy === undefined) return items;
  const { extension, attribute, sub } = resolvePath(type, sortBy, 'invalidPath');
  const keyOf = ({ attributes }: StoredResource): string => {
    const holder = (extension === undefined ? attributes : attributes[extension]) as Attributes | undefined;
    const top: unknown = [holder?.[attribute.name]].flat()[0];
    const value = typeof top === 'object' && top !== null ? (top as Attributes)[sub?.name ?? 'value'] : top;
    return value === undefined || value === null ? '' : JSON.stringify(value).toLowerCase();
  };
  const way = sortOrder?.toLowerCase() === 'descending' ? -1 : 1;
  return [...items].sort((one, other) => way * (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0));
}
