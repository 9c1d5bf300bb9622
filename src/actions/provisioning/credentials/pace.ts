import { compact } from '../../../core/compact';
import { AppError, invalid } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import type { IdmPace, IdmSettings } from '../../../core/idm-settings';
import { getApplication, saveIdm } from '../../../store/applications';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';

/** A field of the pace: how it is typed, and its bounds in that unit. */
export interface PaceField {
  readonly name: keyof IdmPace;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  /** What one typed unit is in the unit that is stored. */
  readonly unit: number;
}

/** The fields of the pace, in the order of the form. Times are typed in seconds and kept in milliseconds. */
export const PACE_FIELDS: readonly PaceField[] = [
  { name: 'perSecond', label: 'Requests in a second', least: 0, most: 1_000, unit: 1 },
  { name: 'concurrency', label: 'Requests at once', least: 1, most: 64, unit: 1 },
  { name: 'timeoutMs', label: 'Longest wait for an answer', least: 1, most: 120, unit: 1_000 },
  { name: 'retryBaseMs', label: 'First wait before a retry', least: 1, most: 3_600, unit: 1_000 },
  { name: 'retryCapMs', label: 'Longest wait before a retry', least: 1, most: 86_400, unit: 1_000 },
];

/** What is typed in the form of the pace; an empty field follows the settings of the process. */
export type PaceInput = { readonly [name in keyof IdmPace]?: string };

/**
 * Sets how fast an application is served. The turn under way keeps its pace; the next one has the new.
 * @throws AppError invalid by field; conflict when Identity Management is not active
 */
export async function setPace(deps: Deps, actor: Actor, id: ApplicationId, input: PaceInput): Promise<void> {
  const pace = readPace(deps, input);
  await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const { pace: before = {}, ...kept } = application.idm;
    const changed = PACE_FIELDS.filter(({ name }) => before[name] !== pace[name]).map(({ label }) => label);
    if (changed.length === 0) return;
    const idm = compact<IdmSettings>({ ...kept, pace: Object.keys(pace).length === 0 ? undefined : pace });
    await saveIdm(tx, id, { idm, idmState: application.idmState, now: deps.clock() });
    await record(deps, tx, actor, 'idm_integration_update', { application }, { changed });
  });
  deps.wake();
}

function readPace(deps: Pick<Deps, 'config'>, input: PaceInput): IdmPace {
  const problems: Record<string, string> = {};
  const pace: { -readonly [name in keyof IdmPace]: IdmPace[name] } = {};
  for (const { name, least, most, unit } of PACE_FIELDS) {
    const text = (input[name] ?? '').trim();
    if (text === '') continue;
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) pace[name] = value * unit;
    else problems[name] = `Enter a whole number from ${least} to ${most.toLocaleString('en')}, or leave it empty.`;
  }
  const { retryBaseMs, retryCapMs } = { ...deps.config.provisioning, ...pace };
  if (retryBaseMs > retryCapMs && (pace.retryBaseMs !== undefined || pace.retryCapMs !== undefined)) {
    problems['retryCapMs'] ??= 'The longest wait can’t be shorter than the first one.';
  }
  if (Object.keys(problems).length > 0) throw invalid(problems);
  return pace;
}
