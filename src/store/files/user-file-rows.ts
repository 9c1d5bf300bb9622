import { compact } from '../../core/compact';
import { allCounts, type RowCounts, type RowOutcome, type UserFileRow } from '../../core/user-file/file';
import { chunks, rowsOf, textOrNone, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

interface RowRecord {
  line: unknown;
  cells: string;
  outcome: RowOutcome;
  sentence: string | null;
  user_id: string | null;
}

function read(row: RowRecord): UserFileRow {
  return compact<UserFileRow>({
    line: whole(row.line),
    cells: JSON.parse(row.cells) as string[],
    outcome: row.outcome,
    sentence: textOrNone(row.sentence),
    userId: textOrNone(row.user_id),
  });
}

/** Which lines are wanted, in their order. */
export interface RowFilter {
  readonly outcomes?: readonly RowOutcome[];
  /** Only lines behind this one. */
  readonly after?: number;
  readonly skip?: number;
  readonly take: number;
}

/** Adds lines that are not checked yet. */
export async function insertRows(
  tx: Tx,
  fileId: string,
  rows: readonly Pick<UserFileRow, 'line' | 'cells'>[],
): Promise<void> {
  for (const part of chunks(rows, 250)) {
    await tx('user_file_rows').insert(
      part.map(({ line, cells }) => ({
        file_id: fileId,
        line,
        cells: JSON.stringify(cells),
        outcome: 'waiting',
        sentence: null,
        user_id: null,
      })),
    );
  }
}

/** Lists lines of a file. */
export async function listRows(reader: Reader, fileId: string, filter: RowFilter): Promise<UserFileRow[]> {
  const rows: RowRecord[] = await reader('user_file_rows')
    .where({ file_id: fileId })
    .modify((query) => {
      if (filter.outcomes !== undefined) void query.whereIn('outcome', filter.outcomes);
      if (filter.after !== undefined) void query.where('line', '>', filter.after);
      if (filter.skip !== undefined) void query.offset(filter.skip);
    })
    .orderBy('line')
    .limit(filter.take);
  return rows.map(read);
}

/** Counts the lines of a file by what they came to. */
export async function countRows(reader: Reader, fileId: string): Promise<RowCounts> {
  const rows = await rowsOf<{ outcome: RowOutcome; total: unknown }>(
    reader,
    'select outcome, count(*) as total from user_file_rows where file_id = ? group by outcome',
    [fileId],
  );
  return allCounts(Object.fromEntries(rows.map(({ outcome, total }) => [outcome, whole(total)])));
}

/** Keeps what a line came to. */
export async function saveRow(tx: Tx, fileId: string, row: Omit<UserFileRow, 'cells'>): Promise<void> {
  await rowsOf(tx, 'update user_file_rows set outcome = ?, sentence = ?, user_id = ? where file_id = ? and line = ?', [
    row.outcome,
    row.sentence ?? null,
    row.userId ?? null,
    fileId,
    row.line,
  ]);
}

/** Has every line of a file checked anew. */
export async function uncheckRows(tx: Tx, fileId: string): Promise<void> {
  await tx('user_file_rows').where({ file_id: fileId }).update({ outcome: 'waiting', sentence: null, user_id: null });
}
