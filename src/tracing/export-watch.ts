import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';

/** What a line of the log says of traces: how many spans were lost and why, or that they are taken again. */
export type TellExport = (said: { readonly lost: number; readonly reason?: string }) => void;

/** Looks after the way from a span that ends to the collector. */
export interface ExportWatch {
  /** The same queue, with an end: what comes when it is full is lost. */
  bound(queue: SpanProcessor): SpanProcessor;
  /** The same way to the collector, watched. */
  watch(exporter: SpanExporter): SpanExporter;
  /** Tells of what was lost since the last line. */
  finish(): void;
}

/** Spans that wait to be sent. */
export const MOST_WAITING = 2_048;

const QUIET_MS = 60_000;
/** `ExportResultCode.SUCCESS`, and `TraceFlags.SAMPLED`. */
const TAKEN = 0;
const SAMPLED = 1;

/**
 * Makes the watch. Traces that are lost are told of at most once a minute, and once when it is over. What is lost stays lost,
 * so that a collector that is away or slow costs no memory.
 * @param now a clock that never jumps, in milliseconds
 */
export function makeExportWatch(tell: TellExport, now = () => performance.now()): ExportWatch {
  let waiting = 0;
  let lost = 0;
  let reason = '';
  let failing = false;
  let toldAt = -Infinity;

  function finish(): void {
    if (lost === 0) return;
    toldAt = now();
    tell({ lost, reason });
    lost = 0;
  }

  function lose(count: number, why: string): void {
    lost += count;
    reason = why;
    failing = true;
    if (now() - toldAt >= QUIET_MS) finish();
  }

  function taken(): void {
    // A queue that was full in between is not in order before a minute went well.
    if (!failing || now() - toldAt < QUIET_MS) return;
    finish();
    failing = false;
    tell({ lost: 0 });
  }

  return {
    bound: (queue) => ({
      onStart: (span, context) => queue.onStart(span, context),
      onEnd(span) {
        if ((span.spanContext().traceFlags & SAMPLED) === 0) return;
        if (waiting >= MOST_WAITING) return lose(1, 'more comes than it takes');
        waiting += 1;
        queue.onEnd(span);
      },
      forceFlush: () => queue.forceFlush(),
      shutdown: () => queue.shutdown(),
    }),
    watch: (exporter) => ({
      export(spans, done) {
        waiting -= spans.length;
        exporter.export(spans, (result) => {
          if (Number(result.code) === TAKEN) taken();
          else lose(spans.length, reasonOf(result.error));
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
    }),
    finish,
  };
}

/** Why, without a word of the collector's own: its answer may repeat what it was sent with. */
function reasonOf(error: unknown): string {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (typeof code === 'number') return `it answers ${code}`;
  if (typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code)) return code;
  return message === 'Request timed out' ? 'no answer in time' : 'it takes nothing just now';
}
