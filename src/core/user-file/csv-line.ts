/** Signs that make a spreadsheet take a cell for a formula, also behind blanks. */
const FORMULA = /^\s*[=+\-@\t\r\n]/;

/** A line of CSV (RFC 4180), every cell quoted; what a spreadsheet would run gets a quote in front (SECURITY A8). */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`);
  return `${quoted.join(',')}\r\n`;
}
