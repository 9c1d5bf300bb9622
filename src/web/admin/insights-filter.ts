import type { Request } from 'express';
import { withQuery } from '../../../views/parts/safe-href';
import type { InsightsFilter } from '../../../views/admin/insights/index';
import { compact } from '../../core/compact';
import type { FieldErrors } from '../../core/errors';
import { isUlid, type ApplicationId, type EventId, type GroupId, type UserId } from '../../core/ids';
import { nameOf } from '../../core/user';
import { findEventDays } from '../../actions/settings/retention';
import { keptSince } from '../../core/event-retention';
import { EVENT_CATEGORIES, isEventName, type EventCategory } from '../../events/catalog';
import { listApplications } from '../../store/applications';
import { listEvents, type EventFilter } from '../../store/events';
import { findGroup } from '../../store/groups';
import { findUser, findUserByLogin } from '../../store/users';
import { queryText } from '../forms';
import type { WebContext } from '../web-context';
import { searchText } from './search-text';

const PAGE = 50;
/** Nobody’s id: what is asked of somebody who is not there has no events. */
const NOBODY = 'nobody' as UserId;
const DAY = 86_400_000;

/** A choice of a filter, with the words it is shown by. */
interface Named<Id> {
  readonly id: Id;
  readonly label: string;
}

/** The filters of an address, checked: for the page, and for the query. Values that mean nothing are left out. */
export interface ReadFilter {
  readonly shown: InsightsFilter;
  readonly query: EventFilter;
  readonly before?: EventId;
  readonly userName?: string;
  readonly groupName?: string;
  /** The wanted time begins before the events that are kept. */
  readonly beyond?: { readonly since: number; readonly days: number };
  /** The applications to choose from; one that is deleted is among them while the list is narrowed to it. */
  readonly applications: readonly { readonly value: string; readonly label: string }[];
  readonly errors: FieldErrors;
}

/** Reads the filters of Directory Insights from an address. One more event than a page is asked for, to know the end. */
export async function readFilter(web: WebContext, request: Request): Promise<ReadFilter> {
  const q = searchText(request);
  const name = queryText(request, 'name');
  const category = queryText(request, 'category') as EventCategory;
  const result = queryText(request, 'result');
  const applications = await applicationsFor(web, queryText(request, 'application'));
  const wanted = queryText(request, 'user').trim().slice(0, 320);
  const user = await userFor(web, wanted);
  const group = await groupFor(web, queryText(request, 'group'));
  const causeText = queryText(request, 'cause');
  const cause = isUlid(causeText) ? causeText : undefined;
  const from = dayOf(queryText(request, 'from'));
  const to = dayOf(queryText(request, 'to'));
  const cursor = queryText(request, 'before');
  const before = isUlid(cursor) ? (cursor as EventId) : undefined;
  const known = compact<Omit<InsightsFilter, 'application' | 'user' | 'group'>>({
    q: q === '' ? undefined : q,
    name: isEventName(name) ? name : undefined,
    category: EVENT_CATEGORIES.includes(category) ? category : undefined,
    result: result === 'success' || result === 'failure' ? result : undefined,
    cause,
    from: from === undefined ? undefined : queryText(request, 'from'),
    to: to === undefined ? undefined : queryText(request, 'to'),
  });
  const { chosen } = applications;
  return compact<ReadFilter>({
    shown: compact<InsightsFilter>({
      ...known,
      application: chosen?.value,
      user: wanted === '' ? undefined : wanted,
      group: group?.id,
    }),
    query: compact<EventFilter>({
      search: known.q,
      name: isEventName(name) ? name : undefined,
      category: known.category as EventCategory | undefined,
      result: known.result as EventFilter['result'],
      applicationId: chosen?.id,
      userId: wanted === '' ? undefined : (user?.id ?? NOBODY),
      groupId: group?.id,
      correlationId: cause,
      from,
      to: to === undefined ? undefined : to + DAY,
      before,
      take: PAGE + 1,
    }),
    before,
    userName: user?.label,
    groupName: group?.label,
    beyond: await beyondKept(web, from),
    applications: applications.options,
    errors: compact<Record<string, string>>({
      to:
        from !== undefined && to !== undefined && to < from ? 'Choose a day that is not before the first.' : undefined,
      user: wanted !== '' && user === undefined ? 'Nobody has this username or email.' : undefined,
    }),
  });
}

/** The address of a page of the log; without an event it is the newest one. */
export function insightsHref(filter: InsightsFilter, before?: EventId): string {
  return withQuery('/admin/insights', { ...filter, before });
}

/** How many events a page shows. */
export const EVENTS_A_PAGE = PAGE;

interface ChosenApplication extends Named<ApplicationId> {
  readonly value: string;
}

async function applicationsFor(
  web: WebContext,
  wanted: string,
): Promise<{ chosen?: ChosenApplication; options: ReadFilter['applications'] }> {
  const { db } = web.context;
  const known = (await listApplications(db)).map(({ id, slug, label }) => ({ id, value: slug, label }));
  const options = known.map(({ value, label }) => ({ value, label }));
  const chosen = known.find(({ id, value }) => wanted === value || wanted === id);
  if (chosen !== undefined) return { chosen, options };
  if (!isUlid(wanted)) return { options };
  const id = wanted as ApplicationId;
  const [last] = await listEvents(db, { applicationId: id, take: 1 });
  if (last === undefined) return { options };
  const label = `${last.applicationLabel ?? 'An application'} (deleted)`;
  return { chosen: { id, value: id, label }, options: [...options, { value: id, label }] };
}

/** Somebody by id, username or email; by id also when they were deleted. */
async function userFor(web: WebContext, wanted: string): Promise<Named<UserId> | undefined> {
  const { db } = web.context;
  if (wanted === '' || /\p{Cc}/u.test(wanted)) return undefined;
  const id = wanted as UserId;
  const user = isUlid(wanted) ? await findUser(db, id) : await findUserByLogin(db, wanted);
  if (user !== undefined) return { id: user.id, label: nameOf(user) };
  const [last] = isUlid(wanted) ? await listEvents(db, { userId: id, take: 1 }) : [];
  return last === undefined ? undefined : { id, label: `${last.userName ?? 'A user'} (deleted)` };
}

async function groupFor(web: WebContext, wanted: string): Promise<Named<GroupId> | undefined> {
  const { db } = web.context;
  if (!isUlid(wanted)) return undefined;
  const id = wanted as GroupId;
  const group = await findGroup(db, id);
  if (group !== undefined) return { id, label: group.name };
  const [last] = await listEvents(db, { groupId: id, take: 1 });
  return last === undefined ? undefined : { id, label: `${last.groupName ?? 'A group'} (deleted)` };
}

async function beyondKept(web: WebContext, from: number | undefined): Promise<ReadFilter['beyond']> {
  const days = await findEventDays(web.context.db);
  const since = keptSince(days, web.context.clock());
  return from === undefined || since === undefined || from >= since ? undefined : { since, days };
}

/** The first moment of a day by UTC, in milliseconds; undefined when there is no such day. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at;
}
