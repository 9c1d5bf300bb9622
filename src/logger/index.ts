import { pino, type DestinationStream, type Logger } from 'pino';
import { prettyLines } from './pretty';
import { isErrorLike, redact } from './redact';

export type { Logger };

/** What may be set for tests. */
export interface LogTarget {
  /** Where lines go; standard output unless told. */
  readonly destination?: DestinationStream;
  /** Whether a person reads along; a terminal unless told. */
  readonly isTerminal?: boolean;
  /** What every line says beside: the trace that is under way. */
  readonly beside?: () => object;
}

/**
 * Makes the one logger: one JSON object a line on standard output, or words when it is a terminal. Fields: `time` (ISO
 * 8601, UTC), `level`, `msg`, and where they are known `event_id`, `request_id`, `app` (the slug), `user_id`, `trace_id`. Whatever looks
 * like a secret is replaced before a line is written, however deep it lies.
 * @param level the least serious level that is written
 */
export function makeLogger(level: string, target: LogTarget = {}): Logger {
  const { isTerminal = process.stdout.isTTY === true, destination, beside } = target;
  const stream = isTerminal ? prettyLines((text) => (destination ?? process.stdout).write(text)) : destination;
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
    // Everything has been through `redact` by then.
    serializers: { err: (described: unknown) => described },
    ...(beside === undefined ? {} : { mixin: beside }),
    hooks: {
      logMethod(this: Logger, given: unknown[], write: (...args: never[]) => void): void {
        write.apply(this, withoutSecrets(given) as never[]);
      },
    },
  };
  const log: Logger = stream === undefined ? pino(options) : pino(options, stream);
  // Of a child's fields no formatter is told; children of children find this on the first one.
  Object.defineProperty(log, 'child', { value: childWithoutSecrets(log) });
  return log;
}

/**
 * Texts of a line without secrets. A bare error becomes a field. Of a line without a text pino makes the sentence of its
 * error one, so it is given here.
 */
function withoutSecrets(given: readonly unknown[]): unknown[] {
  const [first, ...texts] = given;
  const clean = texts.map((part) => redact(part));
  const fields = isErrorLike(first) ? { err: first } : first;
  const { err } = (typeof fields === 'object' ? (fields ?? {}) : {}) as { err?: unknown };
  if (clean.length === 0 && isErrorLike(err)) clean.push(redact(err.message));
  return [typeof fields === 'string' ? redact(fields) : fields, ...clean];
}

type MakeChild = (this: Logger, fields: object, options?: object) => Logger;

function childWithoutSecrets(log: Logger): MakeChild {
  const make: unknown = Reflect.get(log, 'child');
  return function (fields, options) {
    return (make as MakeChild).call(this, redact(fields) as object, options);
  };
}
