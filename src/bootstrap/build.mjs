import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runQuietly } from './run.mjs';
import { Explained, duration, runCommand, say } from './say.mjs';

const stampFile = join(root, 'dist', '.stamp');
const compiler = join(root, 'node_modules', 'ts7', 'bin', 'tsc');

/** Builds `dist` when the sources differ from those it was built from. Gives true when it built. */
export async function ensureBuilt() {
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  const started = Date.now();
  say('Building.');
  const next = join(root, `dist-next-${process.pid}`);
  try {
    const result = await runQuietly(process.execPath, [compiler, '-p', 'tsconfig.json', '--outDir', next], {
      label: 'Building',
    });
    if (result.code !== 0) throw new Explained(`The sources do not compile.\n${result.output.trim()}`);
    writeFileSync(join(next, '.stamp'), stamp);
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    renameSync(next, join(root, 'dist'));
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  say(`  Built in ${duration(Date.now() - started)}.`);
  return true;
}

/** A digest over every file the compiler reads from us; time stamps play no part, so a checkout does not rebuild. */
function sourceStamp() {
  const hash = createHash('sha256');
  for (const path of ['tsconfig.json', 'package-lock.json']) hash.update(readFileSync(join(root, path)));
  for (const folder of ['migrations', 'src', 'views']) {
    for (const path of sources(folder))
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function sources(folder) {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true });
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runCommand(async () => {
    if (!(await ensureBuilt())) say('Nothing changed since the last build.');
    return 0;
  });
}
