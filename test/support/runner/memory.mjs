import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'passo-test-';
const ENOUGH_BYTES = 2 * 1024 ** 3;

/**
 * Lets the databases and folders of tests lie in memory where Linux offers that: SQLite waits for the disk at every
 * change, and no test needs what it writes to outlive the machine. Left as it is where somebody set TMPDIR, or where
 * there is little room. What a run that was killed left there is removed by the next one.
 */
export function useMemory() {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return;
  for (const name of readdirSync(MEMORY)) {
    if (name.startsWith(PREFIX) && !isRunning(Number(name.slice(PREFIX.length)))) remove(join(MEMORY, name));
  }
  const folder = join(MEMORY, `${PREFIX}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // A server that a test starts may run as another user, who passes through and lists nothing.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  globalThis.passoTestMemory = folder;
}

/** Gives the memory back. */
export function leaveMemory() {
  const folder = globalThis.passoTestMemory;
  if (folder === undefined) return;
  delete process.env.TMPDIR;
  remove(folder);
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return process.platform === 'linux' && bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
