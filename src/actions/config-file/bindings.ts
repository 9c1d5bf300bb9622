import type { ApplicationId, UserId } from '../../core/ids';
import { listBoundUserIds } from '../../store/bindings';
import { changeDirectory } from '../../store/tx';
import { giveUser } from '../applications/access';
import type { Actor, Deps } from '../deps';

/** Gives an application to exactly these people, beside what their groups give. */
export async function bindUserIds(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  userIds: readonly UserId[],
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const now = await listBoundUserIds(tx, id);
    for (const userId of userIds.filter((one) => !now.includes(one))) await giveUser(deps, tx, actor, id, userId, true);
    for (const userId of now.filter((one) => !userIds.includes(one)))
      await giveUser(deps, tx, actor, id, userId, false);
  });
}
