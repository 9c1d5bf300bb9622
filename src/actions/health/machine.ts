import { stat, statfs } from 'node:fs/promises';
import type { Config } from '../../config/config';
import { PACKAGE } from '../../config/package';
import { listSealedSamples, readDatabaseFacts } from '../../store/boards/database';
import { unseal } from '../../store/seal';
import type { HealthCheck, HealthDeps } from './check';

/** Assertions are valid from one minute before they are made; more than that is refused by applications. */
const CLOCK_WARN_MS = 5_000;
const CLOCK_BAD_MS = 60_000;
const MEGABYTE = 1_048_576;
const DISK_WARN_MB = 1_024;
const DISK_BAD_MB = 200;
const SAMPLES = 50;
const OTHERS_MAY_READ = 0o077;
const LEAST_NODE = [20, 19] as const;

/** Compares our clock with the database's and with the newest event. */
export async function clockCheck({
  db,
  clock: shared,
  machineClock: clock = shared,
}: HealthDeps): Promise<HealthCheck> {
  const check = { id: 'clock', title: 'Clock' } as const;
  const before = clock();
  const { at, kind, lastEventAt } = await readDatabaseFacts(db);
  const now = clock();
  // What the answer took on its way is no difference.
  const away = at < before ? before - at : Math.max(0, at - now);
  const fix =
    'Set the clock by NTP (for example with chrony or systemd-timesyncd), on this machine and on the database’s.';
  const future = lastEventAt === undefined ? 0 : lastEventAt - shared();
  if (future > CLOCK_BAD_MS) {
    const ahead = `${Math.round(future / 1000).toLocaleString('en')} s`;
    const sentence = `The newest event is ${ahead} in the future: the clock was set back.`;
    return { ...check, state: 'bad', sentence, fix };
  }
  if (away > CLOCK_WARN_MS) {
    const sentence = `This machine and the database are ${Math.round(away / 1000).toLocaleString('en')} s apart. Applications refuse sign-ons that are dated wrong.`;
    return { ...check, state: away > CLOCK_BAD_MS ? 'bad' : 'warn', sentence, fix };
  }
  const moment = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
  const compared = kind === 'SQLite' ? 'SQLite shares this machine’s clock' : 'the database agrees within 5 s';
  return {
    ...check,
    state: 'ok',
    sentence: `It is ${moment} UTC here; ${compared}. Compare it with a clock you trust.`,
  };
}

/** Says which database it is, and how far it is migrated. */
export async function databaseCheck({ db, config }: HealthDeps): Promise<HealthCheck> {
  const { kind, version, migration } = await readDatabaseFacts(db);
  const place =
    config.database.kind === 'sqlite' ? ' in one file: copy it with a backup, never alone while Passo runs' : '';
  return {
    id: 'database',
    title: 'Database',
    state: 'ok',
    sentence: `${kind} ${version}${place}. Migrated up to ${migration}.`,
  };
}

/** Opens some sealed secrets with the key that is in use, and looks who may read the key's file. */
export async function keyCheck({ db, secrets, config }: HealthDeps): Promise<HealthCheck> {
  const check = { id: 'key', title: 'Encryption key' } as const;
  const samples = await listSealedSamples(db, SAMPLES);
  const closed = samples.filter(({ place, sealed }) => !opens(secrets.sealingKey, place, sealed)).length;
  if (closed > 0) {
    return {
      ...check,
      state: 'bad',
      sentence: `${closed} of ${samples.length} sealed secrets can’t be opened: the database belongs to another key.`,
      fix: 'Start Passo with the key that belongs to this database, from its backup. Without it, certificates and tokens have to be made anew.',
    };
  }
  if (await isOpenToOthers(config.encryptionKeyFile)) {
    return {
      ...check,
      state: 'warn',
      sentence: 'Other users of this machine may read the key’s file.',
      fix: 'Give it to the user Passo runs as, with mode 600.',
    };
  }
  const opened =
    samples.length === 0
      ? 'Nothing is sealed yet'
      : `It opens ${samples.length} of ${samples.length} secrets looked at`;
  return { ...check, state: 'ok', sentence: `${opened}. Keep a copy apart from the database’s backup.` };
}

function opens(key: Buffer, place: string, sealed: string): boolean {
  try {
    unseal(key, place, sealed);
    return true;
  } catch {
    return false;
  }
}

/** A key that came by the environment has no file. */
async function isOpenToOthers(file: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  try {
    return ((await stat(file)).mode & OTHERS_MAY_READ) !== 0;
  } catch {
    return false;
  }
}

/** Looks at the space that is left where Passo writes. */
export async function diskCheck({ dataDir, database }: Pick<Config, 'dataDir' | 'database'>): Promise<HealthCheck> {
  const check = { id: 'disk', title: 'Disk space' } as const;
  if (database.kind === 'postgres') {
    return { ...check, state: 'ok', sentence: 'Everything is kept in PostgreSQL. Watch the space on its machine.' };
  }
  const { bavail, bsize, blocks } = await statfs(dataDir);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  const whole = Math.floor((blocks * bsize) / MEGABYTE);
  const sentence = `${size(free)} of ${size(whole)} are free where the database lies.`;
  if (free >= DISK_WARN_MB) return { ...check, state: 'ok', sentence };
  return {
    ...check,
    state: free < DISK_BAD_MB ? 'bad' : 'warn',
    sentence: `${sentence} When it is full, nothing can be saved and nobody can sign in.`,
    fix: 'Make space, or keep events for fewer days under Settings, Retention.',
    href: '/admin/settings/retention',
  };
}

function size(megabytes: number): string {
  return megabytes < 1_024 ? `${megabytes} MB` : `${(megabytes / 1_024).toFixed(1)} GB`;
}

/** Says which version runs, and on what. */
export function programCheck(): HealthCheck {
  const check = { id: 'version', title: 'Version' } as const;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const sentence = `Passo ${PACKAGE.version} on Node.js ${process.versions.node}.`;
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) {
    return { ...check, state: 'ok', sentence };
  }
  return { ...check, state: 'bad', sentence, fix: `Passo needs Node.js ${LEAST_NODE.join('.')} or newer.` };
}
