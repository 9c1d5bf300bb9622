import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { KeptAnswer } from '../../actions/api-keys/answer-once';
import type { AnyAnswer, Operation, RawAnswer } from '../operation';
import { etagOf, isKnown } from './etag';
import { problemOf } from './problem';

/** An answer on its way out: its body is text, or flows. */
export type Outgoing = Omit<KeptAnswer, 'body'> & { readonly body: string | Buffer | Readable };

/** Puts the answer of an operation into status, headers and body. */
export function outgoing(operation: Operation, answer: AnyAnswer): Outgoing {
  const { status, body, location } = answer;
  const schema = operation.answers[status];
  const headers: Record<string, string> = { ...answer.headers };
  if (location !== undefined) headers['Location'] = `/api/v1${location}`;
  if (schema === null || schema === undefined || body === undefined) return { status, headers, body: '' };
  if (isRaw(schema)) {
    headers['Content-Type'] = schema.mediaType;
    return { status, headers, body: body as string | Buffer | Readable };
  }
  headers['Content-Type'] = 'application/json; charset=utf-8';
  if (operation.etag === true) headers['ETag'] = etagOf(body);
  return { status, headers, body: JSON.stringify(body) };
}

/** Tells whether an answer is no JSON. */
export function isRaw(schema: object): schema is RawAnswer {
  return 'mediaType' in schema;
}

/** Puts a failure into status, headers and a problem document. */
export function outgoingProblem(
  error: unknown,
  request: Request,
  requestId: string,
  operation?: Operation,
): KeptAnswer & { readonly problem: string } {
  const about = { path: request.path, requestId, ...(operation === undefined ? {} : { operation }) };
  const { problem, headers } = problemOf(error, about);
  return {
    status: problem.status,
    headers: { ...headers, 'Content-Type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify(problem),
    problem: problem.type,
  };
}

/** Sends an answer. A reader who has this state already gets 304 instead (RFC 9110 section 15.4.5). */
export async function send(request: Request, response: Response, { status, headers, body }: Outgoing): Promise<void> {
  response.set(headers);
  const reading = request.method === 'GET' || request.method === 'HEAD';
  const etag = headers['ETag'];
  if (reading && status === 200 && etag !== undefined && isKnown(request.get('if-none-match'), etag)) {
    response.removeHeader('Content-Type');
    return void response.status(304).end();
  }
  response.status(status);
  if (body instanceof Readable) {
    if (request.method === 'HEAD') {
      body.destroy();
      return void response.end();
    }
    // Who goes away in the middle of it is no fault.
    return pipeline(body, response).catch(() => void response.destroy());
  }
  if (status !== 204) response.set('Content-Length', String(Buffer.byteLength(body)));
  response.end(body);
}
