import type { AnyEvent, DirectoryEvent } from './catalog';
import { describe } from './describe';

/** An event as programs read it. */
export type EventForPrograms = Omit<DirectoryEvent, 'at'> & {
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** What happened, in words. */
  readonly sentence: string;
};

/** An event as programs read it, in files, streams, webhooks and the API: as it is stored, with its sentence. */
export function eventForPrograms(event: AnyEvent): EventForPrograms {
  return { ...event, at: new Date(event.at).toISOString(), sentence: describe(event) };
}
