import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { runCommand } from './say.mjs';

/** Brings a checkout to the point where it can run: Node checked, packages installed, sources built. */
export async function prepare() {
  checkNodeVersion();
  await ensureInstalled();
  await ensureBuilt();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runCommand(async () => {
    await prepare();
    return 0;
  });
}
