/** One thing that is wrong with a request, and where: in the body, in the address, or in a header. */
export interface Fault {
  /** A JSON pointer as a fragment (RFC 6901 section 6): `#/email`. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
}

/** What kinds of problems there are. Each is described on the page of the API, below its name. */
export const PROBLEM_TYPES = {
  unreadable: { status: 400, title: 'The request can’t be read' },
  invalid: { status: 422, title: 'Something in the request is not right' },
  'no-key': { status: 401, title: 'A valid API key is needed' },
  'not-allowed': { status: 403, title: 'This key may not do that' },
  'not-found': { status: 404, title: 'Not found' },
  'wrong-method': { status: 405, title: 'This address can’t be used this way' },
  conflict: { status: 409, title: 'This does not fit what is there' },
  'still-running': { status: 409, title: 'The first request with this Idempotency-Key is still at work' },
  'outcome-unknown': { status: 409, title: 'The first request with this Idempotency-Key was cut off' },
  'key-reused': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'changed-meanwhile': { status: 412, title: 'It was changed in the meantime' },
  'too-large': { status: 413, title: 'The body is too large' },
  'wrong-media-type': { status: 415, title: 'The body is of another kind' },
  'too-many': { status: 429, title: 'Too many requests' },
  fault: { status: 500, title: 'Something went wrong in Passo' },
  unavailable: { status: 503, title: 'Not possible right now' },
} as const;

/** The name of a kind of problem. */
export type ProblemType = keyof typeof PROBLEM_TYPES;

/** A request that the frame itself refuses, before or around the action. */
export class Refusal extends Error {
  readonly type: ProblemType;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    type: ProblemType,
    detail: string,
    more: { readonly faults?: readonly Fault[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.name = 'Refusal';
    this.type = type;
    this.faults = more.faults ?? [];
    this.headers = more.headers ?? {};
  }
}

/** Refuses one parameter of an address. */
export function invalidQuery(parameter: string, detail: string): Refusal {
  return new Refusal('unreadable', detail, { faults: [{ parameter, detail }] });
}

/**
 * Refuses one place of a body that its schema can't judge, such as an id of something that is not there.
 * @param pointer without the number sign: `/members/3`
 */
export function invalidBody(pointer: string, detail: string): Refusal {
  return new Refusal('invalid', detail, { faults: [{ pointer: `#${pointer}`, detail }] });
}

/** Refuses the places of a list that name what is not there. */
export function unknownPlaces(pointer: string, places: readonly number[], detail: string): Refusal {
  const faults = places.slice(0, 100).map((index): Fault => ({ pointer: `#${pointer}/${index}`, detail }));
  const sentence = places.length === 1 ? detail : `${places.length} entries name what is not there.`;
  return new Refusal('invalid', `${sentence} Nothing was changed.`, { faults });
}
