import { listItems, type ImportItem } from '../../../../../store/provisioning/import-items';
import { csvLine } from '../../../../download';
import type { WebContext } from '../../../../web-context';

const PIECE = 1_000;
const HEAD = ['username', 'email', 'name', 'status', 'result'];

/** The whole list of an import with its results as pieces of CSV. */
export async function* importLines({ context }: WebContext, importId: string): AsyncGenerator<string> {
  yield csvLine(HEAD);
  for (let skip = 0; ; skip += PIECE) {
    const { items } = await listItems(context.db, importId, { skip, take: PIECE });
    yield csvLines(items);
    if (items.length < PIECE) return;
  }
}

/** Some users of an import as lines of CSV. */
export function csvLines(items: readonly ImportItem[]): string {
  return items
    .map(({ username, email, name, status, sentence }) =>
      csvLine([username, email ?? '', name, status === 'new' ? 'New' : 'Imported', sentence ?? '']),
    )
    .join('');
}
