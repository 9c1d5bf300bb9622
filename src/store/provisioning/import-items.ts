import type { Knex } from 'knex';
import { compact } from '../../core/compact';
import type { ApplicationId, UserId } from '../../core/ids';
import type { ScimAttributes } from '../../scim/schemas';
import { chunks, containing, insertNew, isPostgres, textOrNone, truth, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** The two words of the list (M-182, M-183). */
export type ImportStatus = 'new' | 'imported';

/** Somebody in the directory who may be the one an account belongs to. */
export interface ImportMatch {
  readonly userId: UserId;
  readonly name: string;
  readonly by: 'both' | 'username' | 'email';
}

/** A user of the application, as it was listed. */
export interface ImportItem {
  /** Their number in the list. */
  readonly place: number;
  readonly remoteId: string;
  readonly username: string;
  readonly email?: string;
  readonly name: string;
  readonly resource: ScimAttributes;
  readonly status: ImportStatus;
  readonly chosen: boolean;
  readonly matches: readonly ImportMatch[];
  /** Of an imported one the person; of a new one whom an admin chose to link it to. */
  readonly userId?: UserId;
  /** Why it was refused, or what was left out. */
  readonly sentence?: string;
}

interface ItemRow {
  place: number;
  remote_id: string;
  username: string;
  email: string | null;
  name: string;
  resource: string;
  status: ImportStatus;
  chosen: unknown;
  matches: string | null;
  user_id: string | null;
  sentence: string | null;
}

/** What the list is narrowed to. `newFirst` puts New above Imported (M-184, A-05). */
export interface ItemFilter {
  readonly search?: string;
  readonly newFirst?: boolean;
  /** Only users behind this place in the list. */
  readonly after?: number;
  readonly status?: ImportStatus;
  readonly skip: number;
  readonly take: number;
}

function read(row: ItemRow): ImportItem {
  return compact<ImportItem>({
    place: whole(row.place),
    remoteId: row.remote_id,
    username: row.username,
    email: textOrNone(row.email),
    name: row.name,
    resource: JSON.parse(row.resource) as ScimAttributes,
    status: row.status,
    chosen: truth(row.chosen),
    matches: row.matches === null ? [] : (JSON.parse(row.matches) as ImportMatch[]),
    userId: (row.user_id ?? undefined) as UserId | undefined,
    sentence: textOrNone(row.sentence),
  });
}

const COLUMNS = [
  'import_id',
  'place',
  'remote_id',
  'username',
  'email',
  'name',
  'resource',
  'status',
  'chosen',
  'matches',
  'user_id',
  'sentence',
] as const;

/** Adds users to the list; those that are in it already are left as they are. */
export async function insertItems(tx: Tx, importId: string, items: readonly ImportItem[]): Promise<void> {
  const no = isPostgres(tx) ? 'false' : 0;
  const rows = items.map((item) => ({
    import_id: importId,
    place: item.place,
    remote_id: item.remoteId,
    username: item.username,
    email: item.email ?? null,
    name: item.name,
    resource: JSON.stringify(item.resource),
    status: item.status,
    chosen: no,
    matches: item.matches.length === 0 ? null : JSON.stringify(item.matches),
    user_id: item.userId ?? null,
    sentence: null,
  }));
  await insertNew(tx, 'import_items', COLUMNS, rows);
}

/** Forgets the list of an import. */
export async function deleteItems(tx: Tx, importId: string): Promise<void> {
  await tx('import_items').where({ import_id: importId }).delete();
}

/** Lists users of an import, and counts how many there are. */
export async function listItems(
  reader: Reader,
  importId: string,
  filter: ItemFilter,
): Promise<{ items: ImportItem[]; total: number }> {
  const found = searched(reader, importId, filter.search).modify((query) => {
    if (filter.status !== undefined) void query.where({ status: filter.status });
  });
  const rows: ItemRow[] = await found
    .clone()
    .modify((query) => {
      if (filter.after !== undefined) void query.where('place', '>', filter.after);
      if (filter.newFirst === true) void query.orderByRaw("case status when 'new' then 0 else 1 end");
    })
    .orderBy('place')
    .offset(filter.skip)
    .limit(filter.take);
  const [row] = (await found.count({ total: '*' })) as { total: unknown }[];
  return { items: rows.map(read), total: whole(row?.total) };
}

/** Counts the users of an import: new, imported, and new ones that are chosen. */
export async function countItems(
  reader: Reader,
  importId: string,
): Promise<{ fresh: number; imported: number; chosen: number }> {
  const rows = (await reader('import_items')
    .where({ import_id: importId })
    .groupBy('status', 'chosen')
    .select('status', 'chosen')
    .count({ total: '*' })) as { status: ImportStatus; chosen: unknown; total: unknown }[];
  const sum = (is: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(is).reduce((total, row) => total + whole(row.total), 0);
  return {
    fresh: sum((row) => row.status === 'new'),
    imported: sum((row) => row.status === 'imported'),
    chosen: sum((row) => row.status === 'new' && truth(row.chosen)),
  };
}

/** Lists the next chosen users that are not imported, from a place on. */
export async function listChosen(reader: Reader, importId: string, after: number, take: number): Promise<ImportItem[]> {
  const rows: ItemRow[] = await reader('import_items')
    .where({ import_id: importId, status: 'new', chosen: true })
    .where('place', '>', after)
    .orderBy('place')
    .limit(take);
  return rows.map(read);
}

/** Chooses users or not; imported ones can't be chosen. Without places it is all that a search finds. */
export async function chooseItems(
  tx: Tx,
  importId: string,
  chosen: boolean,
  which: { readonly places?: readonly number[]; readonly search?: string },
): Promise<void> {
  if (which.places === undefined) {
    await searched(tx, importId, which.search).where({ status: 'new' }).update({ chosen });
    return;
  }
  for (const part of chunks(which.places)) {
    await tx('import_items').where({ import_id: importId, status: 'new' }).whereIn('place', part).update({ chosen });
  }
}

/** Keeps whom a new user is to be linked to; undefined leaves it to the match. */
export async function saveItemChoice(
  tx: Tx,
  importId: string,
  place: number,
  userId: UserId | undefined,
): Promise<void> {
  await tx('import_items')
    .where({ import_id: importId, place, status: 'new' })
    .update({ user_id: userId ?? null });
}

/** Keeps what came of one user. */
export async function saveItemResult(
  tx: Tx,
  importId: string,
  item: Pick<ImportItem, 'place' | 'status' | 'userId' | 'sentence'>,
): Promise<void> {
  await tx('import_items')
    .where({ import_id: importId, place: item.place })
    .update({ status: item.status, chosen: false, user_id: item.userId ?? null, sentence: item.sentence ?? null });
}

/** Finds whose accounts these are at an application: the person by the account's id. Who was deleted is left out. */
export async function listHolders(
  reader: Reader,
  applicationId: ApplicationId,
  remoteIds: readonly string[],
): Promise<ReadonlyMap<string, UserId>> {
  const holders = new Map<string, UserId>();
  for (const part of chunks(remoteIds)) {
    const rows: { remote_id: string; user_id: string }[] = await reader('links')
      .join('users', 'users.id', 'links.user_id')
      .where({ application_id: applicationId, removed: false })
      .whereIn('remote_id', part)
      .select('remote_id', 'user_id');
    for (const row of rows) holders.set(row.remote_id, row.user_id as UserId);
  }
  return holders;
}

function searched(reader: Reader, importId: string, search: string | undefined): Knex.QueryBuilder {
  return reader('import_items')
    .where({ import_id: importId })
    .modify((query) => {
      for (const word of (search ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
        const like = containing(word);
        void query.whereRaw(
          "(lower(username) like ? escape '\\' or lower(coalesce(email, '')) like ? escape '\\' or lower(name) like ? escape '\\')",
          [like, like, like],
        );
      }
    });
}
