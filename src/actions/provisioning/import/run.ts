import type { EventId, UserId } from '../../../core/ids';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import type { ImportPayload } from '../../../events/payloads';
import { importDoneMail } from '../../../net/mail/imports';
import { listChosen, type ImportItem } from '../../../store/provisioning/import-items';
import { renewImport, saveImport, type Import, type ImportProgress } from '../../../store/provisioning/imports';
import { readPool } from '../../../store/boards/measures';
import { findSetting } from '../../../store/settings';
import { changeDirectory, type Tx } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { queueMail } from '../../mail/queue';
import { record } from '../../record';
import { getIntegration } from '../connection';
import { importItem, type Applied, type ImportRun } from './apply';
import { ImportLost, pause } from './read';
import { findStop, stopSentence, type Stopped } from './starter';

const BATCH = 20;
/** After this many milliseconds a transaction ends, however few it has imported: on SQLite every page waits for it. */
const TURN_MS = 20;
/** What those who waited have for themselves then. A page asks for one thing after the other, and would wait each time. */
const GIVE_WAY_MS = 10;
const LEASE_MS = 60_000;

type Run = NonNullable<ImportProgress['run']>;

/**
 * Imports the users that were chosen, some at a time, each time together with how far it is: killed at any moment, the
 * next one goes on behind them. When all are done the event is written, and the admin is written to if they were told so.
 * It stops as soon as whoever began it may not import users any more.
 * @param stop asked between batches; the import stays as it is then, for the next start
 * @throws ImportLost; what the database throws
 */
export async function importChosen(
  deps: Deps,
  application: Application,
  one: Import,
  owner: string,
  stop: () => boolean,
): Promise<void> {
  let now = one;
  const { run } = now.progress;
  if (run === undefined) throw new Error('An import that is under way says what it does.');
  const work: ImportRun = {
    deps,
    importId: one.id,
    application,
    scim: getIntegration(deps, application).scim,
    actor: actorOf(run),
    cause: run.eventId as EventId,
  };
  let after = 0;
  while (!stop()) {
    const items = await listChosen(deps.db, one.id, after, BATCH);
    if (items.length === 0) {
      await finish(deps, application, now, owner);
      return;
    }
    const turn = await batch(work, now, owner, items);
    if (turn === 'stopped') return;
    now = turn.now;
    after = turn.last;
    if (turn.waitedFor) await pause(GIVE_WAY_MS);
  }
}

/** What a transaction came to, the last user it reached, and whether others waited for it. */
interface Turn {
  readonly now: Import;
  readonly last: number;
  readonly waitedFor: boolean;
}

async function batch(
  work: ImportRun,
  one: Import,
  owner: string,
  items: readonly ImportItem[],
): Promise<Turn | 'stopped'> {
  const { deps, application } = work;
  return inDirectory(deps, one, owner, async (tx) => {
    const stopped = await findStop(tx, one.progress.run?.actor, deps.clock());
    if (stopped !== undefined) {
      await closeRun(deps, tx, application, one, stopped);
      return 'stopped';
    }
    const until = performance.now() + TURN_MS;
    const applied: Applied[] = [];
    let last = 0;
    for (const item of items) {
      applied.push(await importItem(work, tx, item));
      last = item.place;
      if (performance.now() >= until) break;
    }
    const now = { ...one, progress: counted(one.progress, applied), updatedAt: deps.clock() };
    await saveImport(tx, now);
    return { now, last, waitedFor: (readPool(deps.db)?.waiting ?? 0) > 0 };
  });
}

async function finish(deps: Deps, application: Application, one: Import, owner: string): Promise<void> {
  const { mailTo, progress } = one;
  const { run } = progress;
  if (run === undefined) return;
  await inDirectory(deps, one, owner, async (tx) => {
    await closeRun(deps, tx, application, one);
    if (mailTo === undefined) return;
    const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
    const frame = { organisation, baseUrl: deps.config.baseUrl, now: deps.clock() };
    const { created, linked, refused } = run;
    const done = { application: application.label, slug: application.slug, created, linked, refused };
    await queueMail(deps, tx, [mailTo], importDoneMail(frame, run.eventId, done));
  });
  deps.wake();
}

/**
 * Ends an import as far as it is: its event is written, and the list can be chosen from again.
 * @param stop who stopped it before its end
 */
export async function closeRun(
  deps: Deps,
  tx: Tx,
  application: Application,
  one: Import,
  stop?: Stopped,
): Promise<void> {
  const { mailTo: _, progress, ...rest } = one;
  const { run } = progress;
  if (run === undefined) return;
  const { created, linked, refused, total } = run;
  const now = deps.clock();
  // The event has the id that everything the import did names as its cause.
  const withId: Deps = { ...deps, newId: <Id extends string>() => run.eventId as Id };
  const stopped =
    stop === undefined
      ? {}
      : compact<Partial<ImportPayload>>({
          left: total - created - linked - refused,
          stoppedBy: stop.by,
          revokedKey: stop.revokedKey,
          notAllowed: stop.notAllowed,
        });
  await record(withId, tx, actorOf(run), 'user_import', { application }, { created, linked, refused, ...stopped });
  const sentence = stop === undefined ? {} : { sentence: stopSentence(stop, run.actor.name) };
  await saveImport(tx, { ...rest, ...sentence, progress, state: 'ready', updatedAt: now, finishedAt: now }, true);
}

/** Like `inImport`, and with the directory kept from others: two people with one username can't arise. */
function inDirectory<T>(deps: Deps, one: Import, owner: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return changeDirectory(deps.db, async (tx) => {
    if (!(await renewImport(tx, one.id, { owner, until: deps.clock() + LEASE_MS }))) throw new ImportLost();
    return work(tx);
  });
}

function counted(progress: ImportProgress, applied: readonly Applied[]): ImportProgress {
  const { run } = progress;
  if (run === undefined) return progress;
  const count = (what: Applied): number => applied.filter((one) => one === what).length;
  return {
    ...progress,
    run: {
      ...run,
      created: run.created + count('created'),
      linked: run.linked + count('linked'),
      refused: run.refused + count('refused'),
    },
  };
}

function actorOf({ actor }: Run): Actor {
  return {
    kind: 'admin',
    name: actor.name,
    ...(actor.id === undefined ? {} : { id: actor.id as UserId }),
    ...(actor.clientIp === undefined ? {} : { clientIp: actor.clientIp }),
  };
}
