import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pages from './pages.json';

const ROOT = join(__dirname, '../..');
const drawn = readdirSync(join(ROOT, 'docs/pictures'));
const MOST_BYTES = 150 * 1024;

/** The pictures that a document shows, with the words for who can't see them. */
function shownIn(path: string): { alt: string; file: string }[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/!\[([^\]]*)\]\((?:docs\/)?pictures\/([^)]+)\)/g)].map(([, alt = '', file = '']) => ({
    alt,
    file,
  }));
}

test('the pictures of the documentation are those that `npm run pictures` draws', () => {
  expect(pages).toHaveLength(10);
  expect(drawn.sort()).toEqual(pages.map(({ name }) => `${name}.png`).sort());
  expect(shownIn('docs/pictures.md').map(({ file }) => file)).toEqual(pages.map(({ name }) => `${name}.png`));
  expect(shownIn('docs/pictures.md').map(({ alt }) => alt)).toEqual(pages.map(({ shows }) => shows));
});

test('the README shows pictures that are there, each with words for who can’t see it', () => {
  const shown = shownIn('README.md');
  expect(shown.length).toBeGreaterThanOrEqual(2);
  for (const { alt, file } of shown) {
    expect(drawn).toContain(file);
    expect(alt.length).toBeGreaterThan(20);
  }
});

test.each(pages.map(({ name, look }) => [name, look === 'phone' ? 390 : 1360] as const))(
  '%s is a small PNG as wide as its screen',
  (name, width) => {
    const bytes = readFileSync(join(ROOT, `docs/pictures/${name}.png`));
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect(bytes.readUInt32BE(16)).toBe(width);
    expect(bytes.length).toBeLessThan(MOST_BYTES);
  },
);
