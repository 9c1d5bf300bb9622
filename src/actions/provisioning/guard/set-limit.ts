import { AppError, invalid } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import { getApplication, saveIdm } from '../../../store/applications';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { limitOf } from './limits';

/** The form of the limit, as typed. */
export interface LimitInput {
  readonly people: string;
  readonly percent: string;
}

const MOST_PEOPLE = 1_000_000;

/**
 * Sets from how many people, and from what share of the active accounts, a removal is staged.
 * @throws AppError invalid by field; conflict when Identity Management is not active
 */
export async function setRemovalLimit(deps: Deps, actor: Actor, id: ApplicationId, input: LimitInput): Promise<void> {
  const fields: Record<string, string> = {};
  const people = numberIn(input.people, 1, MOST_PEOPLE);
  const percent = numberIn(input.percent, 1, 100);
  if (people === undefined) fields['people'] = 'Enter a whole number of people, 1 or more.';
  if (percent === undefined) fields['percent'] = 'Enter a whole number from 1 to 100.';
  if (people === undefined || percent === undefined) throw invalid(fields);
  await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const before = limitOf(application);
    if (before.people === people && before.percent === percent) return;
    const idm = { ...application.idm, limit: { people, percent } };
    await saveIdm(tx, id, { idm, idmState: 'active', now: deps.clock() });
    const changed = ['the limit of safe removal'];
    await record(deps, tx, actor, 'idm_integration_update', { application }, { changed });
  });
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const digits = text.replace(/[\s,]/g, '');
  const value = Number(digits);
  return /^\d{1,9}$/.test(digits) && value >= least && value <= most ? value : undefined;
}
