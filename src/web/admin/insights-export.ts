import type { Request, Response } from 'express';
import type { EventId } from '../../core/ids';
import type { AnyEvent } from '../../events/catalog';
import { describe } from '../../events/describe';
import { listEvents, type EventFilter } from '../../store/events';
import { csvLine, sendDownload } from '../download';
import { queryText } from '../forms';
import type { WebContext } from '../web-context';

const PIECE = 500;

interface Format {
  readonly ending: string;
  readonly type: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  readonly line: (event: AnyEvent) => string;
}

const CSV_HEAD = [
  ...['time', 'event', 'result', 'sentence', 'initiated by', 'kind', 'client ip', 'application', 'person'],
  ...['user group', 'event id', 'cause', 'details'],
];

const FORMATS: Readonly<Record<string, Format>> = {
  csv: {
    ending: 'csv',
    type: 'text/csv; charset=utf-8',
    head: csvLine(CSV_HEAD),
    between: '',
    tail: '',
    line: csvOf,
  },
  json: {
    ending: 'json',
    type: 'application/json; charset=utf-8',
    head: '[',
    between: ',',
    tail: '\n]\n',
    line: (event) => `\n${JSON.stringify(exported(event))}`,
  },
  jsonl: {
    ending: 'jsonl',
    type: 'application/x-ndjson; charset=utf-8',
    head: '',
    between: '',
    tail: '',
    line: (event) => `${JSON.stringify(exported(event))}\n`,
  },
};

/** Sends every event that the filters leave, newest first, as CSV, JSON or JSON Lines. */
export async function exportEvents(
  web: WebContext,
  request: Request,
  response: Response,
  query: EventFilter,
): Promise<void> {
  const name = queryText(request, 'format');
  const format = (Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined) ?? FORMATS['csv'];
  if (format === undefined) return;
  const day = new Date(web.context.clock()).toISOString().slice(0, 10);
  await sendDownload(response, {
    name: `passo-events-${day}.${format.ending}`,
    type: format.type,
    pieces: piecesOf(web, query, format),
  });
}

async function* piecesOf(web: WebContext, query: EventFilter, format: Format): AsyncGenerator<string> {
  yield format.head;
  let before: EventId | undefined;
  for (;;) {
    const page = { ...query, take: PIECE, ...(before === undefined ? {} : { before }) };
    const events = await listEvents(web.context.db, page);
    const start = before === undefined ? '' : format.between;
    if (events.length > 0) yield start + events.map(format.line).join(format.between);
    before = events.at(-1)?.id;
    if (events.length < PIECE) break;
  }
  yield format.tail;
}

/** An event as programs read it: the same as on its page, with its sentence. */
function exported(event: AnyEvent): unknown {
  return { ...event, at: new Date(event.at).toISOString(), sentence: describe(event) };
}

function csvOf(event: AnyEvent): string {
  return csvLine([
    new Date(event.at).toISOString(),
    event.name,
    event.result,
    describe(event),
    event.actor.name,
    event.actor.kind,
    event.clientIp ?? '',
    event.applicationLabel ?? '',
    event.userName ?? '',
    event.groupName ?? '',
    event.id,
    event.correlationId ?? '',
    JSON.stringify(event.payload),
  ]);
}
