import { z } from 'zod';
import type { ApplicationId, UserId } from '../../core/ids';
import { nameOf } from '../../core/user';
import { describe } from '../../events/describe';
import type { AnyEvent } from '../../events/catalog';
import { findApplication } from '../../store/applications';
import { findEventsById, type PersonStanding } from '../../store/boards/standings';
import { findLane } from '../../store/provisioning/lanes';
import { findPause } from '../../store/provisioning/pauses';
import { findRemoval } from '../../store/provisioning/removals';
import type { Reader } from '../../store/tx';
import { findUsers } from '../../store/users';
import { moment, momentOf, momentOrNull } from '../operation';
import { STANDINGS } from './tag';

/** The last request that was sent about somebody, as the API shows it. */
export const requestSchema = z
  .object({
    eventId: z.string(),
    at: moment,
    result: z.enum(['success', 'failure']),
    method: z.string(),
    path: z.string().meta({ description: 'Below the address of the application’s SCIM server.' }),
    status: z.int().nullable().meta({ description: 'The status of the answer; null when none came.' }),
    tookMs: z.number().nullable(),
    detail: z.string().nullable().meta({ description: 'The application’s own words.' }),
  })
  .meta({ id: 'ProvisioningRequest' });

/** How a person stands at an application, as the API shows it. */
export const personStandingSchema = z
  .object({
    application: z.object({ id: z.string(), slug: z.string(), label: z.string() }),
    user: z.object({
      id: z.string(),
      username: z.string().nullable().meta({ description: 'Null for somebody who was deleted.' }),
      name: z.string(),
    }),
    state: z.enum(STANDINGS).meta({
      description:
        '`in-step`; `waiting` in line; `in-progress`: sent, and the answer is not known yet; `failed`: an admin has to look; `held` for an admin; `deactivated` there.',
    }),
    reason: z.string().nullable().meta({ description: 'Why: what is wrong, what holds it, or what happened last.' }),
    remoteId: z.string().nullable().meta({ description: 'The application’s id of the account.' }),
    since: moment.nullable(),
    waitingSince: moment.nullable(),
    attempts: z.int().meta({ description: 'How often the change that waits was tried.' }),
    nextTryAt: moment.nullable(),
    lastRequest: requestSchema.nullable(),
  })
  .meta({
    id: 'PersonProvisioning',
    example: {
      application: { id: '01K0Z9A6V7M2C3D4E5F6G7H8J8', slug: 'robin', label: 'Robin' },
      user: { id: '01K0Z9A6V7M2C3D4E5F6G7H8J9', username: 'noor.haddad', name: 'Noor Haddad' },
      state: 'in-step',
      reason: null,
      remoteId: '2819c223',
      since: '2026-05-04T09:30:00.000Z',
      waitingSince: null,
      attempts: 0,
      nextTryAt: null,
      lastRequest: null,
    },
  });

/** What was sent with an event, if anything was. */
export function showRequest(event: AnyEvent | undefined): z.output<typeof requestSchema> | null {
  const exchange = event !== undefined && 'exchange' in event.payload ? event.payload.exchange : undefined;
  if (event === undefined || exchange === undefined) return null;
  return {
    eventId: event.id,
    at: momentOf(event.at),
    result: event.result,
    method: exchange.method,
    path: exchange.path,
    status: exchange.status ?? null,
    tookMs: exchange.tookMs ?? null,
    detail: exchange.detail ?? null,
  };
}

/** Shows how people stand, with their names, what holds them, and the last request about each. */
export async function showStandings(
  reader: Reader,
  standings: readonly PersonStanding[],
): Promise<z.output<typeof personStandingSchema>[]> {
  const users = new Map((await findUsers(reader, idsOf(standings))).map((user) => [user.id, user]));
  const events = await findEventsById(
    reader,
    standings.flatMap(({ eventId }) => eventId ?? []),
  );
  const applications = await applicationsOf(reader, standings);
  const removals = new Map<string, string>();
  for (const id of new Set(standings.flatMap(({ heldBy }) => heldBy ?? []))) {
    const removal = await findRemoval(reader, id);
    if (removal !== undefined) removals.set(id, removal.reason);
  }
  return standings.map((one) => {
    const user = users.get(one.userId);
    const event = one.eventId === undefined ? undefined : events.get(one.eventId);
    const application = applications.get(one.applicationId);
    const held = one.heldBy === undefined ? application?.hold : removals.get(one.heldBy);
    const request = showRequest(event);
    return {
      application: { id: one.applicationId, slug: application?.slug ?? '', label: application?.label ?? '' },
      user: {
        id: one.userId,
        username: user?.username ?? null,
        name: user === undefined ? (event?.userName ?? 'Deleted person') : nameOf(user),
      },
      state: one.state,
      reason: (one.state === 'held' ? held : one.sentence) ?? (event === undefined ? null : describe(event)),
      remoteId: one.remoteId ?? null,
      since: momentOrNull(one.updatedAt),
      waitingSince: momentOrNull(one.waitingSince),
      attempts: one.attempts ?? 0,
      nextTryAt: one.state === 'waiting' || one.state === 'in-progress' ? momentOrNull(one.dueAt) : null,
      lastRequest: request,
    };
  });
}

function idsOf(standings: readonly PersonStanding[]): UserId[] {
  return [...new Set(standings.map(({ userId }) => userId))];
}

interface About {
  readonly slug: string;
  readonly label: string;
  /** What keeps all its changes back. */
  readonly hold?: string;
}

async function applicationsOf(
  reader: Reader,
  standings: readonly PersonStanding[],
): Promise<ReadonlyMap<ApplicationId, About>> {
  const found = new Map<ApplicationId, About>();
  for (const id of new Set(standings.map(({ applicationId }) => applicationId))) {
    const application = await findApplication(reader, id);
    if (application === undefined) continue;
    const { slug, label } = application;
    const pause = await findPause(reader, id);
    const hold = (await findLane(reader, id))?.hold?.sentence;
    const paused = pause && `Provisioning was paused by ${pause.by === '' ? 'somebody' : pause.by}.`;
    const why = hold ?? paused;
    found.set(id, { slug, label, ...(why === undefined ? {} : { hold: why }) });
  }
  return found;
}
