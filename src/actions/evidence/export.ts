import { csvLine } from '../../core/user-file/csv-line';
import type { EventId } from '../../core/ids';
import type { AnyEvent } from '../../events/catalog';
import { describe } from '../../events/describe';
import { eventForPrograms } from '../../events/for-programs';
import { listEvents, type EventFilter } from '../../store/events';
import type { Deps } from '../deps';

/** The forms a log can be had in: for spreadsheets, as one JSON list, and as one JSON object on each line. */
export const EXPORT_FORMATS = ['csv', 'json', 'ndjson'] as const;

/** One of these forms. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A log as a file, written piece by piece while it is read. */
export interface EventExport {
  readonly name: string;
  readonly type: string;
  readonly pieces: AsyncIterable<string>;
}

interface Form {
  readonly type: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  readonly line: (event: AnyEvent) => string;
}

const PIECE = 500;

const CSV_HEAD = [
  ...['time', 'event', 'result', 'sentence', 'initiated by', 'kind', 'client ip', 'application', 'person'],
  ...['user group', 'event id', 'cause', 'details'],
];

const FORMS: Readonly<Record<ExportFormat, Form>> = {
  csv: { type: 'text/csv; charset=utf-8', head: csvLine(CSV_HEAD), between: '', tail: '', line: csvOf },
  json: {
    type: 'application/json; charset=utf-8',
    head: '[',
    between: ',',
    tail: '\n]\n',
    line: (event) => `\n${JSON.stringify(eventForPrograms(event))}`,
  },
  ndjson: {
    type: 'application/x-ndjson; charset=utf-8',
    head: '',
    between: '',
    tail: '',
    line: (event) => `${JSON.stringify(eventForPrograms(event))}\n`,
  },
};

/** Reads a form from an address; `jsonl` is another name of `ndjson`. Undefined when it is none. */
export function readExportFormat(text: string): ExportFormat | undefined {
  if (text === 'jsonl') return 'ndjson';
  return EXPORT_FORMATS.find((format) => format === text);
}

/** Writes every event that a filter leaves, the newest first, without holding them in memory. */
export function exportEvents(
  deps: Pick<Deps, 'db' | 'clock'>,
  filter: Omit<EventFilter, 'take'>,
  format: ExportFormat,
): EventExport {
  const day = new Date(deps.clock()).toISOString().slice(0, 10);
  return {
    name: `passo-events-${day}.${format}`,
    type: FORMS[format].type,
    pieces: piecesOf(deps, filter, FORMS[format]),
  };
}

async function* piecesOf(
  deps: Pick<Deps, 'db'>,
  filter: Omit<EventFilter, 'take'>,
  form: Form,
): AsyncGenerator<string> {
  yield form.head;
  let before: EventId | undefined;
  for (;;) {
    const page = { ...filter, take: PIECE, ...(before === undefined ? {} : { before }) };
    const events = await listEvents(deps.db, page);
    const start = before === undefined ? '' : form.between;
    if (events.length > 0) yield start + events.map(form.line).join(form.between);
    before = events.at(-1)?.id;
    if (events.length < PIECE) break;
  }
  yield form.tail;
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
