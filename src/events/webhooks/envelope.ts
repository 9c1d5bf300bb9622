import type { AnyEvent } from '../catalog';
import { eventForPrograms } from '../for-programs';
import { TEST_TYPE, type Webhook } from './webhook';

/** The version of what is sent. A property may be added to it; none changes its meaning or goes away. */
const VERSION = 1;

/** The body for an event: what happened, when, and the event itself. The same event gives the same text. */
export function eventBody(event: AnyEvent): string {
  return envelope(event.name, event.at, eventForPrograms(event));
}

/** The body of a test. */
export function testBody({ id, name }: Pick<Webhook, 'id' | 'name'>, at: number): string {
  return envelope(TEST_TYPE, at, {
    sentence: `A test of the webhook ${name}. Nothing happened.`,
    webhook: { id, name },
  });
}

function envelope(type: string, at: number, data: object): string {
  return JSON.stringify({ type, version: VERSION, timestamp: new Date(at).toISOString(), data });
}
