import { FILE_PROPERTIES } from '../../../core/user-file/columns';
import type { RowOutcome, UserFile, UserFileRow } from '../../../core/user-file/file';
import { listRows } from '../../../store/files/user-file-rows';
import type { Db } from '../../../store/tx';
import { csvLine } from '../../download';

const PIECE = 1_000;

const EXAMPLE: Readonly<Record<string, string>> = {
  username: 'noor.haddad',
  email: 'noor.haddad@example.com',
  firstname: 'Noor',
  lastname: 'Haddad',
  displayName: 'Noor Haddad',
  jobTitle: 'Designer',
  department: 'Product',
  company: 'Example',
  location: 'Berlin',
  employeeIdentifier: '1042',
  employeeType: 'Full-time',
  preferredLanguage: 'de',
  locale: 'de-DE',
  timezone: 'Europe/Berlin',
  'work.streetAddress': 'Torstraße 1',
  'work.locality': 'Berlin',
  'work.region': 'Berlin',
  'work.postalCode': '10119',
  'work.country': 'DE',
  'work.phone': '030 123456',
};

const RESULTS: Readonly<Record<RowOutcome, string>> = {
  waiting: 'Not checked',
  new: 'Not imported yet',
  change: 'Not imported yet',
  same: 'Unchanged',
  skip: 'Left as is',
  problem: 'Problem',
  created: 'Added',
  changed: 'Changed',
  refused: 'Not imported',
};

/** A file with every column and one person, with the mark by which spreadsheets know UTF-8. */
export function sampleFile(): string {
  const head = csvLine(FILE_PROPERTIES.map(({ label }) => label));
  return `\uFEFF${head}${csvLine(FILE_PROPERTIES.map(({ name }) => EXAMPLE[name] ?? ''))}`;
}

/** The lines of a file with what each came to, piece by piece. */
export async function* resultPieces(db: Db, file: UserFile): AsyncGenerator<string> {
  yield csvLine(['line', 'username', 'email', 'result', 'reason']);
  for (let after = 0; ;) {
    const rows = await listRows(db, file.id, { after, take: PIECE });
    if (rows.length > 0) yield rows.map((row) => resultLine(file, row)).join('');
    if (rows.length < PIECE) return;
    after = rows.at(-1)?.line ?? after;
  }
}

function resultLine(file: UserFile, row: UserFileRow): string {
  const names = ['username', 'email'].map((name) => cellOf(file, row, name));
  return csvLine([String(row.line), ...names, RESULTS[row.outcome], row.sentence ?? '']);
}

/** The cell that holds a property; empty when no column does. */
export function cellOf({ options }: UserFile, { cells }: UserFileRow, property: string): string {
  return cells[options.columns.indexOf(property)] ?? '';
}
