import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { invalid, type AppError } from '../core/errors';

/** What a file may hold at most. */
export const CSV_LIMITS = { bytes: 20 * 1024 * 1024, lines: 50_000, columns: 100, lineBytes: 64 * 1024 } as const;

/** How the bytes of a file were read. */
export type CsvEncoding = 'UTF-8' | 'UTF-16' | 'Windows-1252';

/** The sign between two cells. */
export type CsvDelimiter = ',' | ';' | '\t';

/** One line of a file below its headings. `line` counts from 1, as editors do; a line with breaks in it by its first. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file of lines and columns. */
export interface CsvFile {
  readonly encoding: CsvEncoding;
  readonly delimiter: CsvDelimiter;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

const PIECE = 64 * 1024;
const DELIMITERS: readonly CsvDelimiter[] = [',', ';', '\t'];

/**
 * Reads a CSV file (RFC 4180) whatever a spreadsheet made of it: encoding and delimiter are found out. It is read in
 * pieces, so that others are served meanwhile. Lines without any content are left out.
 * @throws AppError invalid with a sentence for the field `file`, naming the line where there is one
 */
export async function readCsv(bytes: Uint8Array): Promise<CsvFile> {
  if (bytes.length > CSV_LIMITS.bytes) throw refused('The file is larger than 20 MB. Divide it into several.');
  const { encoding, text: decoded } = decode(bytes);
  const whole = decoded.replace(/\r\n?/g, '\n');
  if (whole.includes('\0')) throw refused('This is no text file. Save it as CSV and choose it again.');
  // Excel writes which delimiter it used into a line of its own.
  const told = /^sep=([,;\t])\n/i.exec(whole);
  const text = told === null ? whole : whole.slice(told[0].length);
  const delimiter = (told?.[1] as CsvDelimiter | undefined) ?? delimiterOf(text);
  const [head, ...rows] = await recordsOf(text, delimiter, told === null ? 0 : 1);
  if (head === undefined) throw refused('The file is empty. Its first line has to name the columns.');
  const header = head.cells.map((cell) => cell.trim().slice(0, 200));
  if (rows.length === 0) throw refused('The file has headings and nobody below them.');
  return { encoding, delimiter, header, rows };
}

function decode(bytes: Uint8Array): { readonly encoding: CsvEncoding; readonly text: string } {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) {
    throw refused('This is a workbook, not a CSV file. Save it as “CSV UTF-8” and choose that file.');
  }
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) {
    const text = tryDecode(bytes, utf16);
    if (text === undefined) throw refused('The file begins as UTF-16 and holds characters that are broken.');
    return { encoding: 'UTF-16', text };
  }
  const text = tryDecode(bytes, 'utf-8');
  if (text !== undefined) return { encoding: 'UTF-8', text };
  return { encoding: 'Windows-1252', text: new TextDecoder('windows-1252').decode(bytes) };
}

/** By its mark, or because every other byte of the beginning is zero, as in Latin letters without a mark. */
function utf16Of(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 200);
  const zeros = (odd: number): number => start.filter((byte, index) => index % 2 === odd && byte === 0).length;
  if (start.length >= 4 && zeros(1) > start.length * 0.4 && zeros(0) === 0) return 'utf-16le';
  if (start.length >= 4 && zeros(0) > start.length * 0.4 && zeros(1) === 0) return 'utf-16be';
  return undefined;
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The sign that stands most often in the headings, outside of quotation marks. */
function delimiterOf(text: string): CsvDelimiter {
  const start = text.slice(0, CSV_LIMITS.lineBytes).replace(/"[^"]*"/g, '');
  const headings = /[^\n]+/.exec(start)?.[0] ?? '';
  const count = (sign: string): number => headings.split(sign).length;
  return DELIMITERS.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

async function recordsOf(text: string, delimiter: string, before: number): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  const parser = Readable.from(piecesOf(text)).pipe(
    parse({
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: CSV_LIMITS.lineBytes,
    }),
  );
  try {
    for await (const one of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const { record: cells, info } = one;
      // The reader counts to the end of what it read.
      const breaks = cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
      const line = before + info.lines - breaks;
      if (cells.length > CSV_LIMITS.columns) {
        throw refused(`Line ${line} has ${cells.length.toLocaleString('en')} columns. A file can have 100 at most.`);
      }
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (rows.length > CSV_LIMITS.lines) throw refused('The file has more than 50,000 lines. Divide it into several.');
      rows.push({ line, cells });
    }
  } catch (error) {
    throw sentenceFor(error, before, text);
  } finally {
    parser.destroy();
  }
  return rows;
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + PIECE, text.length);
    // A sign of two halves stays in one piece.
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end += 1;
    yield text.slice(at, end);
    at = end;
    await breathe();
  }
}

function sentenceFor(error: unknown, before: number, text: string): unknown {
  const { code, lines } = error as { code?: unknown; lines?: unknown };
  if (typeof code !== 'string' || typeof lines !== 'number') return error;
  const line = (before + lines).toLocaleString('en');
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return refused(
        `Line ${openedAt(text, before).toLocaleString('en')}: a quotation mark is opened and never closed.`,
      );
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return refused(`Line ${line}: a quotation mark stands inside of a cell. Write it twice, in a cell in quotes.`);
    case 'CSV_MAX_RECORD_SIZE':
      return refused(`Line ${line} is longer than 64 KB. Is a quotation mark missing before it?`);
    default:
      return error;
  }
}

/** The line on which the quotation mark stands that nothing closes. */
function openedAt(text: string, before: number): number {
  let opened = 1;
  let line = 1;
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '\n') line += 1;
    if (sign !== '"') continue;
    if (inside && text.charAt(at + 1) === '"') at += 1;
    else {
      inside = !inside;
      if (inside) opened = line;
    }
  }
  return before + opened;
}

function refused(sentence: string): AppError {
  return invalid({ file: sentence });
}
