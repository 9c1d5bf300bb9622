import { EVENTS, type EventCategory, type EventName } from '../catalog';

/** Whether a webhook is sent to: `paused` by an admin, `disabled` because it failed for days or asked for no more. */
export type WebhookState = 'active' | 'paused' | 'disabled';

/** Which events are wanted: whole families, and single names beside them. Nothing chosen stands for every event. */
export interface WebhookChoice {
  readonly categories: readonly EventCategory[];
  readonly names: readonly EventName[];
}

/** An address that events are sent to. Times in milliseconds since the epoch. Its secrets are kept apart. */
export interface Webhook extends WebhookChoice {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly state: WebhookState;
  /** Until when the secret before the present one signs as well. */
  readonly oldSecretUntil?: number;
  /** The first failure since the last success. */
  readonly failingSince?: number;
  readonly lastSuccessAt?: number;
  /** Events that found no room among the deliveries that wait, or came while it was disabled. */
  readonly leftOut: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One message to a webhook, and how it fared. Times in milliseconds since the epoch. */
export interface WebhookDelivery {
  /** The same for every try: `webhook-id`. */
  readonly id: string;
  readonly webhookId: string;
  /** Absent for a test. */
  readonly eventId?: string;
  readonly type: EventName | typeof TEST_TYPE;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  /** When it is tried next; counts while it waits. */
  readonly dueAt: number;
  /** The status of the last answer, and how it began. */
  readonly status?: number;
  readonly answer?: string;
  /** Why the last try failed, as a sentence. */
  readonly fault?: string;
  readonly createdAt: number;
  readonly triedAt?: number;
}

/** The type of the message that an admin sends to try a webhook out. No event is called so. */
export const TEST_TYPE = 'webhook_test';

/** Deliveries of one webhook that wait at most: what comes beyond them is counted and left out. */
export const MOST_WAITING = 20_000;

/** Tells whether a webhook wants an event. */
export function wants({ categories, names }: WebhookChoice, name: EventName): boolean {
  if (categories.length === 0 && names.length === 0) return true;
  return names.includes(name) || categories.includes(EVENTS[name].category);
}
