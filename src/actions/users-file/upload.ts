import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import { guessColumns } from '../../core/user-file/columns';
import type { UserFile } from '../../core/user-file/file';
import { readCsv } from '../../net/csv';
import { insertRows } from '../../store/files/user-file-rows';
import { insertUserFile, saveUserFile } from '../../store/files/user-files';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { checkSoon } from './check';

const PIECE = 500;

/** Said where the headings do not tell whom a line is about. */
export const NO_NAMES = 'Choose which column holds the Username or the Company Email.';

/** A file as it came. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Keeps the lines of a file of people, guesses its columns and checks every line. Nobody is added or changed.
 * @returns the file; a long one is checked in the background
 * @throws AppError invalid with a sentence for the field `file`, forbidden
 */
export async function uploadUserFile(deps: Deps, actor: Actor, { name, bytes }: UploadedFile): Promise<UserFile> {
  demandMay(actor, 'people.write');
  if (bytes.length === 0) throw invalid({ file: 'Choose a CSV file, or paste its lines.' });
  const { header, rows, encoding, delimiter } = await readCsv(bytes);
  const columns = guessColumns(header);
  const named = columns.includes('username') || columns.includes('email');
  const file = compact<UserFile>({
    id: deps.newId<string>(),
    fileName: plainName(name),
    state: 'reading',
    options: {
      ...{ encoding, delimiter, columns, existing: 'skip' },
      first: deps.mailer === undefined ? 'later' : 'mailed-link',
      ...(actor.keyId === undefined ? {} : { startedByKey: actor.keyId }),
    },
    header,
    total: rows.length,
    done: 0,
    sentence: named ? undefined : NO_NAMES,
    startedById: actor.id,
    startedBy: actor.name,
    createdAt: deps.clock(),
  });
  await transact(deps.db, (tx) => insertUserFile(tx, file));
  for (let from = 0; from < rows.length; from += PIECE) {
    await transact(deps.db, (tx) => insertRows(tx, file.id, rows.slice(from, from + PIECE)));
  }
  const kept: UserFile = { ...file, state: named ? 'checking' : 'ready' };
  await transact(deps.db, (tx) => saveUserFile(tx, kept));
  if (named) await checkSoon(deps, kept);
  return kept;
}

function plainName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .slice(0, 120);
  return plain === '' ? 'people.csv' : plain;
}
