import { compact } from '../../core/compact';
import type { UserFile, UserFileOptions, UserFileState } from '../../core/user-file/file';
import { rowsOf, skipLocked, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

interface UserFileRecord {
  id: string;
  file_name: string;
  state: UserFileState;
  options: string;
  header: string;
  total: unknown;
  done: unknown;
  sentence: string | null;
  started_by_id: string | null;
  started_by: string;
  created_at: unknown;
  finished_at: unknown;
}

function read(row: UserFileRecord): UserFile {
  return compact<UserFile>({
    id: row.id,
    fileName: row.file_name,
    state: row.state,
    options: JSON.parse(row.options) as UserFileOptions,
    header: JSON.parse(row.header) as string[],
    total: whole(row.total),
    done: whole(row.done),
    sentence: textOrNone(row.sentence),
    startedById: textOrNone(row.started_by_id),
    startedBy: row.started_by,
    createdAt: whole(row.created_at),
    finishedAt: wholeOrNone(row.finished_at),
  });
}

/** Adds a file that nobody works on. */
export async function insertUserFile(tx: Tx, file: UserFile): Promise<void> {
  await tx('user_files').insert({
    id: file.id,
    ...changing(file),
    file_name: file.fileName,
    header: JSON.stringify(file.header),
    total: file.total,
    counts: '{}',
    lease_owner: null,
    lease_until: 0,
    created_at: file.createdAt,
  });
}

/** Keeps how a file stands, and gives its lease back. */
export async function saveUserFile(tx: Tx, file: UserFile): Promise<void> {
  await tx('user_files')
    .where({ id: file.id })
    .update({ ...changing(file), lease_owner: null, lease_until: 0 });
}

function changing(file: UserFile): object {
  return {
    state: file.state,
    options: JSON.stringify(file.options),
    started_by_id: file.startedById ?? null,
    started_by: file.startedBy,
    done: file.done,
    sentence: file.sentence ?? null,
    finished_at: file.finishedAt ?? null,
  };
}

/** Finds a file. */
export async function findUserFile(reader: Reader, id: string): Promise<UserFile | undefined> {
  const row: UserFileRecord | undefined = await reader('user_files').where({ id }).first();
  return row && read(row);
}

/** Finds a file and keeps it from other writers until the transaction ends. */
export async function findUserFileToChange(tx: Tx, id: string): Promise<UserFile | undefined> {
  // An update locks the row on both databases.
  const rows = await rowsOf<UserFileRecord>(tx, 'update user_files set id = id where id = ? returning *', [id]);
  return rows[0] && read(rows[0]);
}

/** Lists files, the newest first. */
export async function listUserFiles(reader: Reader, take: number): Promise<UserFile[]> {
  const rows: UserFileRecord[] = await reader('user_files')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(take);
  return rows.map(read);
}

/** Finds a file that has work and that nobody works on: looked for outside of a transaction, because there rarely is one. */
export async function findUserFileToDo(reader: Reader, now: number): Promise<string | undefined> {
  const row: { id: string } | undefined = await reader('user_files')
    .whereIn('state', ['checking', 'importing'])
    .where((query) => void query.whereNull('lease_owner').orWhere('lease_until', '<=', now))
    .first('id');
  return row?.id;
}

/** Leases a file that has work and that nobody works on; undefined when there is none. */
export async function claimUserFile(
  tx: Tx,
  claim: { readonly owner: string; readonly now: number; readonly leaseMs: number; readonly id?: string },
): Promise<UserFile | undefined> {
  const one = claim.id === undefined ? '' : 'and id = ?';
  const rows = await rowsOf<UserFileRecord>(
    tx,
    `update user_files set lease_owner = ?, lease_until = ? where id = (
       select id from user_files where state in ('checking', 'importing')
          and (lease_owner is null or lease_until <= ?) ${one}
        order by created_at limit 1 ${skipLocked(tx)}
     ) returning *`,
    [claim.owner, claim.now + claim.leaseMs, claim.now, ...(claim.id === undefined ? [] : [claim.id])],
  );
  return rows[0] && read(rows[0]);
}

/**
 * Prolongs the lease of a file and notes how far it is.
 * @returns false when it is somebody else's now, was stopped, or is gone
 */
export async function renewUserFile(
  tx: Tx,
  id: string,
  lease: { readonly owner: string; readonly until: number; readonly done: number },
): Promise<boolean> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    'update user_files set lease_until = ?, done = ? where id = ? and lease_owner = ? returning id',
    [lease.until, lease.done, id, lease.owner],
  );
  return rows.length === 1;
}

/** Gives a file back unfinished, for the next worker to take at once. */
export async function releaseUserFile(tx: Tx, id: string, owner: string): Promise<void> {
  await tx('user_files').where({ id, lease_owner: owner }).update({ lease_owner: null, lease_until: 0 });
}

/** Forgets a file with its lines. */
export async function deleteUserFile(tx: Tx, id: string): Promise<void> {
  await tx('user_files').where({ id }).delete();
}

/**
 * Lists files whose time is over: those that were never imported, and those that were.
 * @param before in milliseconds since the epoch: `draft` for the former, `done` for the latter
 */
export async function listOldUserFiles(
  reader: Reader,
  before: { readonly draft: number; readonly done: number },
): Promise<string[]> {
  const rows: { id: string }[] = await reader('user_files')
    .where(
      (query) => void query.whereIn('state', ['reading', 'checking', 'ready']).where('created_at', '<', before.draft),
    )
    .orWhere((query) => void query.whereIn('state', ['done', 'stopped']).where('created_at', '<', before.done))
    .select('id');
  return rows.map(({ id }) => id);
}
