import { invalid } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import type { IdmSettings } from '../../../core/idm-settings';
import { changedMapping, mappingProblems, storedMapping, type MappingInput } from '../../../provisioning/mapping-rules';
import { getApplication, saveIdm } from '../../../store/applications';
import { markApplicationStale } from '../../../store/provisioning/stale';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { getIntegration } from '../connection';

/**
 * Sets which attributes an application is sent (M-178), before or while its integration is active. Everybody who has the
 * application is marked in the same transaction, so that what differs goes out; nothing is written when nothing changed.
 * @returns the names of what changed
 * @throws AppError invalid with a sentence by row; conflict for connectors that can't provision
 */
export async function saveMapping(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  input: MappingInput,
): Promise<readonly string[]> {
  const changed = await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    const { base } = getIntegration(deps, application);
    const problems = mappingProblems(base, input, application.label);
    if (Object.keys(problems).length > 0) throw invalid(problems);
    const { mapping: _mapping, enterprise: _enterprise, ...kept } = application.idm;
    const stored = storedMapping(base, input);
    const names = changedMapping(base, application.idm, stored);
    if (names.length === 0) return names;
    const now = deps.clock();
    const idm: IdmSettings = { ...kept, ...stored };
    await saveIdm(tx, id, { idm, idmState: application.idmState, now });
    const correlationId = await record(deps, tx, actor, 'idm_integration_update', { application }, { changed: names });
    if (application.idmState === 'active') await markApplicationStale(tx, id, { now, correlationId });
    return names;
  });
  deps.wake();
  return changed;
}
