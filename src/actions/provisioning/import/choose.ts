import { randomBytes } from 'node:crypto';
import { compact } from '../../../core/compact';
import { AppError } from '../../../core/errors';
import type { ApplicationId, EventId, UserId } from '../../../core/ids';
import { chooseItems, countItems, saveItemChoice } from '../../../store/provisioning/import-items';
import { claimImport, findImport, saveImport, type Import } from '../../../store/provisioning/imports';
import { changeDirectory, transact, type Tx } from '../../../store/tx';
import { findUser } from '../../../store/users';
import type { Actor, Deps } from '../../deps';
import { ImportLost } from './read';
import { importChosen } from './run';
import { requireImport, starterOf } from './start';

/** From this many users on an import runs in the background, with a message at its end (M-186, M-187, A-04). */
export const BACKGROUND_FROM = 100;
const LEASE_MS = 60_000;

/** What a page of the list says: which of its users are ticked, and whom some are to be linked to. */
export interface PageChoice {
  readonly shown: readonly number[];
  readonly ticked: readonly number[];
  /** By the number in the list; an empty text leaves it to the match. */
  readonly links: Readonly<Record<number, string>>;
}

/**
 * Keeps what was ticked on one page of the list.
 * @throws AppError conflict when there is no list to choose from
 */
export async function choosePage(deps: Deps, id: ApplicationId, choice: PageChoice): Promise<void> {
  await transact(deps.db, async (tx) => {
    const one = await readyImport(deps, tx, id);
    await keepPage(tx, one, choice);
  });
}

/**
 * Chooses all new users that a search finds, or none of them.
 * @returns how many are chosen then, in the whole list
 * @throws AppError conflict when there is no list to choose from
 */
export async function chooseAll(deps: Deps, id: ApplicationId, chosen: boolean, search: string): Promise<number> {
  return transact(deps.db, async (tx) => {
    const one = await readyImport(deps, tx, id);
    await chooseItems(tx, one.id, chosen, compact({ search: search === '' ? undefined : search }));
    return (await countItems(tx, one.id)).chosen;
  });
}

/**
 * Imports what is chosen, with what was ticked on the page last. Fewer than a hundred are imported before this returns;
 * more of them in the background, with a message to the admin at the end.
 * @returns whether it goes on in the background, and how many were chosen
 * @throws AppError conflict when nobody is chosen, or there is no list to choose from
 */
export async function importUsers(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  choice: PageChoice,
): Promise<{ readonly background: boolean; readonly total: number }> {
  const owner = `request-${randomBytes(12).toString('hex')}`;
  const { one, total } = await changeDirectory(deps.db, async (tx) => {
    const ready = await readyImport(deps, tx, id);
    await keepPage(tx, ready, choice);
    const { chosen } = await countItems(tx, ready.id);
    if (chosen === 0) throw new AppError('conflict', 'Choose the users to import first.');
    const email = actor.id === undefined ? undefined : (await findUser(tx, actor.id))?.email;
    const begun = compact<Import>({
      ...ready,
      state: 'importing',
      progress: {
        read: ready.progress.read,
        run: {
          eventId: deps.newId<EventId>(),
          actor: starterOf(actor),
          total: chosen,
          created: 0,
          linked: 0,
          refused: 0,
        },
      },
      sentence: undefined,
      mailTo: chosen >= BACKGROUND_FROM ? email : undefined,
      updatedAt: deps.clock(),
      finishedAt: undefined,
    });
    await saveImport(tx, begun);
    if (chosen >= BACKGROUND_FROM) return { one: undefined, total: chosen };
    const claim = { owner, now: deps.clock(), leaseMs: LEASE_MS, id: ready.id };
    return { one: await claimImport(tx, claim), total: chosen };
  });
  if (one === undefined) return { background: true, total };
  const application = await requireImport(deps, deps.db, id);
  try {
    await importChosen(deps, application, one, owner, () => false);
  } catch (error) {
    if (!(error instanceof ImportLost)) throw error;
    const still = (await findImport(deps.db, id))?.id === one.id;
    throw new AppError('conflict', `The ${still ? 'import was stopped' : 'integration was deactivated'} meanwhile.`);
  }
  return { background: false, total };
}

async function keepPage(tx: Tx, one: Import, { shown, ticked, links }: PageChoice): Promise<void> {
  const on = new Set(ticked);
  const off = shown.filter((place) => !on.has(place));
  await chooseItems(tx, one.id, false, { places: off });
  await chooseItems(tx, one.id, true, { places: shown.filter((place) => on.has(place)) });
  for (const [place, userId] of Object.entries(links)) {
    await saveItemChoice(tx, one.id, Number(place), userId === '' ? undefined : (userId as UserId));
  }
}

async function readyImport(deps: Deps, tx: Tx, id: ApplicationId): Promise<Import> {
  await requireImport(deps, tx, id);
  const one = await findImport(tx, id);
  if (one?.state === 'ready') return one;
  throw new AppError('conflict', one === undefined ? 'Read the users first.' : 'Wait until the list is complete.');
}
