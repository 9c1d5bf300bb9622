import { APPLICATION_ACCESS } from './applications';
import type { AccessLine } from './line';
import { OTHER_ACCESS } from './rest';
import { PEOPLE_ACCESS } from './people';

/** Every address below /admin. What is not in it is refused to everybody. */
export const ACCESS_TABLE: readonly AccessLine[] = [...PEOPLE_ACCESS, ...APPLICATION_ACCESS, ...OTHER_ACCESS];

interface Entry {
  readonly line: AccessLine;
  readonly pattern: readonly string[];
}

/** Lines by method and number of parts, so that a page with a thousand links asks quickly. */
const INDEX = new Map<string, Entry[]>();
for (const line of ACCESS_TABLE) {
  const pattern = partsOf(line.path);
  const key = `${line.method} ${pattern.length}`;
  INDEX.set(key, [...(INDEX.get(key) ?? []), { line, pattern }]);
}

/**
 * The lines that a request may mean; none for an address that is not in the table. Read as the router reads addresses:
 * without regard to capitals, with or without a slash at the end. An address may fit several lines, `new` being an id by
 * its looks: whoever asks must be allowed by all of them.
 * @param method GET, HEAD or POST
 * @param path as it came, without a query
 */
export function accessLines(method: string, path: string): readonly AccessLine[] {
  const parts = partsOf(path.toLowerCase());
  const found = INDEX.get(`${method === 'HEAD' ? 'GET' : method} ${parts.length}`) ?? [];
  const fits = ({ pattern }: Entry): boolean =>
    pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]));
  return found.filter(fits).map(({ line }) => line);
}

function partsOf(path: string): string[] {
  return path.replace(/\/$/, '').slice(1).split('/');
}
