import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Row {
  readonly place: number;
  readonly file: string;
  readonly name: string;
}

const rows = readFileSync(join(ROOT, 'docs', 'easily-forgotten.md'), 'utf8')
  .split('\n')
  .flatMap((line): Row[] => {
    const [, place, file, name] = /^\| (\d+) +\| .+ \| `([^`]+)`: (.+?) +\|$/.exec(line) ?? [];
    return place === undefined || file === undefined || name === undefined
      ? []
      : [{ place: Number(place), file, name }];
  });

test('twenty things are listed, in their order', () => {
  expect(rows.map(({ place }) => place)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test.each(rows)('$place is held by a test of that name', ({ file, name }) => {
  const titles = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:test|it|describe)\(\s*'((?:[^'\\]|\\.)+)'/g)];
  expect(titles.map(([, title]) => title).filter((title) => title?.startsWith(name))).toHaveLength(1);
});
