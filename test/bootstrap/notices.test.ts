import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

test('THIRD-PARTY-NOTICES is what npm run notices writes: every package that is delivered, with its licence', () => {
  const kept = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES'), 'utf8');
  const now = execFileSync(process.execPath, [join(ROOT, 'src/bootstrap/notices.mjs'), '--print'], {
    encoding: 'utf8',
    maxBuffer: 8_000_000,
  });
  // Not the texts themselves: they would fill the screen.
  expect(kept === now).toBe(true);
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const lines = new Set(kept.split('\n').map((line) => line.replace(/ \([^)]*\)+$/, '')));
  for (const [name, version] of Object.entries(dependencies)) expect(lines).toContain(`${name} ${version}`);
  expect(kept).not.toMatch(/registry\.|\/-\/[^\s]+\.tgz/);
  expect(kept).not.toContain('The package holds no text of its licence.');
});
