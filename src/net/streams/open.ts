import type { EventStreamConfig } from '../../config/event-stream';
import { makeOutputSink } from './output';
import type { EventSink } from './sink';
import { makeSyslogSink } from './syslog';

/** The way to whoever is handed the events. */
export function openSink(target: EventStreamConfig): EventSink {
  return target.kind === 'stdout' ? makeOutputSink(process.stdout) : makeSyslogSink(target);
}
