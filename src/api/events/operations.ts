import { Readable } from 'node:stream';
import { z } from 'zod';
import { exportEvents, type ExportFormat } from '../../actions/evidence/export';
import { compact } from '../../core/compact';
import { notFound } from '../../core/errors';
import { isUlid, type EventId } from '../../core/ids';
import { findChain } from '../../store/evidence/seals';
import { findEvent, listEvents, type EventFilter } from '../../store/events';
import { operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { eventFilters, readEventFilter } from './filter';
import { eventSchema, showEvent } from './show';

const TAG = 'Events';

const listEventsOperation = operation({
  id: 'listEvents',
  method: 'get',
  path: '/events',
  tag: TAG,
  summary: 'List events, the newest first',
  description: 'What Directory Insights shows. To follow the log, use a webhook, or ask for events `from` a moment on.',
  scope: 'events:read',
  query: z.strictObject({ ...paging, ...eventFilters }),
  answers: { 200: pageOf(eventSchema) },
  async run(call) {
    const { limit } = call.query;
    const before = readCursor(call, z.string().refine(isUlid)) as EventId | undefined;
    const filter = await readEventFilter(call.deps, call.query);
    const rows = await listEvents(call.deps.db, compact<EventFilter>({ ...filter, before, take: limit + 1 }));
    return { status: 200, body: writePage(call, rows, showEvent, ({ id }) => id) };
  },
});

const readEvent = operation({
  id: 'readEvent',
  method: 'get',
  path: '/events/{event}',
  tag: TAG,
  summary: 'Read an event',
  scope: 'events:read',
  params: z.strictObject({ event: z.string().max(100).meta({ description: 'The id of the event.' }) }),
  answers: { 200: eventSchema },
  async run({ deps, params }) {
    const event = isUlid(params.event) ? await findEvent(deps.db, params.event as EventId) : undefined;
    if (event === undefined) throw notFound('This event');
    return { status: 200, body: showEvent(event) };
  },
});

const readChain = operation({
  id: 'readEventChain',
  method: 'get',
  path: '/events/chain',
  tag: TAG,
  summary: 'Read where the chain of sealed events ends',
  description:
    'Note it elsewhere: `passo events verify` tells later whether it is still part of the chain, and so whether anybody changed what was recorded before.',
  scope: 'events:read',
  answers: {
    200: z.object({
      position: z.int().meta({ description: 'The number of the last event that is sealed.' }),
      hash: z.string().meta({ description: 'SHA-256, over everything up to it.' }),
    }),
  },
  async run({ deps }) {
    const chain = await findChain(deps.db);
    if (chain === undefined) throw notFound('The end of the chain');
    return { status: 200, body: { position: chain.head.position, hash: chain.head.hash } };
  },
});

const FORMS: Readonly<
  Record<ExportFormat, { readonly id: string; readonly mediaType: string; readonly what: string }>
> = {
  ndjson: { id: 'exportEventsNdjson', mediaType: 'application/x-ndjson', what: 'one JSON object on each line' },
  json: { id: 'exportEventsJson', mediaType: 'application/json', what: 'one JSON list' },
  csv: { id: 'exportEventsCsv', mediaType: 'text/csv', what: 'CSV for spreadsheets' },
};

function exportOperation(format: ExportFormat): Operation {
  const { id, mediaType, what } = FORMS[format];
  return operation({
    id,
    method: 'get',
    path: `/events.${format}`,
    tag: TAG,
    summary: `Export events as ${what}`,
    description: 'All of them that the filters leave, the newest first, written while they are read.',
    scope: 'events:read',
    query: z.strictObject(eventFilters),
    answers: {
      200: {
        mediaType: `${mediaType}; charset=utf-8`,
        description: `The events as ${what}.`,
        ...(format === 'json' ? { schema: z.array(eventSchema) } : {}),
      },
    },
    async run({ deps, query }) {
      const file = exportEvents(deps, await readEventFilter(deps, query), format);
      const headers = { 'Content-Disposition': `attachment; filename="${file.name}"` };
      return { status: 200, headers, body: Readable.from(file.pieces) };
    },
  });
}

/** The event log. */
export const eventOperations: readonly Operation[] = [
  listEventsOperation,
  exportOperation('ndjson'),
  exportOperation('json'),
  exportOperation('csv'),
  readChain,
  readEvent,
];
