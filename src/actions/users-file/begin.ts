import { randomBytes } from 'node:crypto';
import { compact } from '../../core/compact';
import type { EventId } from '../../core/ids';
import type { UserFile, UserFileRun } from '../../core/user-file/file';
import { countRows } from '../../store/files/user-file-rows';
import { claimUserFile, saveUserFile } from '../../store/files/user-files';
import { transact, type Tx } from '../../store/tx';
import { findUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { FileLost, fileToChange, LEASE_MS, refuseIn } from './lease';
import { importFile } from './run';

/** From this many people on a file is imported in the background, with a message at its end. */
export const BACKGROUND_FROM = 100;

/** What became of a click on the button of an import. */
export interface Begun {
  readonly background: boolean;
  readonly total: number;
}

/**
 * Imports the lines of a file that would add or change somebody. Fewer than a hundred are imported before this returns,
 * more of them in the background, with a message to the admin at the end. A stopped import goes on behind its last line.
 * @throws AppError conflict when the file is not ready for it or nothing would change, not_found, forbidden
 */
export async function importUserFile(deps: Deps, actor: Actor, id: string): Promise<Begun> {
  const owner = `request-${randomBytes(12).toString('hex')}`;
  const { file, total } = await transact(deps.db, async (tx) => {
    const before = await fileToChange(tx, actor, id);
    if (before.options.groupId !== undefined) demandMay(actor, 'groups.write');
    if (before.state !== 'ready' && before.state !== 'stopped') {
      return refuseIn(
        before.state === 'checking' ? 'Wait until every line is checked.' : 'This file was imported already.',
      );
    }
    if (before.state === 'ready' && before.sentence !== undefined) return refuseIn(before.sentence);
    const counts = await countRows(tx, id);
    const left = counts.new + counts.change;
    if (left === 0) return refuseIn('Nobody would be added or changed.');
    await saveUserFile(tx, await begun(deps, tx, actor, before, left));
    if (left >= BACKGROUND_FROM) return { file: undefined, total: left };
    return { file: await claimUserFile(tx, { owner, now: deps.clock(), leaseMs: LEASE_MS, id }), total: left };
  });
  if (file === undefined) return { background: true, total };
  try {
    await importFile(deps, file, owner, () => false);
  } catch (error) {
    if (!(error instanceof FileLost)) throw error;
  }
  return { background: false, total };
}

async function begun(deps: Deps, tx: Tx, actor: Actor, before: UserFile, total: number): Promise<UserFile> {
  const email = actor.id === undefined ? undefined : (await findUser(tx, actor.id))?.email;
  const { sentence: _, ...rest } = before;
  return {
    ...rest,
    state: 'importing',
    done: 0,
    options: {
      ...before.options,
      run: compact<UserFileRun>({
        eventId: deps.newId<EventId>(),
        actor: compact<UserFileRun['actor']>({
          id: actor.id,
          keyId: actor.keyId,
          name: actor.name,
          clientIp: actor.clientIp,
        }),
        total,
        mailTo: total >= BACKGROUND_FROM ? email : undefined,
      }),
    },
  };
}
