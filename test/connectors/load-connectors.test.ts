import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { robin } from '../../src/connectors/catalog/robin';
import { loadConnectors } from '../../src/load-connectors';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalog-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const exporting = (value: unknown) => `module.exports = { connector: ${JSON.stringify(value)} };`;

it('M-024: finds every source file of the folder, built or not, and nothing else', () => {
  for (const name of ['b.js', 'a.ts', 'a.d.ts', 'b.js.map', 'README.md', 'c.json']) put(name, '');
  const read: string[] = [];
  const found = loadConnectors(folder, (path) => {
    read.push(basename(path));
    return { one: { ...robin, id: basename(path).slice(0, 1) } };
  });
  expect(read).toEqual(['a.ts', 'b.js']);
  expect([...found.keys()]).toEqual(['a', 'b']);
});

it('reads built files as they lie on the disk', () => {
  put('robin.js', exporting(robin));
  expect(loadConnectors(folder).get('robin')).toEqual(robin);
});

describe('a bad file stops the start with a sentence that names it', () => {
  it.each([
    ['no connector', 'module.exports = { limit: 3 };', /odd\.js exports 0 connectors/],
    ['half a connector', exporting({ id: 'odd', label: 'Odd' }), /odd\.js exports 0 connectors/],
    [
      'two connectors',
      `module.exports = { a: ${JSON.stringify(robin)}, b: ${JSON.stringify(robin)} };`,
      /exports 2 connectors/,
    ],
    ['another id than the file', exporting(robin), /odd\.js can't be used.*has to be the file's name/],
    ['a contradiction', exporting({ ...robin, id: 'odd', variables: [] }), /odd\.js can't be used.*YOURDOMAIN/],
    ['broken code', 'this is no code', /odd\.js could not be read/],
    [
      'a wrong shape inside',
      exporting({ ...robin, id: 'odd', variables: [null] }),
      /odd\.js has parts of the wrong shape/,
    ],
    [
      'a SCIM block that is none',
      exporting({ ...robin, id: 'odd', scim: { can: 'all' } }),
      /odd\.js exports 0 connectors/,
    ],
  ])('%s', (_what, text, sentence) => {
    put('odd.js', text);
    expect(() => loadConnectors(folder)).toThrow(sentence);
  });

  it('an empty folder', () => {
    expect(() => loadConnectors(folder)).toThrow(/holds no connector/);
  });
});
