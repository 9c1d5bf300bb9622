import type { Deps } from '../deps';
import { certificateCheck, mailCheck, queueCheck } from './work';
import { clockCheck, databaseCheck, diskCheck, keyCheck, programCheck } from './machine';
import { addressCheck, type SeenAddress } from './address';

/** How one part of the installation is: well, worth a look, or broken. */
export type HealthState = 'ok' | 'warn' | 'bad';

/** One check: what was looked at, what was found, and what to do about it. */
export interface HealthCheck {
  readonly id: 'address' | 'clock' | 'database' | 'key' | 'mail' | 'certificates' | 'queue' | 'disk' | 'version';
  readonly title: string;
  readonly state: HealthState;
  /** What was found. */
  readonly sentence: string;
  /** What to do; absent when nothing is. */
  readonly fix?: string;
  /** A page of the Administrator Portal that helps. */
  readonly href?: string;
}

/** What a check needs of the running program. */
export type HealthDeps = Pick<Deps, 'db' | 'clock' | 'machineClock' | 'config' | 'secrets' | 'mailer' | 'connectors'>;

/**
 * Looks at everything that can keep an installation from working. A check that fails by itself is a finding like any
 * other, so that one broken part does not hide the others.
 * @param seen how a browser reached us; absent on the command line
 * @param only those alone; absent, all
 */
export async function checkHealth(
  deps: HealthDeps,
  seen?: SeenAddress,
  only?: readonly HealthCheck['id'][],
): Promise<HealthCheck[]> {
  const checks: readonly (readonly [HealthCheck['id'], string, () => HealthCheck | Promise<HealthCheck>])[] = [
    ['address', 'Public address', () => addressCheck(deps.config, seen)],
    ['clock', 'Clock', () => clockCheck(deps)],
    ['database', 'Database', () => databaseCheck(deps)],
    ['key', 'Encryption key', () => keyCheck(deps)],
    ['mail', 'Mail', () => mailCheck(deps)],
    ['certificates', 'Certificates', () => certificateCheck(deps)],
    ['queue', 'Changes in line', () => queueCheck(deps)],
    ['disk', 'Disk space', () => diskCheck(deps.config)],
    ['version', 'Version', () => programCheck()],
  ];
  const found: HealthCheck[] = [];
  for (const [id, title, look] of checks) {
    if (only !== undefined && !only.includes(id)) continue;
    try {
      found.push(await look());
    } catch {
      // What went wrong may hold an address or a file's name that is nobody's business here; the log has it where it broke.
      found.push({
        id,
        title,
        state: 'bad',
        sentence: 'This could not be looked at.',
        fix: 'Look into the log of Passo.',
      });
    }
  }
  return found;
}

/** The worst state among some checks. */
export function worstOf(checks: readonly Pick<HealthCheck, 'state'>[]): HealthState {
  if (checks.some(({ state }) => state === 'bad')) return 'bad';
  return checks.some(({ state }) => state === 'warn') ? 'warn' : 'ok';
}
