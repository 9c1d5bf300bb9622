import type { EventSink } from './sink';

/** What pieces are written to: the process's own output, or another one in tests. */
export interface Output {
  write(bytes: Buffer, done: (error?: Error | null) => void): unknown;
}

/** Hands pieces to the process's output. It stays open when the stream is closed. */
export function makeOutputSink(output: Output): EventSink {
  return {
    write: (pieces) =>
      new Promise((resolve, reject) => {
        output.write(Buffer.concat(pieces), (error) => (error ? reject(error) : resolve()));
      }),
    close: () => undefined,
  };
}
