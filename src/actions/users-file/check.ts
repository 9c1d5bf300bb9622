import { randomBytes } from 'node:crypto';
import { compact } from '../../core/compact';
import { fold } from '../../core/ids';
import type { UserFile, UserFileRow } from '../../core/user-file/file';
import { listRows, saveRow, uncheckRows } from '../../store/files/user-file-rows';
import { claimUserFile, findUserFileToChange, saveUserFile } from '../../store/files/user-files';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { decideLine, formOfLine, namesOfLine, type LineDecision, type LineQuestion } from './decide';
import { groupNameOf, knownOf } from './known';
import { FileLost, inFile, LEASE_MS } from './lease';
import { roleOfStarter } from './starter';

const BATCH = 100;
/** Up to so many lines are checked while the person waits. */
const AT_ONCE = 500;

/** Checks a file right away when it is short; longer ones are left to the job. */
export async function checkSoon(deps: Deps, file: UserFile): Promise<void> {
  if (file.total > AT_ONCE) return;
  const owner = `request-${randomBytes(12).toString('hex')}`;
  const claim = { owner, now: deps.clock(), leaseMs: LEASE_MS, id: file.id };
  const claimed = await transact(deps.db, (tx) => claimUserFile(tx, claim));
  if (claimed === undefined) return;
  try {
    await checkFile(deps, claimed, owner, () => false);
  } catch (error) {
    if (!(error instanceof FileLost)) throw error;
  }
}

/**
 * Says of every line what it would come to, and changes nobody. After a restart it begins anew, because later lines
 * depend on those before them: of two lines with one name the later one is the problem.
 * @param stop asked between batches
 * @throws FileLost; what the database throws
 */
export async function checkFile(deps: Deps, file: UserFile, owner: string, stop: () => boolean): Promise<void> {
  await inFile(deps, file, { owner, done: 0 }, (tx) => uncheckRows(tx, file.id));
  const question = await questionOf(deps, file);
  const seen = new Map<string, number>();
  let done = 0;
  for (let after = 0; !stop();) {
    const rows = await listRows(deps.db, file.id, { after, take: BATCH });
    if (rows.length === 0) return finish(deps, file, owner);
    const known = await knownOf(deps.db, question.choice, rows);
    const checked = rows.map((row) =>
      rowOf(row, decideOnce(row, question, seen, decideLine(row.cells, question, known))),
    );
    done += rows.length;
    await inFile(deps, file, { owner, done }, async (tx) => {
      for (const row of checked) await saveRow(tx, file.id, row);
    });
    after = rows.at(-1)?.line ?? after;
  }
}

async function questionOf(deps: Deps, file: UserFile): Promise<LineQuestion> {
  return compact<LineQuestion>({
    header: file.header,
    choice: file.options,
    role: await roleOfStarter(deps, { id: file.startedById, keyId: file.options.startedByKey }, false),
    groupName: await groupNameOf(deps.db, file.options),
  });
}

/** Finds names that an earlier line has. Only lines that would do something take a name. */
function decideOnce(
  { line, cells }: UserFileRow,
  { header, choice }: LineQuestion,
  seen: Map<string, number>,
  decision: LineDecision,
): LineDecision {
  if (decision.outcome === 'problem') return decision;
  const names = namesOfLine(formOfLine(cells, choice.columns), choice.columns);
  const keys = [
    ...(names.username === undefined ? [] : [['username', `u ${fold(names.username)}`] as const]),
    ...(names.email === undefined ? [] : [['email', `e ${fold(names.email)}`] as const]),
    ...('user' in decision && decision.user !== undefined ? [['username', `id ${decision.user.id}`] as const] : []),
  ];
  for (const [property, key] of keys) {
    const earlier = seen.get(key);
    if (earlier === undefined) continue;
    const at = choice.columns.indexOf(choice.columns.includes(property) ? property : 'email');
    const what = property === 'username' && choice.columns.includes('username') ? 'username' : 'email';
    const sentence = `Column ${header[at] ?? what}: line ${earlier.toLocaleString('en')} has the same ${what}.`;
    return { outcome: 'problem', sentence };
  }
  for (const [, key] of keys) seen.set(key, line);
  return decision;
}

function rowOf({ line }: UserFileRow, decision: LineDecision): Omit<UserFileRow, 'cells'> {
  return compact<Omit<UserFileRow, 'cells'>>({
    line,
    outcome: decision.outcome,
    sentence: 'sentence' in decision ? decision.sentence : undefined,
    userId: 'user' in decision ? decision.user?.id : undefined,
  });
}

async function finish(deps: Deps, file: UserFile, owner: string): Promise<void> {
  await inFile(deps, file, { owner, done: file.total }, async (tx) => {
    const now = await findUserFileToChange(tx, file.id);
    if (now?.state === 'checking') await saveUserFile(tx, { ...now, state: 'ready' });
  });
}
