import { deleteSetting, findSetting, saveSetting } from '../../store/settings';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';

/** Puts the list of first steps away for every admin, or brings it back. It is no event: nobody’s access rests on it. */
export async function showFirstSteps(deps: Pick<Deps, 'db'>, shown: boolean): Promise<void> {
  await transact(deps.db, async (tx) => {
    if (shown) await deleteSetting(tx, 'first_steps_hidden');
    else if ((await findSetting(tx, 'first_steps_hidden')) === undefined)
      await saveSetting(tx, 'first_steps_hidden', '1');
  });
}
