const DURATION =
  /^P(?=\d|T\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?$/;
const MS = [365 * 86_400_000, 30 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000] as const;

/**
 * Reads a duration of metadata, such as PT6H (XML Schema part 2 section 3.2.6). Years and months are taken as 365 and 30
 * days: what is read is a wish about how often to look.
 * @returns milliseconds; undefined for what is no duration, or goes backwards
 */
export function readDuration(text: string | undefined): number | undefined {
  const parts = DURATION.exec(text?.trim() ?? '');
  if (parts === null) return undefined;
  return MS.reduce((sum, size, place) => sum + size * Number(parts[place + 1] ?? 0), 0);
}

/** Reads a moment of metadata, in milliseconds since the epoch; without a time zone it is taken as UTC (saml-core section 1.3.3). */
export function readMoment(text: string | undefined): number | undefined {
  const moment = text?.trim() ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(moment)) return undefined;
  const at = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(moment) ? moment : `${moment}Z`);
  return Number.isNaN(at) ? undefined : at;
}
