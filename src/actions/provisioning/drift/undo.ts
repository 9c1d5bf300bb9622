import { AppError } from '../../../core/errors';
import type { ApplicationId, UserId } from '../../../core/ids';
import { diffUser } from '../../../scim/patch';
import { getApplication } from '../../../store/applications';
import { stopTurns } from '../../../store/provisioning/decisions';
import { findLink, saveLink, type Link } from '../../../store/provisioning/links';
import { changeDirectory, type Tx } from '../../../store/tx';
import { findUser } from '../../../store/users';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { openClient } from '../connection';
import { getActive } from './decide';
import { refuseMoving } from './account';

/**
 * Undoes a take-over: the account gets back what it held before, of what Passo sends, and nothing is sent for it any more
 * until an admin says so. That it is left alone is written first; should the SP refuse, the undo can be asked for again.
 * @throws AppError conflict when there is nothing to undo, something is being sent, or the SP refused, with its answer
 */
export async function undoTakeOver(deps: Deps, actor: Actor, id: ApplicationId, userId: UserId): Promise<void> {
  // Without a token that can be opened nothing is begun.
  await openClient(deps, deps.db, await getApplication(deps.db, id));
  const { application, link } = await changeDirectory(deps.db, async (tx) => {
    const active = await getActive(tx, id);
    await stopTurns(tx, id);
    const known = await getUndoable(tx, id, userId);
    const sentence = 'The take-over is being undone.';
    const left: Link = { ...known, managed: false, decision: 'leave', sentence, updatedAt: deps.clock() };
    await saveLink(tx, left);
    return { application: active, link: left };
  });
  const client = await openClient(deps, deps.db, application);
  if (client === undefined) throw new AppError('conflict', 'Identity Management is not active.');
  const { prior = {}, remoteId = '' } = link;
  const operations = diffUser(link.accepted, undefined, prior, {
    immutable: [],
    createOnly: [],
  });
  const outcome = operations.length === 0 ? undefined : await client.changeUser(remoteId, { operations, whole: prior });
  await changeDirectory(deps.db, async (tx) => {
    const now = await findLink(tx, id, userId);
    if (now?.remoteId !== remoteId || now.decision !== 'leave') return;
    const user = await findUser(tx, userId);
    const about = { application, ...(user === undefined ? {} : { user }) };
    if (outcome !== undefined && outcome.kind !== 'ok') {
      const sentence = `The take-over could not be undone. ${outcome.sentence}`;
      await saveLink(tx, { ...now, status: 'attention', sentence, updatedAt: deps.clock() });
      await record(deps, tx, actor, 'account_decide', { ...about, result: 'failure' }, { sentence });
      return;
    }
    const { prior: _prior, ...rest } = now;
    const sentence = 'The take-over was undone: the account has what it held before, and nothing is sent for it.';
    await saveLink(tx, { ...rest, accepted: prior, status: 'deactivated', sentence, updatedAt: deps.clock() });
    await record(deps, tx, actor, 'account_decide', about, { sentence });
  });
  if (outcome !== undefined && outcome.kind !== 'ok') throw new AppError('conflict', outcome.sentence);
}

async function getUndoable(tx: Tx, id: ApplicationId, userId: UserId): Promise<Link> {
  const link = await findLink(tx, id, userId);
  if (link?.remoteId === undefined || link.prior === undefined || link.removed) {
    throw new AppError('conflict', 'There is no take-over to undo.');
  }
  refuseMoving(link);
  return link;
}
