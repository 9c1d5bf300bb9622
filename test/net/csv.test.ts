import { AppError } from '../../src/core/errors';
import { readCsv, type CsvFile } from '../../src/net/csv';

const read = (text: string, encoding: BufferEncoding = 'utf8'): Promise<CsvFile> =>
  readCsv(Buffer.from(text, encoding));

/** The sentence with which a file is refused. */
async function refusal(bytes: Uint8Array | string): Promise<string> {
  try {
    await readCsv(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    if (error instanceof AppError) return error.fields['file'] ?? error.message;
    throw error;
  }
  return 'it was read';
}

const WORDS = 'Name;Ort\r\nMüller;Köln\r\n';
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['UTF-8', Buffer.from(WORDS)],
  ['UTF-8', Buffer.from(`\uFEFF${WORDS}`)],
  ['UTF-16', Buffer.from(`\uFEFF${WORDS}`, 'utf16le')],
  ['UTF-16', Buffer.from(WORDS, 'utf16le')],
  ['UTF-16', swapped(`\uFEFF${WORDS}`)],
  ['UTF-16', swapped(WORDS)],
  ['Windows-1252', Buffer.from(WORDS, 'latin1')],
])('the encoding %s is found out, with a mark or without', async (encoding, bytes) => {
  expect(await readCsv(bytes)).toEqual({
    encoding,
    delimiter: ';',
    header: ['Name', 'Ort'],
    rows: [{ line: 2, cells: ['Müller', 'Köln'] }],
  });
});

test.each([
  [',', 'a,b\n1,2'],
  [';', 'a;b\n1,5;2'],
  ['\t', 'a\tb\n1\t2'],
  [';', '"a, b, c";d\n1;2'],
  [',', 'a\n1'],
  [';', 'sep=;\na;b\n1;2'],
])('the delimiter "%s" is found out', async (delimiter, text) => {
  expect((await read(text)).delimiter).toBe(delimiter);
});

test('lines are numbered as an editor does: with breaks in cells, empty lines and a line about the delimiter', async () => {
  const { rows } = await read('sep=,\r\na,b\r\n1,"x\r\ny"\r\n\r\n,\r\n2,"""q"""\r\n3,עברית 🎈');
  expect(rows).toEqual([
    { line: 3, cells: ['1', 'x\ny'] },
    { line: 7, cells: ['2', '"q"'] },
    { line: 8, cells: ['3', 'עברית 🎈'] },
  ]);
});

test('signs of two halves stay whole wherever the file is cut into pieces', async () => {
  const cell = '🎈'.repeat(4_000);
  const { rows } = await read(`a,b\n${Array.from({ length: 40 }, () => `x,${cell}`).join('\n')}`);
  expect(rows.every(({ cells }) => cells[1] === cell)).toBe(true);
});

test.each<[string, Uint8Array | string]>([
  ['The file is empty.', ''],
  ['headings and nobody below', 'a,b\n\n'],
  ['This is no text file.', 'a,b\n1,\0'],
  ['This is a workbook', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
  ['Line 3: a quotation mark is opened and never closed.', 'a,b\n1,2\n3,"4\n5,6'],
  ['Line 2: a quotation mark stands inside of a cell.', 'a,b\n1,5" pipe'],
  ['Line 2: a quotation mark stands inside of a cell.', 'a,b\n1,"5" pipe'],
  ['Line 1 is longer than 64 KB.', 'x'.repeat(20 * 1024 * 1024)],
  ['longer than 64 KB.', `a,b\n"${'x\n'.repeat(100_000)}`],
  ['Line 1 has 10,000 columns.', Array.from({ length: 10_000 }, (_, n) => n).join(',')],
  ['Line 2 has 101 columns.', `a\n${','.repeat(99)},x`],
  ['larger than 20 MB', new Uint8Array(20 * 1024 * 1024 + 1)],
  ['more than 50,000 lines', `a\n${'x\n'.repeat(50_001)}`],
  ['characters that are broken', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00])],
])('SECURITY: refused with "%s"', async (sentence, bytes) => {
  expect(await refusal(bytes)).toContain(sentence);
});

test('50,000 lines are read, and others are served meanwhile', async () => {
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  const { rows } = await read(`username,email\n${'someone,someone@fernhill.example\n'.repeat(50_000)}`);
  clearInterval(turning);
  expect(rows).toHaveLength(50_000);
  expect(turns).toBeGreaterThan(5);
});
