import express, { type NextFunction, type Request, type Response, type Router } from 'express';

import type { RequestLog } from './record';
import type { Answer } from './scim/call';
import { badRequest, ScimError } from './scim/error';
import type { ResourceType } from './scim/schema';
import { serve } from './scim/service';
import type { ResourceStore } from './scim/store';
import type { Defects } from './switches/definition';
import { Chaos, type Fault } from './wire/chaos';
import type { Gate } from './wire/gate';
import { Limits } from './wire/limits';
import { answerInstead, SCIM_JSON, send } from './wire/send';

/** What the SCIM server of one simulator works with. */
export interface ScimServerParts {
  readonly types: readonly ResourceType[];
  readonly store: ResourceStore;
  readonly log: RequestLog;
  readonly gate: Gate;
  readonly baseUrl: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** From 0 to 1, below 1. */
  readonly random: () => number;
  /** Read anew for each request, because they change while the simulator runs. */
  readonly defects: () => Defects;
}

const BODY_LIMIT = '1mb';
const SLOW_BY_CHANCE_MS = 300;
const STALE_BY_CHANCE_MS = 2_000;
const HANG_MS = 60_000;

/** The SCIM 2.0 endpoints (RFC 7644 section 3.2) with authentication, defects and recording around them. */
export function scimRouter(parts: ScimServerParts): Router {
  const limits = new Limits(parts);
  const chaos = new Chaos(parts.random);
  const router = express.Router();
  router.use(express.text({ type: () => true, limit: BODY_LIMIT }));
  router.use(async (request: Request, response: Response) => {
    const began = parts.clock();
    const text: unknown = request.body;
    const body = readBody(typeof text === 'string' && text !== '' ? text : undefined);
    const defects = parts.defects();
    const count = limits.count();
    const fault = chaos.draw(defects, request.method);
    if (defects.slow !== undefined) await wait(defects.slow);
    if (fault === 'slow') await wait(SLOW_BY_CHANCE_MS);

    const record = (status: number): void => {
      const { method, url } = request;
      parts.log.add({ at: began, method, path: url, body: body.recorded, status, tookMs: parts.clock() - began });
    };
    if (fault === 'reset' || limits.cuts(defects, count)) {
      record(0);
      request.socket.destroy();
      return;
    }
    const instead = answerInstead(response, defects);
    if (instead !== undefined) {
      record(instead);
      return;
    }
    const hangsFirst = fault === 'hang' && chaos.next(defects.chaosSeed) < 0.5;
    if (hangsFirst) {
      record(0);
      hang(request);
      return;
    }
    const answer = answerTo(request, body, parts, { defects, count, limits, fault });
    if (limits.loses(defects, request.method, answer.status) || (fault === 'lost' && answer.status < 300)) {
      record(0);
      request.socket.destroy();
      return;
    }
    if (fault === 'hang') {
      record(0);
      hang(request);
      return;
    }
    record(answer.status);
    send(request, response, answer, defects);
  });
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const answer = refusal(error, limits, parts.defects());
    parts.log.add({ at: parts.clock(), method: request.method, path: request.url, status: answer.status, tookMs: 0 });
    send(request, response, answer, {});
  });
  return router;
}

interface Turn {
  readonly defects: Defects;
  readonly count: number;
  readonly limits: Limits;
  readonly fault: Fault | undefined;
}

function answerTo(request: Request, body: Body, parts: ScimServerParts, turn: Turn): Answer {
  const { defects, count, limits, fault } = turn;
  try {
    limits.check(defects, count);
    if (fault !== undefined && /^\d+$/.test(fault)) throw new ScimError(Number(fault), 'This one was left to chance.');
    if (limits.rejects(defects, count) || !parts.gate.lets(request, defects)) {
      throw new ScimError(401, 'The bearer token is missing or wrong.');
    }
    const late = fault === 'stale' ? { staleReads: STALE_BY_CHANCE_MS } : {};
    return serve(
      {
        method: request.method,
        segments: segmentsOf(request.path),
        query: queryOf(request.originalUrl),
        ifMatch: request.get('if-match'),
        ifNoneMatch: request.get('if-none-match'),
        body: bodyOf(request, body),
      },
      parts.types,
      parts.store,
      parts.baseUrl,
      { ...defects, ...late },
    );
  } catch (error) {
    return refusal(error, limits, defects);
  }
}

function refusal(error: unknown, limits: Limits, defects: Defects): Answer {
  const refused = error instanceof ScimError ? error : bodyError(error);
  const headers: Record<string, string> = {};
  if (refused.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="SCIM"';
  const later = refused.status === 429 ? limits.retryAfter(defects) : undefined;
  if (later !== undefined) headers['Retry-After'] = later;
  return { status: refused.status, headers, body: refused.body() };
}

function bodyError(error: unknown): ScimError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new ScimError(413, 'The body is larger than 1 MB.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new ScimError(status, 'The body is unreadable.');
  return new ScimError(500, 'The simulator failed on this request.');
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

interface Body {
  readonly empty: boolean;
  /** The JSON, or a word about what is not JSON. */
  readonly recorded: unknown;
  readonly json?: unknown;
}

function readBody(raw: string | undefined): Body {
  if (raw === undefined) return { empty: true, recorded: undefined };
  try {
    const json = JSON.parse(raw) as unknown;
    return { empty: false, recorded: json, json };
  } catch {
    return { empty: false, recorded: `${raw.length} characters that are not JSON` };
  }
}

function bodyOf(request: Request, body: Body): unknown {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined;
  const type = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== SCIM_JSON && type !== 'application/json') throw new ScimError(415, `Send ${SCIM_JSON}.`);
  if (body.empty) throw badRequest('invalidSyntax', 'The body is empty.');
  if (!('json' in body)) throw badRequest('invalidSyntax', 'The body is not JSON.');
  return body.json;
}

/** Never answers; lets go of the connection after a minute, when the other side has not. */
function hang(request: Request): void {
  setTimeout(() => request.socket.destroy(), HANG_MS).unref();
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
