import { z } from 'zod';
import { changeEventDays, checkEventDays, countRemovedBy, findEventDays } from '../../actions/settings/retention';
import { AppError } from '../../core/errors';
import { readEventLogSize } from '../../store/boards/event-retention';
import { moment, momentOrNull, operation, type Operation } from '../operation';
import { SETTINGS } from './tag';

const PATH = '/settings/retention';

const days = z.int().meta({ description: 'Days for which events are kept, 30 to 3,650; 0 for ever.', example: 365 });

const retentionSchema = z.object({ days }).meta({ id: 'Retention', example: { days: 365 } });

/** A resource of its own: it changes with every event, and an ETag of retention would fit nothing a moment later. */
const logSchema = z
  .object({ events: z.int().meta({ description: 'Events in the log.' }), oldestAt: moment.nullable() })
  .meta({ id: 'EventLogSize', example: { events: 48_211, oldestAt: '2026-01-04T09:30:00.000Z' } });

const readRetention = operation({
  id: 'readRetention',
  method: 'get',
  path: PATH,
  tag: SETTINGS,
  summary: 'Read for how long events are kept',
  scope: 'settings:read',
  answers: { 200: retentionSchema },
  etag: true,
  async run({ deps }) {
    return { status: 200, body: show(await findEventDays(deps.db)) };
  },
});

const readLogSize = operation({
  id: 'readEventLogSize',
  method: 'get',
  path: `${PATH}/events`,
  tag: SETTINGS,
  summary: 'Read how many events there are, and the age of the oldest',
  scope: 'settings:read',
  answers: { 200: logSchema },
  async run({ deps }) {
    const { total, oldestAt } = await readEventLogSize(deps.db);
    return { status: 200, body: { events: total, oldestAt: momentOrNull(oldestAt) } };
  },
});

const updateRetention = operation({
  id: 'updateRetention',
  method: 'put',
  path: PATH,
  tag: SETTINGS,
  summary: 'Choose for how long events are kept',
  description:
    'Where the number removes events that are there, it is refused with their number unless `removeOlder` is true. They can’t be brought back.',
  scope: 'settings:write',
  body: z.strictObject({ days, removeOlder: z.boolean().default(false) }),
  answers: { 200: retentionSchema },
  etag: true,
  async run(call) {
    const { deps, actor, body } = call;
    const wanted = checkEventDays(body.days);
    const removes = body.removeOlder ? 0 : await countRemovedBy(deps, wanted);
    if (removes > 0) {
      const what = removes === 1 ? '1 event is older and would be' : `${removes} events are older and would be`;
      throw new AppError('conflict', `${what} removed. Send "removeOlder": true to have that.`);
    }
    await changeEventDays(deps, actor, wanted, (now) => call.demandUnchanged(show(now)));
    return { status: 200, body: show(wanted) };
  },
});

function show(kept: number): z.output<typeof retentionSchema> {
  return { days: kept };
}

/** For how long events are kept. */
export const retentionOperations: readonly Operation[] = [readRetention, readLogSize, updateRetention];
