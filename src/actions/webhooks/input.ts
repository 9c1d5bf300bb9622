import { invalid } from '../../core/errors';
import { EVENT_CATEGORIES, isEventName, type EventCategory, type EventName } from '../../events/catalog';
import type { WebhookChoice } from '../../events/webhooks/webhook';
import type { Deps } from '../deps';

/** What an admin enters of a webhook. */
export interface WebhookInput {
  readonly name: string;
  readonly url: string;
  /** Families and names of events; with neither, every event is sent. */
  readonly categories: readonly string[];
  readonly names: readonly string[];
}

/** The same, checked. */
export interface CheckedWebhook extends WebhookChoice {
  readonly name: string;
  readonly url: string;
}

const LONGEST_NAME = 128;
const LONGEST_URL = 2_048;

/**
 * Checks what an admin entered. Names of a chosen family are left out: they are sent anyway. Where the address leads is
 * looked at now, for an answer at once, and again with each connection.
 * @throws AppError invalid
 */
export async function checkWebhookInput(
  deps: Pick<Deps, 'webhookTransport'>,
  input: WebhookInput,
): Promise<CheckedWebhook> {
  const errors: Record<string, string> = {};
  const name = input.name.trim();
  if (name === '') errors['name'] = 'Enter a name, so that others know what it is for.';
  else if (name.length > LONGEST_NAME || /\p{Cc}/u.test(name)) {
    errors['name'] = `A name has at most ${LONGEST_NAME} characters, on one line.`;
  }
  const categories = EVENT_CATEGORIES.filter((category) => input.categories.includes(category));
  const names = [...new Set(input.names)].filter(isEventName).sort();
  const unknown = [
    ...input.categories.filter((category) => !categories.includes(category as EventCategory)),
    ...input.names.filter((one) => !names.includes(one as EventName)),
  ];
  if (unknown.length > 0)
    errors['events'] = `There are no events called ${unknown.slice(0, 3).join(', ').slice(0, 200)}.`;
  const url = input.url.trim();
  const problem = await urlProblem(deps, url);
  if (problem !== undefined) errors['url'] = problem;
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return { name, url: new URL(url).href, categories, names };
}

async function urlProblem(
  { webhookTransport }: Pick<Deps, 'webhookTransport'>,
  url: string,
): Promise<string | undefined> {
  if (url === '') return 'Enter the address that events are sent to.';
  if (url.length > LONGEST_URL) return `An address has at most ${LONGEST_URL} characters.`;
  if (URL.canParse(url) && new URL(url).hash !== '') return 'Leave out the part after #: it is never sent.';
  const objection = await webhookTransport.objection(url);
  return objection === undefined ? undefined : `Passo can’t send to this address: ${objection}.`;
}
