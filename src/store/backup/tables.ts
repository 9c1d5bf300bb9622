import { isPostgres, rowsOf } from '../dialect';
import type { Reader } from '../tx';

/** A column as a copy needs to know it: its name, and whether its values need care. */
export interface CopiedColumn {
  readonly name: string;
  readonly kind: 'boolean' | 'binary' | 'text' | 'number';
}

/** A table that belongs into a copy. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly CopiedColumn[];
  /** The columns of the primary key: rows are copied in their order. */
  readonly key: readonly string[];
}

/** What belongs to one database and not to what is kept in it: the list of migrations, who runs, counts of changes. */
const LEFT_OUT = [
  'knex_migrations',
  'knex_migrations_lock',
  'change_count',
  'instances',
  'paces',
  'api_rates',
  'sqlite_sequence',
];

interface Found {
  readonly name: string;
  readonly columns: CopiedColumn[];
  readonly key: string[];
  readonly needs: Set<string>;
}

/** Lists the tables that belong into a copy: what others refer to comes before what refers to it. */
export async function listCopiedTables(reader: Reader): Promise<CopiedTable[]> {
  const found = isPostgres(reader) ? await findOnPostgres(reader) : await findOnSqlite(reader);
  const waiting = found
    .filter(({ name }) => !LEFT_OUT.includes(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const sorted: CopiedTable[] = [];
  const placed = new Set<string>();
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ name, needs }) => [...needs].every((need) => need === name || placed.has(need)));
    // Two tables that need each other can't be filled one after the other.
    if (at === -1) throw new Error('Tables of the database refer to each other in a circle.');
    const [next] = waiting.splice(at, 1);
    if (next === undefined) break;
    placed.add(next.name);
    // By name: columns that were added later stand in another order on the other database.
    const columns = [...next.columns].sort((one, other) => (one.name < other.name ? -1 : 1));
    sorted.push({ name: next.name, columns, key: next.key });
  }
  return sorted;
}

async function findOnSqlite(reader: Reader): Promise<Found[]> {
  const tables = await rowsOf<{ name: string }>(
    reader,
    `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`,
    [],
  );
  const found: Found[] = [];
  for (const { name } of tables) {
    const columns = await rowsOf<{ name: string; type: string; pk: number }>(
      reader,
      'select name, type, pk from pragma_table_info(?) order by cid',
      [name],
    );
    const needs = await rowsOf<{ table: string }>(reader, 'select "table" from pragma_foreign_key_list(?)', [name]);
    found.push({
      name,
      columns: columns.map((column) => ({ name: column.name, kind: kindOf(column.type) })),
      key: columns
        .filter(({ pk }) => pk > 0)
        .sort((one, other) => one.pk - other.pk)
        .map((column) => column.name),
      needs: new Set(needs.map(({ table }) => table)),
    });
  }
  return found;
}

async function findOnPostgres(reader: Reader): Promise<Found[]> {
  const columns = await rowsOf<{ table_name: string; column_name: string; data_type: string }>(
    reader,
    `select c.table_name, c.column_name, c.data_type from information_schema.columns c
       join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
      where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
      order by c.table_name, c.ordinal_position`,
    [],
  );
  const keys = await rowsOf<{ table_name: string; column_name: string }>(
    reader,
    `select t.relname as table_name, a.attname as column_name
       from pg_index i
       join pg_class t on t.oid = i.indrelid and t.relnamespace = current_schema()::regnamespace
       cross join lateral unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
       join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
      where i.indisprimary order by t.relname, k.place`,
    [],
  );
  const links = await rowsOf<{ table_name: string; needs: string }>(
    reader,
    `select t.relname as table_name, f.relname as needs
       from pg_constraint c
       join pg_class t on t.oid = c.conrelid and t.relnamespace = current_schema()::regnamespace
       join pg_class f on f.oid = c.confrelid
      where c.contype = 'f'`,
    [],
  );
  return [...new Set(columns.map(({ table_name }) => table_name))].map((name) => ({
    name,
    columns: columns
      .filter(({ table_name }) => table_name === name)
      .map(({ column_name, data_type }) => ({ name: column_name, kind: kindOf(data_type) })),
    key: keys.filter(({ table_name }) => table_name === name).map(({ column_name }) => column_name),
    needs: new Set(links.filter(({ table_name }) => table_name === name).map(({ needs }) => needs)),
  }));
}

/** Types as SQLite declares them and as PostgreSQL names them. */
function kindOf(type: string): CopiedColumn['kind'] {
  const name = type.toLowerCase();
  if (name === 'boolean') return 'boolean';
  if (name === 'blob' || name === 'bytea') return 'binary';
  return /^(big|small)?int/.test(name) ? 'number' : 'text';
}
