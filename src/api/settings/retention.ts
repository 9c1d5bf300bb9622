import { z } from 'zod';
import { changeEventDays, checkEventDays, countRemovedBy, findEventDays } from '../../actions/settings/retention';
import { AppError } from '../../core/errors';
import { readEventLogSize } from '../../store/boards/event-retention';
import type { Reader } from '../../store/tx';
import { moment, momentOrNull, operation, type Operation } from '../operation';
import { SETTINGS } from './tag';

const PATH = '/settings/retention';

const days = z.int().meta({ description: 'Days for which events are kept, 30 to 3,650; 0 for ever.', example: 365 });

const retentionSchema = z
  .object({ days, events: z.int().meta({ description: 'Events in the log.' }), oldestAt: moment.nullable() })
  .meta({ id: 'Retention', example: { days: 365, events: 48_211, oldestAt: '2026-01-04T09:30:00.000Z' } });

const readRetention = operation({
  id: 'readRetention',
  method: 'get',
  path: PATH,
  tag: SETTINGS,
  summary: 'Read for how long events are kept',
  scope: 'settings:read',
  answers: { 200: retentionSchema },
  async run({ deps }) {
    return { status: 200, body: await show(deps.db) };
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
  async run({ deps, actor, body }) {
    const wanted = checkEventDays(body.days);
    const removes = body.removeOlder ? 0 : await countRemovedBy(deps, wanted);
    if (removes > 0) {
      const what = removes === 1 ? '1 event is older and would be' : `${removes} events are older and would be`;
      throw new AppError('conflict', `${what} removed. Send "removeOlder": true to have that.`);
    }
    await changeEventDays(deps, actor, wanted);
    return { status: 200, body: await show(deps.db) };
  },
});

async function show(reader: Reader): Promise<z.output<typeof retentionSchema>> {
  const { total, oldestAt } = await readEventLogSize(reader);
  return { days: await findEventDays(reader), events: total, oldestAt: momentOrNull(oldestAt) };
}

/** For how long events are kept. */
export const retentionOperations: readonly Operation[] = [readRetention, updateRetention];
