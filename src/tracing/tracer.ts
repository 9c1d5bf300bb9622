/** What is known of a piece of work: never a person's name, a secret, a query, or the sentence of an error. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** A trace that began elsewhere, and the span there that this one belongs below. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** How a span begins. */
export interface SpanBegin {
  readonly name: string;
  /** A request that is answered, one that is sent, or work inside of Passo; the last unless told. */
  readonly kind?: 'server' | 'client' | 'internal';
  readonly facts?: Facts;
  /** Facts of this span that every span below it has as well. */
  readonly handedDown?: Facts;
  /** Begins a trace of its own, whatever is under way. */
  readonly root?: true;
  /** Goes on with a trace that began elsewhere. */
  readonly remote?: RemoteParent;
  /** Counts from the beginning of the span above it. */
  readonly sinceParent?: true;
  /** Dropped when nothing happened in it: no span below it, no event, no fault, and it was quick. */
  readonly onlyIfBusy?: true;
}

/** A piece of work under way. */
export interface Span {
  readonly kind: 'server' | 'client' | 'internal';
  /** Does work inside of the span: what begins in it belongs below. */
  within<T>(work: () => T): T;
  note(facts: Facts): void;
  /** Something happened in it that is worth keeping it for. */
  keep(): void;
  rename(name: string): void;
  /** @param fault the kind of what went wrong, as a code; absent when nothing did */
  end(fault?: string): void;
}

/** Notes what is done and how long it takes, for a collector. Absent unless the operator asked for traces. */
export interface Tracer {
  begin(what: SpanBegin): Span;
  /** The innermost span under way. */
  current(): Span | undefined;
  /** Does work that belongs to nothing under way, such as waking somebody else. */
  outside<T>(work: () => T): T;
  /** What log lines name the span under way with. */
  ids(): { readonly trace_id?: string; readonly span_id?: string };
  /** Sends what is left, for as long as there is time for, and takes no more. Never throws. */
  close(): Promise<void>;
}

/**
 * Does work in a span. Without a tracer it is the work alone.
 * @throws what the work throws
 */
export function traced<T>(tracer: Tracer | undefined, what: SpanBegin, work: () => Promise<T>): Promise<T> {
  return tracer === undefined ? work() : watch(tracer, what, work);
}

/** The same for a round of a job that is repeated: it is a trace of its own when something happened in it. */
export function tracedJob(tracer: Tracer | undefined, name: string, round: () => Promise<void>): () => Promise<void> {
  if (tracer === undefined) return round;
  return () => watch(tracer, { name: `job ${name}`, root: true, onlyIfBusy: true }, round);
}

async function watch<T>(tracer: Tracer, what: SpanBegin, work: () => Promise<T>): Promise<T> {
  const span = tracer.begin(what);
  try {
    const done = await span.within(work);
    span.end();
    return done;
  } catch (error) {
    span.end(faultOf(error));
    throw error;
  }
}

/** The kind of an error, which holds no more than its class or its code. */
export function faultOf(error: unknown): string {
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const known = [code, name].find((text) => typeof text === 'string' && /^[\w.-]{1,64}$/.test(text));
  return typeof known === 'string' ? known : 'fault';
}
