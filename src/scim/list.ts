import { isComplex } from './attribute-path';
import type { Outcome } from './outcome';
import { attributeOf, readResource, type ScimResource } from './resource';

/** One page of a query's answer (RFC 7644 section 3.4.2). */
export interface ListPage {
  /** Absent only where pages go on by cursor. */
  readonly totalResults?: number;
  readonly resources: readonly ScimResource[];
  /** Where the next page begins (RFC 9865 section 2). */
  readonly nextCursor?: string;
}

/** What one step of a walk through the pages brings. */
export interface ListPart {
  readonly resources: readonly ScimResource[];
  /** False when the walk ends here although there is more: the SP repeats itself, or the limit is reached. */
  readonly complete: boolean;
  /** The walk ends here. */
  readonly last: boolean;
}

/** Asks for one page; `startIndex` counts from 1. With a cursor, which is empty for the first page, that counts alone. */
export type FetchPage = (startIndex: number, count: number, cursor?: string) => Promise<Outcome<ListPage>>;

/** How an SP's lists go on. Absent: as RFC 7644 says. */
export interface WalkOptions {
  readonly paging?: 'index' | 'cursor';
  /** Whether totalResults can be believed; 'unsure' believes it, but asks once more after a list of one page. */
  readonly totals?: 'true' | 'untrue' | 'unsure';
  /** Told when totalResults was smaller than what came. */
  readonly onUntrueTotal?: () => void;
  /** Told when the list went on by cursor, although it was asked for by index. */
  readonly onCursor?: () => void;
}

/** From here on a list of a single page may have been cut off there. */
const CUT_OFF_FROM = 10;
const CURSOR_LIMIT = 4_096;

/**
 * Reads a ListResponse. `Resources` may be absent when there are none. Undefined when the answer is no ListResponse, or
 * when one of its resources has no usable id: half a list must not pass for a whole one.
 * @param byCursor the page was asked for by cursor: totalResults may be absent then (RFC 9865 section 2)
 */
export function readListPage(json: unknown, byCursor = false): ListPage | undefined {
  if (!isComplex(json)) return undefined;
  const listed = attributeOf(json, 'Resources') ?? [];
  const total = attributeOf(json, 'totalResults');
  const next = attributeOf(json, 'nextCursor');
  const nextCursor = typeof next === 'string' && next !== '' && next.length <= CURSOR_LIMIT ? next : undefined;
  if (!Array.isArray(listed)) return undefined;
  const mayLackTotal = (byCursor && attributeOf(json, 'Resources') !== undefined) || nextCursor !== undefined;
  const hasTotal = typeof total === 'number' && Number.isSafeInteger(total) && total >= 0;
  if (!hasTotal && !(total === undefined && mayLackTotal)) return undefined;
  const resources: ScimResource[] = [];
  for (const one of listed as readonly unknown[]) {
    const resource = readResource(one);
    if (resource === undefined) return undefined;
    resources.push(resource);
  }
  return {
    ...(hasTotal ? { totalResults: total } : {}),
    resources,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

/**
 * Walks through all pages of a query (RFC 7644 section 3.4.2.4, RFC 9865). The walk ends with the last page, after a page
 * that brings nothing new (an SP that does not know `startIndex` repeats its first page for ever), with a failure, which
 * is the last value then, or after `limit` resources. A list that goes on by cursor is followed that way.
 * @param fetchPage asks for one page
 * @param size resources to ask for in a page; the SP may send fewer
 * @param limit the most resources to read
 * @returns the new resources of each page
 */
export async function* walkPages(
  fetchPage: FetchPage,
  size: number,
  limit: number,
  options: WalkOptions = {},
): AsyncGenerator<Outcome<ListPart>> {
  const { totals = 'true' } = options;
  const seen = new Set<string>();
  let untrue = totals === 'untrue';
  let cursor = options.paging === 'cursor' ? '' : undefined;
  const cursors = new Set<string>();
  for (let startIndex = 1, pages = 1; ; pages += 1) {
    const outcome = await fetchPage(startIndex, size, cursor);
    if (outcome.kind !== 'ok') {
      yield outcome;
      return;
    }
    const page = outcome.value;
    const resources = newOnes(page.resources, seen, limit);
    startIndex += page.resources.length;
    const { totalResults = 0, nextCursor } = page;
    if (cursor === undefined && nextCursor !== undefined) options.onCursor?.();
    const byCursor = cursor !== undefined || nextCursor !== undefined;
    const over = !byCursor && !untrue && page.resources.length > 0 && startIndex - 1 > totalResults;
    if (over && resources.length > 0) {
      untrue = true;
      options.onUntrueTotal?.();
    }
    const none = page.resources.length === 0;
    const cautious = totals === 'unsure' && pages === 1 && page.resources.length >= CUT_OFF_FROM;
    const atTotal = !untrue && !cautious && startIndex > totalResults;
    // Asked for by cursor, an SP that does not know cursors gives a first page without the next: it goes on by index.
    const knowsNoCursor = pages === 1 && nextCursor === undefined && resources.length > 0 && seen.size < totalResults;
    const ended = byCursor ? nextCursor === undefined && !knowsNoCursor : none || atTotal;
    // Nothing new where no total can be believed: the first page once more, which is how a wrong total ends, or does not.
    const repeats = resources.length === 0 && !none;
    const looped = nextCursor !== undefined && cursors.has(nextCursor);
    const stuck = (byCursor ? looped : resources.length === 0) || seen.size >= limit;
    const whole =
      ended ||
      (repeats && !byCursor && totals === 'unsure' && !untrue && startIndex - page.resources.length > totalResults);
    yield { ...outcome, value: { resources, complete: whole || !stuck, last: ended || stuck } };
    if (ended || stuck) return;
    if (nextCursor !== undefined) cursors.add(nextCursor);
    cursor = nextCursor;
  }
}

/** The resources that were not met yet, each once, and noted as met. */
function newOnes(resources: readonly ScimResource[], seen: Set<string>, limit: number): readonly ScimResource[] {
  const fresh: ScimResource[] = [];
  for (const resource of resources) {
    if (seen.has(resource.id) || seen.size >= limit) continue;
    seen.add(resource.id);
    fresh.push(resource);
  }
  return fresh;
}
