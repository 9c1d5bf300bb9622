import type { Application } from '../../../core/application';
import { DEFAULT_LIMIT, type RemovalLimit } from '../../../core/idm-settings';
import { limitPassedBy } from '../../../provisioning/guard';
import { countActiveAccounts } from '../../../store/provisioning/links';
import { countLosses, countLostLately } from '../../../store/provisioning/losses';
import type { Reader } from '../../../store/tx';
import type { LaneRun } from '../lane-run';

/** How long small changes count together. */
const WINDOW_MS = 3_600_000;

/** The limit of an application: as an admin set it, or what is usual. */
export function limitOf(application: Pick<Application, 'idm'>): RemovalLimit {
  return application.idm.limit ?? DEFAULT_LIMIT;
}

/**
 * Tells whether one cause takes more accounts away than the limit allows.
 * @returns the limit in words
 */
export async function causeOver(run: LaneRun, reader: Reader, cause: string | undefined): Promise<string | undefined> {
  const { deps, application } = run;
  const removing = await countLosses(reader, application.id, { cause }, deps.clock());
  // One person alone is never a mass, whatever the limit; many of them within an hour are, and are counted below.
  if (removing <= 1) return undefined;
  const active = await countActiveAccounts(reader, application.id);
  return limitPassedBy({ removing, active }, limitOf(application));
}

/**
 * Tells whether the people who lost their grants, whatever the cause, are more than the limit allows, with those who were
 * deactivated for that within the last hour.
 * @returns the limit in words
 */
export async function windowOver(run: LaneRun, reader: Reader): Promise<string | undefined> {
  const { deps, application } = run;
  const now = deps.clock();
  const waiting = await countLosses(reader, application.id, { window: true }, now);
  const done = await countLostLately(reader, application.id, now - WINDOW_MS);
  if (waiting + done <= 1) return undefined;
  const active = (await countActiveAccounts(reader, application.id)) + done;
  return limitPassedBy({ removing: waiting + done, active }, limitOf(application));
}

/**
 * Tells whether taking access from so many people with an account would be staged, before it is done.
 * @returns the limit in words
 */
export async function wouldBeStaged(
  reader: Reader,
  application: Application,
  removing: number,
): Promise<string | undefined> {
  if (application.idmState !== 'active' || removing <= 1) return undefined;
  const active = await countActiveAccounts(reader, application.id);
  return limitPassedBy({ removing: Math.min(removing, active), active }, limitOf(application));
}
