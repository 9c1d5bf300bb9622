import { AsyncLocalStorage } from 'node:async_hooks';
import type * as Otel from '@opentelemetry/api';
import type { Attributes, Context, Span as OtelSpan, Tracer as OtelTracer } from '@opentelemetry/api';
import type { Facts, RemoteParent, Span, SpanBegin, Tracer } from './tracer';

/** The part of the API of OpenTelemetry that is used; it is loaded by whoever opens the tracing. */
export type OtelApi = Pick<typeof Otel, 'ROOT_CONTEXT' | 'SpanKind' | 'SpanStatusCode' | 'TraceFlags' | 'trace'>;

/** A round in which nothing happened is kept from so long on. */
const SLOW_MS = 250;

interface OpenSpan extends Span {
  readonly otel: OtelSpan;
  readonly handedDown: Facts;
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  /** The moment now, by the clock that never jumps, counted from the beginning. */
  now(): number;
}

/** Makes the tracer over the one of OpenTelemetry. What is under way is known by the chain of asynchronous calls. */
export function makeTracer(api: OtelApi, otel: OtelTracer, close: () => Promise<void>): Tracer {
  const underWay = new AsyncLocalStorage<OpenSpan | undefined>();
  const kinds = { server: api.SpanKind.SERVER, client: api.SpanKind.CLIENT, internal: api.SpanKind.INTERNAL };

  const contextOf = (parent: OpenSpan | undefined, remote: RemoteParent | undefined): Context => {
    if (parent !== undefined) return api.trace.setSpan(api.ROOT_CONTEXT, parent.otel);
    if (remote === undefined) return api.ROOT_CONTEXT;
    const { traceId, spanId, sampled } = remote;
    const traceFlags = sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE;
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  };

  function begin(what: SpanBegin): Span {
    const { kind = 'internal', sinceParent, onlyIfBusy } = what;
    const parent = what.root === true || what.remote !== undefined ? undefined : underWay.getStore();
    parent?.keep();
    const startedAt = performance.now();
    const since = sinceParent === true ? parent : undefined;
    const beganAt = since?.beganAt ?? parent?.now() ?? Date.now();
    const offset = since === undefined ? 0 : since.now() - since.beganAt;
    const handedDown = { ...parent?.handedDown, ...what.handedDown };
    const attributes = attributesOf({ ...handedDown, ...what.facts });
    const context = contextOf(parent, what.remote);
    const inner = otel.startSpan(what.name, { kind: kinds[kind], attributes, startTime: beganAt }, context);
    let busy = onlyIfBusy !== true;
    let over = false;
    const span: OpenSpan = {
      ...{ kind, otel: inner, handedDown, beganAt },
      now: () => beganAt + offset + (performance.now() - startedAt),
      within: (work) => underWay.run(span, work),
      note: (facts) => void inner.setAttributes(attributesOf(facts)),
      keep: () => void (busy = true),
      rename: (name) => void inner.updateName(name),
      end(fault) {
        if (over) return;
        over = true;
        if (fault !== undefined) {
          inner.setAttribute('error.type', fault);
          inner.setStatus({ code: api.SpanStatusCode.ERROR });
        }
        // What is not ended is not sent.
        if (busy || fault !== undefined || performance.now() - startedAt > SLOW_MS) inner.end(span.now());
      },
    };
    return span;
  }

  return {
    begin,
    current: () => underWay.getStore(),
    outside: (work) => underWay.run(undefined, work),
    ids() {
      const context = underWay.getStore()?.otel.spanContext();
      return context === undefined ? {} : { trace_id: context.traceId, span_id: context.spanId };
    },
    close,
  };
}

function attributesOf(facts: Facts): Attributes {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
