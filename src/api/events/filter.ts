import { z } from 'zod';
import type { Context } from '../../context';
import { compact } from '../../core/compact';
import { isUlid, type ApplicationId, type GroupId, type UserId } from '../../core/ids';
import { EVENT_CATEGORIES } from '../../events/catalog';
import { findApplicationBySlug } from '../../store/applications';
import type { EventFilter } from '../../store/events';
import { invalidQuery } from '../frame/refusal';
import { findGroupMeant, groupReference } from '../groups/show';
import { applicationReference, findUserMeant, userReference } from '../references';
import { EVENT_NAMES } from './show';

const time = z.iso.datetime({ offset: true });

/** What the log can be narrowed to: every filter of Directory Insights, and the cause. */
export const eventFilters = {
  search: z.string().max(200).optional().meta({ description: 'Words that all stand in the event.' }),
  name: z.enum(EVENT_NAMES).optional(),
  category: z.enum(EVENT_CATEGORIES).optional(),
  result: z.enum(['success', 'failure']).optional(),
  application: applicationReference.optional(),
  user: userReference.optional(),
  group: groupReference.optional(),
  cause: z.string().max(100).optional().meta({
    description: 'An event’s id: it, and everything it led to.',
    example: '01K0Z9A6V7M2C3D4E5F6G7H8J9',
  }),
  from: time.optional().meta({ description: 'Events from this moment on.', example: '2026-05-01T00:00:00Z' }),
  to: time.optional().meta({ description: 'Events before this moment.', example: '2026-06-01T00:00:00Z' }),
};

type EventQuery = z.output<z.ZodObject<typeof eventFilters>>;

/**
 * Reads the filters of an address. What an id means may have been deleted: its events are still there.
 * @throws Refusal 400 for names that nobody has, and for a time that ends before it begins
 */
export async function readEventFilter(
  { db }: Pick<Context, 'db'>,
  query: EventQuery,
): Promise<Omit<EventFilter, 'take'>> {
  const { application, user, group, from, to } = query;
  if (from !== undefined && to !== undefined && Date.parse(to) < Date.parse(from)) {
    throw invalidQuery('to', 'This is before the beginning.');
  }
  return compact<Omit<EventFilter, 'take'>>({
    search: query.search,
    name: query.name,
    category: query.category,
    result: query.result,
    correlationId: query.cause,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    applicationId: await meant('application', application, async (slug) => (await findApplicationBySlug(db, slug))?.id),
    userId: await meant('user', user, async (name) => (await findUserMeant(db, name))?.id),
    groupId: await meant('group', group, async (name) => (await findGroupMeant({ db }, name))?.id),
  });
}

async function meant<Id extends ApplicationId | UserId | GroupId>(
  parameter: string,
  reference: string | undefined,
  find: (name: string) => Promise<Id | undefined>,
): Promise<Id | undefined> {
  if (reference === undefined) return undefined;
  if (isUlid(reference)) return reference as Id;
  const id = await find(reference);
  if (id === undefined) {
    throw invalidQuery(parameter, 'There is none of this name. What was deleted is found by its id.');
  }
  return id;
}
