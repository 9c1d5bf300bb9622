import type { ImportItem } from '../../../../../store/provisioning/import-items';

const HEAD = ['username', 'email', 'name', 'status', 'result'];

/** The first line of the results. */
export const CSV_HEAD = `${HEAD.join(',')}\r\n`;

/** Some users of an import as lines of CSV (RFC 4180). */
export function csvLines(items: readonly ImportItem[]): string {
  return items
    .map(({ username, email, name, status, sentence }) =>
      [username, email ?? '', name, status === 'new' ? 'New' : 'Imported', sentence ?? ''].map(cell).join(','),
    )
    .map((line) => `${line}\r\n`)
    .join('');
}

/** Spreadsheets run what begins with these signs; a quote in front makes it text. */
function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
