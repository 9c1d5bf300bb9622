import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { duration, say } from './say.mjs';

/** The folder that holds package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the foreground and gives its exit code (128 + signal number when a signal ended it). Signals sent
 * to this process are passed on, except Ctrl-C at a terminal: the terminal has already sent that one to both.
 */
export async function runThrough(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const pass = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, pass);
  try {
    return await ended(child);
  } finally {
    for (const signal of FORWARDED) process.off(signal, pass);
  }
}

/**
 * Runs a program quietly and gives `{ code, output }`. Every 15 seconds a line says that it still runs, so that a
 * build of minutes does not look like a hang.
 */
export async function runQuietly(command, args, { label, env } = {}) {
  const started = Date.now();
  const child = spawn(command, args, { cwd: root, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const beat = label && setInterval(() => say(`  ${label}: ${duration(Date.now() - started)} so far`), 15_000);
  const stop = () => child.kill('SIGTERM');
  for (const signal of FORWARDED) process.once(signal, stop);
  try {
    return { code: await ended(child), output };
  } finally {
    clearInterval(beat);
    for (const signal of FORWARDED) process.off(signal, stop);
  }
}

async function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      say(`${child.spawnfile} could not be run: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** How to run npm: the copy that started us when there is one, else the one beside Node or on the path. */
export function npmCommand() {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) return [process.execPath, [own]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}
