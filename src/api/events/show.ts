import { z } from 'zod';
import { EVENTS, type AnyEvent, type EventName } from '../../events/catalog';
import { eventForPrograms } from '../../events/for-programs';
import { moment } from '../operation';

/** The names of all events. */
export const EVENT_NAMES = Object.keys(EVENTS) as [EventName, ...EventName[]];

/** An event as the API shows it: the same as in files, streams and webhooks. */
export const eventSchema = z
  .object({
    id: z.string().meta({ description: 'Ids rise with time.' }),
    at: moment,
    name: z.string().meta({ description: 'What happened. Later versions may add names.' }),
    result: z.enum(['success', 'failure']),
    actor: z
      .object({ kind: z.enum(['admin', 'user', 'system']), id: z.string().optional(), name: z.string() })
      .meta({ description: 'Who did it. A key of this API is an admin without an id.' }),
    clientIp: z.string().optional(),
    applicationId: z.string().optional(),
    applicationLabel: z.string().optional(),
    userId: z.string().optional(),
    userName: z.string().optional(),
    groupId: z.string().optional(),
    groupName: z.string().optional(),
    correlationId: z.string().optional().meta({ description: 'The event that caused it.' }),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'What belongs to events of this name.' }),
    sentence: z.string().meta({ description: 'The event in words. The wording may change.' }),
  })
  .meta({
    id: 'Event',
    example: {
      id: '01K0Z9A6V7M2C3D4E5F6G7H8J9',
      at: '2026-05-04T09:30:00.000Z',
      name: 'group_create',
      result: 'success',
      actor: { kind: 'admin', name: 'API key Payroll' },
      groupId: '01K0Z9A6V7M2C3D4E5F6G7H8J8',
      groupName: 'Design',
      payload: {},
      sentence: 'User group Design was created',
    },
  });

/** Shows an event. */
export function showEvent(event: AnyEvent): z.output<typeof eventSchema> {
  const { payload, ...rest } = eventForPrograms(event);
  return { ...rest, payload: { ...payload } };
}
