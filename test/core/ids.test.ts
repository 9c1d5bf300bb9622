import { makeNewId } from '../../src/core/clock';
import { isUlid } from '../../src/core/ids';
import { makeRandomStock } from '../../src/core/random-stock';

const many = (count: number, newId: () => string): string[] => Array.from({ length: count }, () => newId());

describe('ids', () => {
  test('sort in the order they were made, within one millisecond and when the clock is set back', () => {
    const times = [1_000, 1_000, 1_001, 900, 1_001, 5_000];
    const newId = makeNewId(() => times[0] ?? 5_000);
    const ids = times.slice().flatMap(() => {
      const made = many(3_000, newId);
      times.shift();
      return made;
    });
    expect(ids.every(isUlid)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('of two servers are never the same', () => {
    const ids = [makeNewId(() => 7), makeNewId(() => 7)].flatMap((newId) => many(5_000, newId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a stock of random bytes', () => {
  test('hands every byte out once, and is never empty', () => {
    const draw = makeRandomStock();
    const drawn = Array.from({ length: 2_000 }, () => draw(19));
    expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(2_000);
    const before = drawn.map((bytes) => bytes.toString('hex'));
    draw(19).fill(0);
    expect(drawn.map((bytes) => bytes.toString('hex'))).toEqual(before);
  });

  test('gives more than it draws at once when it is asked for more', () => {
    expect(makeRandomStock()(5_000)).toHaveLength(5_000);
  });
});
