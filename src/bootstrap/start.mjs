import { NODE_FLAGS } from './node-flags.mjs';
import { prepare } from './prepare.mjs';
import { root, runThrough } from './run.mjs';
import { runCommand } from './say.mjs';
import { join } from 'node:path';

/** `start.mjs [command] [flags]`: prepares the checkout, then becomes `passo command flags`; `serve` by default. */
await runCommand(async () => {
  const given = process.argv.slice(2);
  const [command = 'serve', ...flags] = given[0]?.startsWith('-') ? ['serve', ...given] : given;
  await prepare();
  return runThrough(process.execPath, [...NODE_FLAGS, join(root, 'dist/src/cli/main.js'), command, ...flags]);
});
