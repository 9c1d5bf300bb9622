import type { PersonRow } from '../../../../../views/admin/applications/identity-management/props';
import { compact } from '../../../../core/compact';
import type { UserId } from '../../../../core/ids';
import { nameOf } from '../../../../core/user';
import { describe } from '../../../../events/describe';
import type { ExchangeFacts } from '../../../../events/payloads';
import { findEvent } from '../../../../store/events';
import type { Link } from '../../../../store/provisioning/links';
import type { Mark } from '../../../../store/provisioning/stale';
import { findUsers } from '../../../../store/users';
import type { WebContext } from '../../../web-context';

const MOST_BODY = 4_000;

/** Turns links into rows of the People table, with names, the next try and the last exchange of each. */
export async function personRows(
  web: WebContext,
  links: readonly Link[],
  marks: ReadonlyMap<UserId, Mark>,
): Promise<PersonRow[]> {
  const { db } = web.context;
  const users = new Map(
    (
      await findUsers(
        db,
        links.map((link) => link.userId),
      )
    ).map((user) => [user.id, user]),
  );
  return Promise.all(
    links.map(async (link) => {
      const user = users.get(link.userId);
      const mark = marks.get(link.userId);
      const event = link.eventId === undefined ? undefined : await findEvent(db, link.eventId);
      const exchange = event !== undefined && 'exchange' in event.payload ? event.payload.exchange : undefined;
      const accepted = link.accepted?.['userName'];
      return compact<PersonRow>({
        id: link.userId,
        name: user === undefined ? 'Deleted person' : nameOf(user),
        username: user?.username ?? (typeof accepted === 'string' ? accepted : undefined),
        href: user && `/admin/users/${user.id}`,
        status: link.status,
        at: link.updatedAt,
        reason: reasonOf(link, mark) ?? (event && describe(event)),
        nextTryAt: link.status === 'waiting' && mark?.parked === false ? mark.dueAt : undefined,
        detail: exchange && exchangeText(exchange, link.eventId),
      });
    }),
  );
}

function reasonOf(link: Link, mark: Mark | undefined): string | undefined {
  const changed = mark !== undefined && !mark.parked && (link.status === 'in-sync' || link.status === 'deactivated');
  return changed ? 'A change is in line to be sent.' : link.sentence;
}

/** Writes an exchange with an application as text: what was sent, what came back, and the event that holds it. */
export function exchangeText(exchange: ExchangeFacts, eventId?: string): string {
  const { method, path, status, scimType, detail, tookMs, request } = exchange;
  const answer = [status === undefined ? 'No answer' : `Status ${status}`, scimType && `scimType ${scimType}`];
  const lines = [
    `${method} ${path}`,
    answer.filter(Boolean).join(' · '),
    detail === undefined ? undefined : `"${detail}"`,
    tookMs === undefined ? undefined : `Took ${Math.round(tookMs)} ms`,
    request === undefined ? undefined : (JSON.stringify(request, null, 2) ?? '').slice(0, MOST_BODY),
    eventId === undefined ? undefined : `Event ${eventId}`,
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}
