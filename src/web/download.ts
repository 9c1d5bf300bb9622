import { once } from 'node:events';
import type { Response } from 'express';

export { csvLine } from '../core/user-file/csv-line';

/** A file that is written piece by piece while it is read. */
export interface Download {
  readonly name: string;
  readonly type: string;
  /** The text of each piece, in order. */
  readonly pieces: AsyncIterable<string>;
}

/**
 * Sends a file of any length without holding it in memory: a slow reader slows the reading down, and one who left ends
 * it.
 */
export async function sendDownload(response: Response, { name, type, pieces }: Download): Promise<void> {
  response.set('Cache-Control', 'no-store').attachment(name).type(type);
  const gone = once(response, 'close');
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), gone]);
  }
  response.end();
}
