import type { Readable } from 'node:stream';
import { addAbortSignal, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** An answer of more bytes than are read. */
export class TooLarge extends Error {}

/**
 * Reads a body to its end as text. Bytes are counted after decompression and reading stops at the limit, so that a small
 * answer can't unfold into a large one.
 * @param encoding the Content-Encoding header
 * @throws TooLarge beyond the limit; whatever the stream throws otherwise
 */
export async function readBody(
  body: Readable,
  encoding: string | string[] | undefined,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  return new TextDecoder().decode(await readBytes(body, encoding, maxBytes, signal));
}

/** Reads a body to its end as `readBody` does, and leaves its bytes as they are. */
export async function readBytes(
  body: Readable,
  encoding: string | string[] | undefined,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const unpacked = unpack(
    body,
    String(encoding ?? '')
      .trim()
      .toLowerCase(),
  );
  addAbortSignal(signal, unpacked);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of unpacked) {
      const bytes = Buffer.from(part as Uint8Array);
      size += bytes.length;
      if (size > maxBytes) throw new TooLarge();
      parts.push(bytes);
    }
  } finally {
    body.destroy();
  }
  return Buffer.concat(parts);
}

function unpack(body: Readable, encoding: string): Readable {
  const unpacker = unpackerOf(encoding);
  // The reader of the last stream sees the error; without this callback it would be thrown a second time.
  return unpacker === undefined ? body : pipeline(body, unpacker, () => undefined);
}

function unpackerOf(encoding: string): (Readable & NodeJS.WritableStream) | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  if (encoding === '' || encoding === 'identity') return undefined;
  throw new Error('The answer is packed in a way that was not asked for.');
}
