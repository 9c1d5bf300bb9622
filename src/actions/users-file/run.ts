import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { ApiKeyId, EventId, UserId } from '../../core/ids';
import type { UserFile, UserFileRow, UserFileRun } from '../../core/user-file/file';
import { fileDoneMail } from '../../net/mail/user-files';
import { isDataFault } from '../../store/dialect';
import { countRows, listRows, saveRow } from '../../store/files/user-file-rows';
import { findUserFileToChange, saveUserFile } from '../../store/files/user-files';
import { findSetting } from '../../store/settings';
import type { Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { queueMail } from '../mail/queue';
import { record } from '../record';
import { importLine, type FileRun } from './apply';
import { inFile } from './lease';
import { roleOfStarter } from './starter';

const BATCH = 20;

/**
 * Imports the lines that are left, each in a transaction of its own together with what it came to. When all are done the
 * event is written, and the admin is written to if they were told so. Whoever began it has to be allowed to all the way.
 * @param stop asked between lines; the import stays as it is then, for the next start
 * @throws FileLost; what the database throws
 */
export async function importFile(deps: Deps, file: UserFile, owner: string, stop: () => boolean): Promise<void> {
  const { run } = file.options;
  if (run === undefined) throw new Error('An import that is under way says who began it.');
  let { done } = file;
  for (let after = 0; !stop();) {
    const rows = await listRows(deps.db, file.id, { outcomes: ['new', 'change'], after, take: BATCH });
    if (rows.length === 0) return end(deps, file, owner, done, { state: 'done' });
    const actor = await actorNow(deps, run, file.options.groupId !== undefined);
    if (actor === undefined) {
      const sentence = `${run.actor.name} may not add people any more, so the import stopped. Somebody who may can go on.`;
      return end(deps, file, owner, done, { state: 'stopped', sentence });
    }
    const work: FileRun = { deps, file, actor, cause: run.eventId as EventId };
    for (const row of rows) {
      if (stop()) break;
      done += 1;
      await oneLine(work, { owner, done }, row);
      after = row.line;
    }
    deps.wake();
  }
}

/** One line; what goes wrong with it is its own, and stays with it. */
async function oneLine(work: FileRun, at: { owner: string; done: number }, row: UserFileRow): Promise<void> {
  const { deps, file } = work;
  const kept: Partial<Pick<UserFileRow, 'userId'>> = row.userId === undefined ? {} : { userId: row.userId };
  try {
    await inFile(deps, file, at, async (tx) => saveRow(tx, file.id, await importLine(work, tx, row)));
  } catch (error) {
    const sentence = refusalOf(error);
    if (sentence === undefined) throw error;
    await inFile(deps, file, at, (tx) =>
      saveRow(tx, file.id, { line: row.line, outcome: 'refused', sentence, ...kept }),
    );
  }
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof AppError && error.code !== 'internal' && error.code !== 'unavailable') {
    return Object.values(error.fields)[0] ?? error.message;
  }
  return isDataFault(error) ? 'The database can’t keep what is on this line.' : undefined;
}

/** Who began it, with the role they have now; undefined when they may not do it any more. */
async function actorNow(deps: Deps, { actor }: UserFileRun, joins: boolean): Promise<Actor | undefined> {
  const role = await roleOfStarter(deps, actor, joins);
  if (role === undefined) return undefined;
  return compact<Actor>({
    kind: 'admin',
    id: actor.id as UserId | undefined,
    keyId: actor.keyId as ApiKeyId | undefined,
    name: actor.name,
    role,
    clientIp: actor.clientIp,
  });
}

async function end(
  deps: Deps,
  file: UserFile,
  owner: string,
  done: number,
  how: Pick<UserFile, 'state' | 'sentence'>,
): Promise<void> {
  await inFile(deps, file, { owner, done }, async (tx) => {
    await closeRun(deps, tx, file.id, how);
    const { run } = file.options;
    if (run?.mailTo === undefined) return;
    const organisation = (await findSetting(tx, 'organisation')) ?? 'Passo';
    const frame = { organisation, baseUrl: deps.config.baseUrl, now: deps.clock() };
    const { created, changed, refused } = await countRows(tx, file.id);
    const mail = { id: file.id, fileName: file.fileName, created, changed, refused, stopped: how.state === 'stopped' };
    await queueMail(deps, tx, [run.mailTo], fileDoneMail(frame, run.eventId, mail));
  });
  deps.wake();
}

/** Notes what a file came to so far, and writes the event that everything it did names as its cause. */
export async function closeRun(
  deps: Deps,
  tx: Tx,
  id: string,
  how: Pick<UserFile, 'state' | 'sentence'>,
): Promise<void> {
  const file = await findUserFileToChange(tx, id);
  const run = file?.options.run;
  if (file === undefined || run === undefined) return;
  const { created, changed, refused } = await countRows(tx, id);
  const withId: Deps = { ...deps, newId: <Id extends string>() => run.eventId as Id };
  const actor = compact<Actor>({
    kind: 'admin',
    id: run.actor.id as UserId | undefined,
    name: run.actor.name,
    clientIp: run.actor.clientIp,
  });
  await record(withId, tx, actor, 'user_file_import', {}, { file: file.fileName, created, updated: changed, refused });
  await saveUserFile(tx, { ...file, ...how, finishedAt: deps.clock() });
}
