import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDatabase } from '../../../src/store/db';
import { migrate } from '../../../src/store/migrations';

/**
 * Puts a database that has every migration already at `file`, unless there is one: a copy of one that was empty and
 * was migrated once in this run. Does nothing outside a run.
 */
export async function copyMigrated(file: string): Promise<void> {
  const run = process.env['PASSO_TEST_RUN'];
  if (run === undefined || existsSync(file)) return;
  const template = join(tmpdir(), `passo-template-${run}.db`);
  if (!existsSync(template)) await makeTemplate(template);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  copyFileSync(template, file);
}

/** Renamed when it is whole and closed, so that no worker copies half of one; several may make it at the same time. */
async function makeTemplate(template: string): Promise<void> {
  const half = `${template}-${process.pid}`;
  const db = openDatabase({ kind: 'sqlite', file: half });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
  renameSync(half, template);
}
