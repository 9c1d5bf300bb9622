import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalidQuery } from './frame/refusal';
import type { Call } from './operation';

const MOST = 200;

/** The parameters of every list. Spread them into its query: `z.strictObject({ ...paging, search: … })`. */
export const paging = {
  limit: z.coerce
    .number('limit is a whole number.')
    .int('limit is a whole number.')
    .min(1, 'limit is between 1 and 200.')
    .max(MOST, 'limit is between 1 and 200.')
    .default(50)
    .meta({ description: 'How many at most.', example: 50 }),
  cursor: z.string().max(2_000).optional().meta({
    description: 'Where to go on: `next` of the page before. It fits the same list with the same filters only.',
  }),
};

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The schema of a page: `items`, and `next`, which is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The `cursor` of the next page; null when this is the last one.' }),
  });
}

/**
 * Reads where a page begins.
 * @param position the schema of what `writePage` was given as the position of an item
 * @returns undefined on the first page
 * @throws Refusal 400 for a cursor that was changed, or that belongs to another list or other filters
 */
export function readCursor<Position extends z.ZodType>(
  call: Call<unknown, PageQuery>,
  position: Position,
): z.output<Position> | undefined {
  const { cursor } = call.query;
  if (cursor === undefined) return undefined;
  const [list, at] = parts(cursor);
  const read = position.safeParse(at);
  if (list !== listOf(call) || !read.success) {
    throw invalidQuery('cursor', 'This cursor does not belong to this list with these filters. Begin without one.');
  }
  return read.data;
}

/**
 * Makes a page of rows.
 * @param rows one more than `limit` where there is more: the extra one is left out
 * @param positionOf what the next page begins behind; JSON
 */
export function writePage<Row, Item>(
  call: Call<unknown, PageQuery>,
  rows: readonly Row[],
  show: (row: Row) => Item,
  positionOf: (row: Row) => unknown,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, call.query.limit);
  const last = shown.at(-1);
  const more = rows.length > shown.length && last !== undefined;
  const next = more ? Buffer.from(JSON.stringify([listOf(call), positionOf(last)])).toString('base64url') : null;
  return { items: shown.map(show), next };
}

/** Which list a cursor is of: the operation, what it is about, and its filters, but not the size of a page. */
function listOf({ operationId, params, query }: Call<unknown, PageQuery>): string {
  const filters = Object.entries(query).filter(([name]) => name !== 'limit' && name !== 'cursor');
  filters.sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify([operationId, params, filters]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function parts(cursor: string): unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}
