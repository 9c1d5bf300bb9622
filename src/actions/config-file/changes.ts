/** A difference between what is and what a file asks for. Values are as they stand in files. */
export interface FieldChange {
  readonly field: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/**
 * Compares two objects field by field. Objects are gone into; lists are compared as a whole.
 * @param from what is; undefined for nothing
 * @param to what is asked for
 */
export function changesBetween(from: unknown, to: unknown, path = ''): FieldChange[] {
  if (isPlain(from) && isPlain(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => changesBetween(from[name], to[name], path === '' ? name : `${path}.${name}`));
  }
  if (sorted(from) === sorted(to)) return [];
  if (from === undefined && isPlain(to)) return changesBetween({}, to, path);
  if (to === undefined && isPlain(from)) return changesBetween(from, {}, path);
  return [{ field: path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is the same for the same value, whatever the order of its names. */
function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_name, one: unknown) =>
      isPlain(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
    ) ?? ''
  );
}
