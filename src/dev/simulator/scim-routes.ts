import { createHash, timingSafeEqual } from 'node:crypto';

import express, { type NextFunction, type Request, type Response, type Router } from 'express';

import type { Defects } from './defects';
import type { RequestLog } from './record';
import { badRequest, ScimError } from './scim/error';
import type { ResourceType } from './scim/schema';
import { serve, type Answer } from './scim/service';
import type { ResourceStore } from './scim/store';

/** What the SCIM server of one simulator works with. */
export interface ScimServerParts {
  readonly types: readonly ResourceType[];
  readonly store: ResourceStore;
  readonly log: RequestLog;
  readonly token: string;
  readonly baseUrl: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** From 0 to 1, below 1. */
  readonly random: () => number;
  /** Read anew for each request, because they change while the simulator runs. */
  readonly defects: () => Defects;
}

const SCIM_JSON = 'application/scim+json';
const BODY_LIMIT = '1mb';

/** The SCIM 2.0 endpoints (RFC 7644 section 3.2) with authentication, defects and recording around them. */
export function scimRouter(parts: ScimServerParts): Router {
  const counters = { requests: 0, changes: 0, second: 0, inSecond: 0 };
  const router = express.Router();
  router.use(express.text({ type: () => true, limit: BODY_LIMIT }));
  router.use(async (request: Request, response: Response) => {
    const began = parts.clock();
    const text: unknown = request.body;
    const raw = typeof text === 'string' && text !== '' ? text : undefined;
    const defects = parts.defects();
    counters.requests += 1;
    const count = counters.requests;
    if (defects.slow !== undefined) await wait(defects.slow);

    const record = (status: number): void => {
      const body = raw === undefined ? {} : { body: parsed(raw) };
      const { method, url } = request;
      parts.log.add({ at: began, method, path: url, ...body, status, tookMs: parts.clock() - began });
    };
    if (defects.answerHtml === true) {
      record(200);
      response.status(200).type('html').send('<!doctype html><title>Welcome</title><p>Sign in to continue.</p>');
      return;
    }
    const answer = answerTo(request, raw, parts, defects, count, counters);
    const isChange = request.method !== 'GET' && answer.status < 300;
    if (isChange) counters.changes += 1;
    if (isChange && dropped(defects.dropAnswer, counters.changes, parts.random)) {
      record(0);
      request.socket.destroy();
      return;
    }
    record(answer.status);
    send(response, answer);
  });
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const answer = refusal(error);
    parts.log.add({ at: parts.clock(), method: request.method, path: request.url, status: answer.status, tookMs: 0 });
    send(response, answer);
  });
  return router;
}

interface Counters {
  second: number;
  inSecond: number;
}

function answerTo(
  request: Request,
  raw: string | undefined,
  parts: ScimServerParts,
  defects: Defects,
  count: number,
  counters: Counters,
): Answer {
  try {
    if (defects.failEvery !== undefined && count % defects.failEvery === 0) {
      throw new ScimError(503, 'The service is being looked after.');
    }
    if (defects.rateLimit !== undefined) limit(defects.rateLimit, parts.clock(), counters);
    if (defects.rejectToken === true || !hasToken(request, parts.token)) {
      throw new ScimError(401, 'The bearer token is missing or wrong.');
    }
    return serve(
      {
        method: request.method,
        segments: segmentsOf(request.path),
        query: queryOf(request.originalUrl),
        ifMatch: request.get('if-match'),
        ifNoneMatch: request.get('if-none-match'),
        body: bodyOf(request, raw),
      },
      parts.types,
      parts.store,
      parts.baseUrl,
      {
        ignoreFilter: defects.ignoreFilter === true,
        deactivateRemoves: defects.deactivateRemoves === true,
        failUser: defects.failUser,
      },
    );
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Answer {
  const refused = error instanceof ScimError ? error : bodyError(error);
  const headers: Record<string, string> = {};
  if (refused.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="SCIM"';
  if (refused.status === 429) headers['Retry-After'] = '1';
  return { status: refused.status, headers, body: refused.body() };
}

function bodyError(error: unknown): ScimError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new ScimError(413, 'The body is larger than 1 MB.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new ScimError(status, 'The body is unreadable.');
  return new ScimError(500, 'The simulator failed on this request.');
}

function send(response: Response, answer: Answer): void {
  response.status(answer.status).set(answer.headers);
  if (answer.body === undefined) response.end();
  else response.set('Content-Type', SCIM_JSON).send(Buffer.from(JSON.stringify(answer.body), 'utf8'));
}

function hasToken(request: Request, token: string): boolean {
  const match = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '');
  return match?.[1] !== undefined && timingSafeEqual(digest(match[1]), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function limit(perSecond: number, now: number, counters: Counters): void {
  const second = Math.floor(now / 1000);
  counters.inSecond = counters.second === second ? counters.inSecond + 1 : 1;
  counters.second = second;
  if (counters.inSecond > perSecond) throw new ScimError(429, 'Too many requests. Try again in a second.');
}

function dropped(defect: number | undefined, changes: number, random: () => number): boolean {
  if (defect === undefined) return false;
  return defect < 1 ? random() < defect : changes % defect === 0;
}

function segmentsOf(path: string): string[] {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw badRequest('invalidSyntax', 'The path is not percent-encoded correctly.');
  }
}

function queryOf(url: string): Record<string, string> {
  const mark = url.indexOf('?');
  return mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1)));
}

function bodyOf(request: Request, raw: string | undefined): unknown {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined;
  const type = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== SCIM_JSON && type !== 'application/json') throw new ScimError(415, `Send ${SCIM_JSON}.`);
  if (raw === undefined) throw badRequest('invalidSyntax', 'The body is empty.');
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    throw badRequest('invalidSyntax', 'The body is not JSON.');
  }
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return `${raw.length} characters that are not JSON`;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
