import type { ScimClientOptions } from '../client-types';
import { DEFAULT_FACTS, type ScimFacts } from '../facts';
import type { Outcome } from '../outcome';
import { readOutcome, type ReadValue } from '../read-outcome';
import { isUsableId, readResource, type ScimResource } from '../resource';
import type { Subject } from '../sentences';
import type { ScimAnswer, ScimRequest, ScimSilence } from '../transport';

/** The two kinds of resources Passo keeps at an SP. */
export type Kind = 'Users' | 'Groups';

/** What came of a request: the outcome for the caller, and the raw answer for what can be learnt of it. */
export interface Heard<T> {
  readonly outcome: Outcome<T>;
  readonly came: ScimAnswer | ScimSilence;
}

/** Sends requests and remembers what an SP was found to do. */
export interface Speaker extends Subject {
  facts(): ScimFacts;
  /** Keeps what an answer showed. What is known already is not told again. */
  learn(learnt: Partial<ScimFacts>): void;
  /** Sends one request and says what it came to. */
  hear<T>(request: ScimRequest, knownId: boolean, readValue: ReadValue<T>): Promise<Heard<T>>;
  /** Changes in their present form have worked: a refusal is about what was sent, not about how. */
  readonly proven: Set<Kind>;
}

/** Makes the speaker of one client. */
export function makeSpeaker(options: ScimClientOptions): Speaker {
  const { transport, now, facts = DEFAULT_FACTS, onFact, label, host } = options;
  const subject: Subject = host === undefined ? { label } : { label, host };
  let known = facts;
  return {
    ...subject,
    proven: new Set(),
    facts: () => known,
    learn(learnt) {
      const news = Object.fromEntries(
        Object.entries(learnt).filter(([name, value]) => !isSame(value, known[name as keyof ScimFacts])),
      ) as Partial<ScimFacts>;
      if (Object.keys(news).length === 0) return;
      known = { ...known, ...news };
      onFact?.(news);
    },
    async hear(request, knownId, readValue) {
      const came = await transport(request);
      return { came, outcome: readOutcome(request, came, { ...subject, now: now(), knownId }, readValue) };
    },
  };
}

/** Reads one resource out of a good answer. */
export const readOne: ReadValue<ScimResource> = (answer) => {
  const resource = readResource(answer.json);
  return resource === undefined ? { notScim: 'unreadable' } : { value: resource };
};

/** Reads the resource that was asked for, and no other. */
export function readOneWith(id: string): ReadValue<ScimResource> {
  return (answer) => {
    const read = readOne(answer);
    return 'value' in read && read.value.id !== id ? { notScim: 'other' } : read;
  };
}

/** Reads the resource an SP answers a change with, which may be nothing. */
export function readOneOrNone(id: string): ReadValue<ScimResource | undefined> {
  return (answer) => (isEmpty(answer) ? { value: undefined } : readOneWith(id)(answer));
}

/** Tells whether an answer has no body at all. */
export function isEmpty(answer: ScimAnswer): boolean {
  return answer.json === undefined && answer.text === undefined;
}

/**
 * The path of one resource.
 * @throws Error for an id that can't stand in a path; ids that were read by this client can
 */
export function pathOf(kind: Kind, id: string): string {
  if (!isUsableId(id)) throw new Error('An id of this SP can not stand in an address.');
  return `/${kind}/${encodeURIComponent(id)}`;
}

/** The id a Location header ends with (RFC 7644 section 3.3), when it names a resource of the kind. */
export function idOfLocation(kind: Kind, came: ScimAnswer | ScimSilence): string | undefined {
  const location = came.kind === 'answer' ? came.headers['location'] : undefined;
  const coded = location === undefined ? undefined : new RegExp(`/${kind}/([^/?#]+)/?$`).exec(location)?.[1];
  try {
    const id = coded === undefined ? '' : decodeURIComponent(coded);
    return isUsableId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
