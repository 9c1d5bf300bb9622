import type { Outcome } from '../../src/scim/outcome';
import { readListPage, walkPages, type ListPage } from '../../src/scim/list';

const exchange = { method: 'GET', path: '/Users', tookMs: 1, mayHaveActed: false };

function page(totalResults: number, ids: string[]): Outcome<ListPage> {
  const resources = ids.map((id) => ({ id, attributes: {} }));
  return { kind: 'ok', value: { totalResults, resources }, exchange };
}

async function walk(
  fetchPage: (startIndex: number, count: number) => Outcome<ListPage>,
  limit = 1000,
): Promise<{ ids: string[]; requests: number[]; complete: boolean; kind: string }> {
  const requests: number[] = [];
  const ids: string[] = [];
  let complete = false;
  let kind = '';
  const pages = walkPages(
    (startIndex, count) => {
      requests.push(startIndex);
      return Promise.resolve(fetchPage(startIndex, count));
    },
    2,
    limit,
  );
  for await (const outcome of pages) {
    kind = outcome.kind;
    if (outcome.kind !== 'ok') break;
    ids.push(...outcome.value.resources.map(({ id }) => id));
    complete = outcome.value.complete;
  }
  return { ids, requests, complete, kind };
}

describe('RFC 7644 section 3.4.2.4: pages', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];

  test('all pages are read once each', async () => {
    const read = await walk((start, count) => page(5, all.slice(start - 1, start - 1 + count)));
    expect(read).toEqual({ ids: all, requests: [1, 3, 5], complete: true, kind: 'ok' });
  });

  test('an SP may send fewer than asked for', async () => {
    expect((await walk((start) => page(5, all.slice(start - 1, start)))).ids).toEqual(all);
  });

  test('A13 an SP that repeats its first page does not keep us for ever, and the list does not pass for whole', async () => {
    const read = await walk(() => page(5, ['a', 'b']));
    expect(read).toMatchObject({ ids: ['a', 'b'], requests: [1, 3], complete: false });
  });

  test('A13 reading stops at the limit, however many an SP invents', async () => {
    const read = await walk((start) => page(1e9, [`${start}`, `${start}x`]), 5);
    expect(read.ids).toHaveLength(5);
    expect(read.complete).toBe(false);
  });

  test('a failure is the last value', async () => {
    const failed: Outcome<ListPage> = { kind: 'retry', sentence: 'x', exchange };
    const read = await walk((start) => (start === 1 ? page(5, ['a', 'b']) : failed));
    expect(read).toMatchObject({ ids: ['a', 'b'], kind: 'retry' });
  });

  test('nobody at all is one page', async () => {
    expect(await walk(() => page(0, []))).toEqual({ ids: [], requests: [1], complete: true, kind: 'ok' });
  });

  test.each([
    ['no object', []],
    ['no total', { Resources: [] }],
    ['a negative total', { totalResults: -1 }],
    ['a resource without id', { totalResults: 2, Resources: [{ id: '1' }, { userName: 'x' }] }],
    ['an id that leaves the path', { totalResults: 1, Resources: [{ id: '..' }] }],
    ['resources that are none', { totalResults: 1, Resources: 'x' }],
  ])('%s is no list', (_, json) => expect(readListPage(json)).toBeUndefined());

  test('an absent list is an empty one, and a number may stand for an id', () => {
    expect(readListPage({ totalResults: 0 })).toEqual({ totalResults: 0, resources: [] });
    expect(readListPage({ totalResults: 1, resources: [{ id: 7 }] })?.resources[0]?.id).toBe('7');
  });
});
