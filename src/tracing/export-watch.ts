import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** A line of the log that says how sending traces goes. */
export type TellExport = (
  said: { readonly lost: number; readonly reason: string } | { readonly lost: 0; readonly reason?: never },
) => void;

const QUIET_MS = 60_000;
/** `ExportResultCode.SUCCESS`. */
const TAKEN = 0;

/**
 * The same exporter, with a line when traces are lost: at most one a minute, and one when it is over. What is lost stays
 * lost, so that a collector that is away costs no memory.
 * @param now a clock that never jumps, in milliseconds
 */
export function watchExporter(exporter: SpanExporter, tell: TellExport, now = () => performance.now()): SpanExporter {
  let lost = 0;
  let failing = false;
  let toldAt = -Infinity;

  const failed = (count: number, error: unknown): void => {
    lost += count;
    failing = true;
    if (now() - toldAt < QUIET_MS) return;
    toldAt = now();
    tell({ lost, reason: reasonOf(error) });
    lost = 0;
  };

  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (Number(result.code) !== TAKEN) failed(spans.length, result.error);
        else if (failing) {
          failing = false;
          tell({ lost: 0 });
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush === undefined ? {} : { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  };
}

/** Why, without a word of the collector's own: its answer may repeat what it was sent with. */
function reasonOf(error: unknown): string {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (typeof code === 'number') return `it answers ${code}`;
  if (typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code)) return code;
  return message === 'Request timed out' ? 'no answer in time' : 'it takes nothing just now';
}
