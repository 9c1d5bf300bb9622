import { isComplex } from './attribute-path';
import type { Outcome } from './outcome';
import { attributeOf, readResource, type ScimResource } from './resource';

/** One page of a query's answer (RFC 7644 section 3.4.2). */
export interface ListPage {
  readonly totalResults: number;
  readonly resources: readonly ScimResource[];
}

/** What one step of a walk through the pages brings. */
export interface ListPart {
  readonly resources: readonly ScimResource[];
  /** False when the walk ends here although there is more: the SP repeats itself, or the limit is reached. */
  readonly complete: boolean;
}

/** Asks for one page; `startIndex` counts from 1. */
export type FetchPage = (startIndex: number, count: number) => Promise<Outcome<ListPage>>;

/**
 * Reads a ListResponse. `Resources` may be absent when there are none. Undefined when the answer is no ListResponse, or
 * when one of its resources has no usable id: half a list must not pass for a whole one.
 */
export function readListPage(json: unknown): ListPage | undefined {
  if (!isComplex(json)) return undefined;
  const listed = attributeOf(json, 'Resources') ?? [];
  const total = attributeOf(json, 'totalResults');
  if (!Array.isArray(listed) || typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0)
    return undefined;
  const resources = listed.map(readResource);
  return resources.every((resource) => resource !== undefined) ? { totalResults: total, resources } : undefined;
}

/**
 * Walks through all pages of a query (RFC 7644 section 3.4.2.4). The walk ends with the last page, after a page that
 * brings nothing new (an SP that does not know `startIndex` repeats its first page for ever), with a failure, which is
 * the last value then, or after `limit` resources.
 * @param fetchPage asks for one page
 * @param size resources to ask for in a page; the SP may send fewer
 * @param limit the most resources to read
 * @returns the new resources of each page
 */
export async function* walkPages(fetchPage: FetchPage, size: number, limit: number): AsyncGenerator<Outcome<ListPart>> {
  const seen = new Set<string>();
  for (let startIndex = 1; ;) {
    const outcome = await fetchPage(startIndex, size);
    if (outcome.kind !== 'ok') {
      yield outcome;
      return;
    }
    const page = outcome.value;
    const resources = page.resources.filter((resource) => !seen.has(resource.id)).slice(0, limit - seen.size);
    for (const resource of resources) seen.add(resource.id);
    startIndex += page.resources.length;
    const ended = startIndex > page.totalResults || page.resources.length === 0;
    const stuck = resources.length === 0 || seen.size >= limit;
    yield { ...outcome, value: { resources, complete: ended || !stuck } };
    if (ended || stuck) return;
  }
}
