import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');
const docs = readFileSync(join(root, 'docs/reliability.md'), 'utf8');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const sources = filesBelow(join(root, 'src')).map((path) => ({
  path: relative(root, path),
  text: readFileSync(path, 'utf8'),
}));

/** A value import of what opens connections; `import type` opens none. */
const OPENS =
  /^import (?!type)[^;]*\b(?:request|connect|createConnection|Socket|fetch|createTransport)\b[^;]*from '(?:undici|node:net|node:tls|node:https?|nodemailer)';/m;
const TIME = /AbortSignal\.timeout|timeoutMs|setTimeout\(|Timeout: \w|_MS\b/;
const SIZE = /maxBytes|mostBytes|readBody|readBytes|MAX_BYTES|maxSize|MOST_|LIMIT|highWaterMark|dump\(/;

test('R22: every place that opens a connection outwards has a limit of time and of size', () => {
  const places = sources.filter(({ path, text }) => !path.startsWith('src/dev/') && OPENS.test(text));
  expect(places.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['src/net/soap-transport.ts', 'src/net/fetch-document.ts']),
  );
  for (const { path, text } of places) {
    expect([path, TIME.test(text)]).toEqual([path, true]);
    // Mail and streams only write; what their servers answer is a line.
    if (!/src\/net\/(?:mail|streams)\//.test(path)) expect([path, SIZE.test(text)]).toEqual([path, true]);
  }
});

test('R22: nothing goes out past the folder that is guarded', () => {
  const own = ['src/cli/', 'src/dev/', 'src/net/'];
  const calls = sources.filter(({ text }) => /(?<![.\w])fetch\(/.test(text.replace(/^\s*(?:\/\/|\*).*$/gm, '')));
  expect(calls.map(({ path }) => path).filter((path) => !own.some((folder) => path.startsWith(folder)))).toEqual([]);
});

test('R22: no timer repeats without an end of its own: whatever repeats is stopped with the process', () => {
  const repeating = sources.filter(({ path, text }) => /setInterval\(/.test(text) && !path.startsWith('src/dev/'));
  for (const { path, text } of repeating) expect([path, /clearInterval|unref\(\)/.test(text)]).toEqual([path, true]);
});

test('R1 to R22 each name what holds them, and it is there', () => {
  const rows = [...docs.matchAll(/^\| (R\d+) +\|(.*)\|(.*)\|$/gm)];
  expect(rows.map((row) => row[1])).toEqual(Array.from({ length: 22 }, (_, at) => `R${at + 1}`));
  const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts;
  for (const [, name = '', , held = ''] of rows) {
    const paths = [...held.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    expect([name, paths.length > 0]).toEqual([name, true]);
    for (const path of paths) {
      const script = /^npm run ([\w:]+)/.exec(path)?.[1];
      if (script === undefined) expect([name, path, existsSync(join(root, path))]).toEqual([name, path, true]);
      else expect(scripts).toHaveProperty([script]);
    }
  }
  for (const [, path = ''] of docs.matchAll(/\| `(src\/[^`]+)` +\|$/gm))
    expect(existsSync(join(root, path))).toBe(true);
});
