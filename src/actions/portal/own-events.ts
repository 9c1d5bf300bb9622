import type { EventId, UserId } from '../../core/ids';
import type { AnyEvent } from '../../events/catalog';
import { listEvents } from '../../store/events';
import type { Reader } from '../../store/tx';

/** How people copy an event: the whole of it, or its beginning. */
const TYPED = /^[0-9A-HJKMNP-TV-Z]{8,26}$/;

/** Reads what somebody typed as an event: blanks, hyphens and small letters are how people copy. */
export function readEventId(typed: string): string | undefined {
  const plain = typed.replace(/[\s-]/g, '').toUpperCase();
  return TYPED.test(plain) ? plain : undefined;
}

/**
 * Finds an event about the person who asks, by its id or the first characters of it; the latest where several begin
 * alike. Events about others are not found, whatever their id.
 */
export async function findOwnEvent(reader: Reader, userId: UserId, start: string): Promise<AnyEvent | undefined> {
  const found = await listEvents(reader, { userId, search: start, take: 20 });
  return found.find(({ id }: { readonly id: EventId }) => id.startsWith(start));
}
