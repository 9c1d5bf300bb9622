import express, { type Request, type Response } from 'express';
import type { Operation } from '../operation';
import { readJson } from './json';
import { limitOf } from './problem';
import { Refusal } from './refusal';

const KINDS = ['application/json', 'application/merge-patch+json'];

/**
 * Reads the bytes of a body, up to the limit of the operation.
 * @throws Refusal 413, 415
 */
export async function readBytes(request: Request, response: Response, operation: Operation): Promise<Buffer> {
  const limit = limitOf(operation);
  if (Number(request.get('content-length') ?? 0) > limit) throw Object.assign(new Error('too large'), { status: 413 });
  const read = express.raw({ type: () => true, limit, inflate: false });
  await new Promise<void>((done, fail) => {
    read(request, response, (error: unknown) => {
      if (error === undefined || error === null) done();
      else fail(error instanceof Error ? error : new Error('The body can’t be read.', { cause: error }));
    });
  });
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/**
 * Reads a body as JSON.
 * @returns undefined when there is none
 * @throws Refusal 400, 415
 */
export function readBody(request: Request, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const [kind = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  if (!KINDS.includes(kind.trim()) || (charset !== undefined && !/^charset="?utf-8"?$/.test(charset))) {
    throw new Refusal('wrong-media-type', 'Send the body as JSON, with the header Content-Type: application/json.', {
      headers: { Accept: 'application/json' },
    });
  }
  return readJson(bytes);
}
