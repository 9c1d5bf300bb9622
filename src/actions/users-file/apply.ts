import { AppError } from '../../core/errors';
import type { EventId } from '../../core/ids';
import { compact } from '../../core/compact';
import type { UserFile, UserFileRow } from '../../core/user-file/file';
import { nameOf, type Profile, type User } from '../../core/user';
import type { Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { changeMembersIn } from '../groups/members';
import { record } from '../record';
import { makeActivationLink } from '../users/activation-link';
import { addUser } from '../users/create';
import { mailLink } from '../users/links';
import { updateUserIn } from '../users/update';
import { decideLine, type LineQuestion } from './decide';
import { groupNameOf, knownOf } from './known';

/** What an import of a file works with. */
export interface FileRun {
  readonly deps: Deps;
  readonly file: UserFile;
  readonly actor: Actor;
  /** The event of the import, which everything it does names. */
  readonly cause: EventId;
}

/**
 * Imports one line, in a transaction that keeps others from changing the directory. It is decided anew, as the directory
 * is now: what was looked at is done, and nothing else.
 * @returns what the line came to
 * @throws AppError for what can't be done, and everything is as it was
 */
export async function importLine(run: FileRun, tx: Tx, row: UserFileRow): Promise<Omit<UserFileRow, 'cells'>> {
  const { file, actor } = run;
  const choice = file.options;
  const question = compact<LineQuestion>({
    header: file.header,
    choice,
    role: actor.role,
    groupName: await groupNameOf(tx, choice),
  });
  if (choice.groupId !== undefined && question.groupName === undefined) {
    throw new AppError('conflict', 'The user group they were to join is gone. Nothing was changed.');
  }
  const decision = decideLine(row.cells, question, await knownOf(tx, choice, [row]));
  switch (decision.outcome) {
    case 'new':
      if (row.outcome !== 'new') throw new AppError('conflict', 'This person is gone meanwhile. Nobody was added.');
      return { line: row.line, outcome: 'created', userId: (await create(run, tx, decision.profile)).id };
    case 'change':
      if (row.outcome !== 'change' || row.userId !== decision.user.id) throw cameMeanwhile(decision.user);
      await change(run, tx, decision);
      return { line: row.line, outcome: 'changed', userId: decision.user.id, sentence: decision.sentence };
    case 'same':
    case 'skip':
      if (row.outcome === 'new') throw cameMeanwhile(decision.user);
      return { line: row.line, outcome: 'same', userId: decision.user.id };
    case 'problem':
      throw new AppError('conflict', decision.sentence);
  }
}

function cameMeanwhile(user: User): AppError {
  return new AppError(
    'conflict',
    `${nameOf(user)} came to have these names meanwhile. Choose the file again to see it.`,
  );
}

async function create(run: FileRun, tx: Tx, profile: Profile): Promise<User> {
  const { deps, file, actor, cause } = run;
  const user = await addUser(deps, tx, profile, { role: 'user', state: 'staged' });
  if (file.options.first === 'mailed-link') {
    const token = await makeActivationLink(deps, tx, user.id);
    await mailLink(deps, tx, user, { purpose: 'activation', token, askedBy: 'admin' });
  }
  await record(deps, tx, actor, 'user_create', { user, correlationId: cause }, {});
  await join(run, tx, user);
  return user;
}

async function change(
  run: FileRun,
  tx: Tx,
  { user, profile, joins }: { readonly user: User; readonly profile: Profile; readonly joins: boolean },
): Promise<void> {
  await updateUserIn(run.deps, tx, run.actor, user, profile, run.cause);
  if (joins) await join(run, tx, user);
}

async function join({ deps, file, actor }: FileRun, tx: Tx, user: User): Promise<void> {
  const { groupId } = file.options;
  if (groupId !== undefined) await changeMembersIn(deps, tx, actor, groupId, { add: [user.id], remove: [] });
}
