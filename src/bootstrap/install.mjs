import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npmCommand, root, runQuietly } from './run.mjs';
import { Explained, duration, say } from './say.mjs';

const lockFile = join(root, 'package-lock.json');
const installedFile = join(root, 'node_modules', '.package-lock.json');
const checkedFile = join(root, 'node_modules', '.cache', 'passo-native-check');
const NATIVE = ['@node-rs/argon2', '@swc/core'];
const LOAD_SQLITE = `const { Database } = require('sqlite3');
new Database(':memory:', (error) => process.exit(error ? 1 : 0));`;

/** Installs what is missing, then makes sure that the compiled parts load on this machine. */
export async function ensureInstalled() {
  const difference = installDifference();
  if (difference !== undefined) await install(difference);
  await ensureNativeParts();
}

/**
 * The first package that is missing or has another version than the lock file says, or undefined. Packages for other
 * platforms are optional in the lock file and do not count.
 */
export function installDifference(lock = readJson(lockFile), installed = readJson(installedFile)) {
  if (installed === undefined) return 'nothing is installed yet';
  for (const [path, wanted] of Object.entries(lock?.packages ?? {})) {
    if (path === '' || wanted.optional || wanted.devOptional || wanted.peer || wanted.link) continue;
    const present = installed.packages?.[path]?.version;
    if (present !== wanted.version) return `${path.replace(/^.*node_modules\//, '')} ${wanted.version} is missing`;
  }
  return undefined;
}

async function install(difference) {
  const started = Date.now();
  say(`Installing packages (${difference}).`);
  say('  On a new machine the build of sqlite3 alone takes about two minutes.');
  let result = await npm(
    ['ci', '--include=dev', '--no-audit', '--no-fund'],
    'Installing, the sqlite3 build takes about two minutes',
  );
  if (result.code !== 0 && /EUSAGE|ETARGET|EBADPLATFORM/.test(result.output)) {
    say('  The lock file does not list the packages of this platform; adding those and keeping every listed version.');
    result = await npm(['install', '--no-save', '--no-audit', '--no-fund'], 'Installing');
  }
  if (result.code !== 0) throw new Explained(explainInstall(result.output));
  say(`  Packages installed in ${duration(Date.now() - started)}.`);
}

/** Loading costs a process, so a success is remembered for this lock file, Node and platform. */
async function ensureNativeParts() {
  const mark = createHash('sha256')
    .update(readFileSync(lockFile))
    .update([process.version, process.arch, process.platform].join())
    .digest('hex');
  if (existsSync(checkedFile) && readFileSync(checkedFile, 'utf8') === mark) return;
  if (!(await loads(LOAD_SQLITE))) await rebuildSqlite();
  for (const name of NATIVE) {
    if (await loads(`require('${name}')`)) continue;
    const platform = `${process.platform}-${process.arch}`;
    throw new Explained(
      `${name} has no working prebuilt part for ${platform}. Delete node_modules and run the command again; if it stays ` +
        `so, the registry in use lacks the package of this platform.`,
    );
  }
  mkdirSync(dirname(checkedFile), { recursive: true });
  writeFileSync(checkedFile, mark);
}

async function loads(script) {
  return (await runQuietly(process.execPath, ['-e', script])).code === 0;
}

async function rebuildSqlite() {
  say('Building sqlite3 for this machine, about two minutes.');
  const result = await npm(
    ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
    'Building sqlite3',
  );
  if (await loads(LOAD_SQLITE)) return;
  throw new Explained(explainInstall(result.output));
}

/** npm with Node's own headers when they lie beside it, so that a compile needs no download. */
async function npm(args, label) {
  const [command, before] = npmCommand();
  const prefix = join(dirname(process.execPath), '..');
  const env = { ...process.env };
  const configured = env.npm_config_nodedir ?? env.npm_package_config_node_gyp_nodedir;
  if (!configured && existsSync(join(prefix, 'include', 'node', 'node.h'))) env.npm_config_nodedir = prefix;
  return runQuietly(command, [...before, ...args], { label, env });
}

/** What to do about a failed install, from what npm and the compiler printed; ends with the last lines of that. */
export function explainInstall(output) {
  const tail = output.trim().split('\n').slice(-15).join('\n');
  const causes = [
    [/find Python|python3?: (command )?not found/i, 'sqlite3 is compiled here and needs Python 3. Install python3.'],
    [
      /not found: make|make: (command )?not found|spawn make ENOENT/i,
      'sqlite3 is compiled here and needs make and g++.',
    ],
    [
      /g\+\+: (command )?not found|c\+\+: (command )?not found|g\+\+: No such file/i,
      'sqlite3 is compiled here and needs g++.',
    ],
    [
      /headers|node\.h: No such file/i,
      "sqlite3 is compiled here and Node's headers could not be fetched. Install them and set npm_config_nodedir to the folder that holds include/node.",
    ],
    [
      /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/,
      "The package registry could not be reached. Check the connection or npm's registry setting.",
    ],
    [/EACCES|EPERM/, 'npm may not write to this folder. Check who owns it.'],
    [/ENOSPC/, 'The disk is full.'],
  ];
  const cause = causes.find(([pattern]) => pattern.test(output))?.[1] ?? 'npm stopped with an error.';
  return `The packages could not be installed. ${cause}\n\nThe last lines of npm:\n${tail}`;
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
