import { z } from 'zod';
import { listStandings } from '../../actions/provisioning/groups/read';
import type { Application } from '../../core/application';
import type { SyncLane } from '../../store/boards/sync';
import type { Reader } from '../../store/tx';
import { moment, momentOf, momentOrNull } from '../operation';

/** How the integration of an application stands, as the API shows it. */
export const laneSchema = z
  .object({
    application: z.object({ id: z.string(), slug: z.string(), label: z.string() }),
    active: z.boolean().meta({ description: 'Identity Management is active.' }),
    people: z.object({ inStep: z.int(), waiting: z.int(), failed: z.int(), deactivated: z.int(), held: z.int() }).meta({
      description:
        '`waiting` counts people in line; they may stand among the others as well, by how they stood before. `held` counts those whom a staged removal keeps back.',
    }),
    groupsWaiting: z.int(),
    oldestWaitingSince: moment.nullable(),
    lastSuccessAt: moment.nullable().meta({ description: 'When the application accepted something last.' }),
    sending: z.boolean().meta({ description: 'Something is being sent just now.' }),
    nextTryAt: moment.nullable().meta({ description: 'It failed lately and is asked again then.' }),
    hold: z
      .object({ reason: z.string(), sentence: z.string(), since: moment })
      .nullable()
      .meta({ description: 'What keeps every change back.' }),
    paused: z.object({ at: moment, by: z.string() }).nullable(),
  })
  .meta({
    id: 'ApplicationProvisioning',
    example: {
      application: { id: '01K0Z9A6V7M2C3D4E5F6G7H8J8', slug: 'robin', label: 'Robin' },
      active: true,
      people: { inStep: 212, waiting: 0, failed: 1, deactivated: 14, held: 0 },
      groupsWaiting: 0,
      oldestWaitingSince: null,
      lastSuccessAt: '2026-05-04T09:30:00.000Z',
      sending: false,
      nextTryAt: null,
      hold: null,
      paused: null,
    },
  });

/** A user group at an application, as the API shows it. */
export const groupStandingSchema = z
  .object({
    group: z.object({ id: z.string(), name: z.string() }),
    state: z.enum(['waiting', 'in-step', 'failed', 'empty', 'deleting', 'released']).meta({
      description: '`empty`: not created before somebody is in it. `released`: left at the application as it is.',
    }),
    reason: z.string().nullable(),
    members: z.int().meta({ description: 'Members the application accepted.' }),
    since: moment.nullable(),
  })
  .meta({ id: 'GroupProvisioning' });

/** Shows how an integration stands; without a lane it is not active. */
export function showLane(application: Application, lane: SyncLane | undefined): z.output<typeof laneSchema> {
  const { id, slug, label } = application;
  return {
    application: { id, slug, label },
    active: lane !== undefined,
    people: {
      inStep: lane?.accounts['in-sync'] ?? 0,
      waiting: lane?.waiting ?? 0,
      failed: lane?.accounts.attention ?? 0,
      deactivated: lane?.accounts.deactivated ?? 0,
      held: lane?.staged ?? 0,
    },
    groupsWaiting: lane?.waitingGroups ?? 0,
    oldestWaitingSince: momentOrNull(lane?.oldestAt),
    lastSuccessAt: momentOrNull(lane?.lastSuccessAt),
    sending: lane?.served ?? false,
    nextTryAt: momentOrNull(lane?.nextTryAt),
    hold:
      lane?.hold === undefined
        ? null
        : { reason: lane.hold.reason, sentence: lane.hold.sentence, since: momentOf(lane.hold.since) },
    paused: lane?.paused === undefined ? null : { at: momentOf(lane.paused.at), by: lane.paused.by },
  };
}

/** Shows the user groups of an application as they stand there; what needs an admin is first. */
export async function showGroups(
  reader: Reader,
  application: Application,
): Promise<z.output<typeof groupStandingSchema>[]> {
  const standings = await listStandings(reader, application);
  return standings.map(({ groupId, name, link, members }) => ({
    group: { id: groupId, name },
    state: groupState(link),
    reason: link?.sentence ?? null,
    members,
    since: momentOrNull(link?.updatedAt),
  }));
}

function groupState(
  link: Awaited<ReturnType<typeof listStandings>>[number]['link'],
): z.output<typeof groupStandingSchema>['state'] {
  if (link === undefined) return 'waiting';
  if (link.state === 'released' || link.state === 'deleting') return link.state;
  if (link.status === 'attention') return 'failed';
  return link.status === 'empty' || link.status === 'waiting' ? link.status : 'in-step';
}
