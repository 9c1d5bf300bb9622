import { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { answerOnce, type OnceOutcome } from '../actions/api-keys/answer-once';
import type { KeyInUse } from '../actions/api-keys/use';
import type { Context } from '../context';
import { outgoing, outgoingProblem, send, type Outgoing } from './frame/answer';
import { readBody, readBytes } from './frame/body';
import { demandScope, makeDoor, reaches, stillIn } from './frame/door';
import { demandMatch } from './frame/etag';
import { readPart } from './frame/faults';
import { isKeepable } from './frame/json';
import { Refusal } from './frame/refusal';
import type { Call, Operation } from './operation';

const BASE = '/api/v1';

/** What is known of a request once its key was found right. */
interface Asked {
  readonly id: string;
  readonly since: number;
  key?: KeyInUse;
}

/**
 * The addresses below /api/v1. They stand in front of sessions, cookies and forms, which count for nothing here.
 * @param operations all there are
 */
export function apiRoutes(context: Context, operations: readonly Operation[]): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const door = makeDoor(context);
  const asked = new WeakMap<Request, Asked>();
  const askedOf = (request: Request): Asked => asked.get(request) ?? { id: '', since: context.clock() };

  const enter: RequestHandler = async (request, response, next) => {
    const id = requestIdOf(context, response);
    const about: Asked = { id, since: context.clock() };
    asked.set(request, about);
    response.set({ 'X-Request-Id': id, 'Cache-Control': 'no-store' });
    about.key = await door(request);
    next();
  };
  router.use(BASE, enter);
  for (const operation of operations) {
    router[operation.method](pathOf(operation), async (request, response) => {
      const { id, key, since } = askedOf(request);
      if (key === undefined) throw new Error('a request came in without a key');
      const answer = await perform(context, operation, { request, response, key, requestId: id });
      const took = { ms: context.clock() - since, status: answer.status };
      context.log.info({ request_id: id, operation: operation.id, key: key.key.name, ...took }, 'api request');
      await send(request, response, answer);
    });
  }
  for (const [path, methods] of methodsByPath(operations)) router.all(path, wrongMethod(methods));
  router.use(BASE, () => {
    throw new Refusal('not-found', 'There is nothing at this address. /api/docs lists what there is.');
  });
  const failed: ErrorRequestHandler = async (error: unknown, request, response, next) => {
    if (!asked.has(request)) return next(error);
    if (response.headersSent) return void response.destroy();
    const { id } = askedOf(request);
    const answer = outgoingProblem(error, request, id);
    note(context, error, answer.status, id);
    await send(request, response, answer);
  };
  router.use(failed);
  return router;
}

interface Performing {
  readonly request: Request;
  readonly response: Response;
  readonly key: KeyInUse;
  readonly requestId: string;
}

/** Reads a request, runs its operation, and gives the answer. Nothing is thrown but what was refused before reading. */
async function perform(context: Context, operation: Operation, performing: Performing): Promise<Outgoing> {
  const { request, response, requestId } = performing;
  try {
    demandScope(performing.key, operation);
    const bytes = await readBytes(request, response, operation);
    const key = bytes.length === 0 ? performing.key : await stillIn(context, performing.key);
    demandScope(key, operation);
    const call = readCall(context, operation, { ...performing, key }, bytes);
    const idempotencyKey = idempotencyKeyOf(request, operation);
    if (idempotencyKey === undefined) return (await attempt(context, operation, request, call)).answer;
    const parts = [operation.method, request.originalUrl, bytes.toString('base64')];
    const outcome = await answerOnce(context, { keyId: key.key.id, idempotencyKey, parts }, async () => {
      const { answer, keep } = await attempt(context, operation, request, call);
      if (typeof answer.body !== 'string') throw new Error(`${operation.id} answers what can’t be kept`);
      return { answer: { ...answer, body: answer.body }, keep };
    });
    return answerOf(outcome);
  } catch (error) {
    const answer = outgoingProblem(error, request, requestId, operation);
    note(context, error, answer.status, requestId);
    return answer;
  }
}

/** Runs the operation. An answer that says "not now" is not worth keeping. */
async function attempt(
  context: Context,
  operation: Operation,
  request: Request,
  call: Call,
): Promise<{ readonly answer: Outgoing; readonly keep: boolean }> {
  try {
    return { answer: outgoing(operation, await operation.run(call)), keep: true };
  } catch (error) {
    const answer = outgoingProblem(error, request, call.requestId, operation);
    note(context, error, answer.status, call.requestId);
    return { answer, keep: answer.status !== 429 && answer.status !== 503 };
  }
}

function readCall(context: Context, operation: Operation, performing: Performing, bytes: Buffer): Call {
  const { request, key, requestId } = performing;
  const texts = Object.entries({ ...request.query, ...request.params }).flat(2);
  if (!texts.every((text) => typeof text !== 'string' || isKeepable(text))) {
    throw new Refusal('unreadable', 'The address holds a character that can’t be kept.');
  }
  const ifMatch = request.get('if-match');
  const changesOne = operation.etag === true && operation.method !== 'get' && operation.method !== 'post';
  if (ifMatch !== undefined && !changesOne) {
    const detail = 'If-Match means nothing here: this operation does not change one resource with an ETag.';
    throw new Refusal('unreadable', detail, { faults: [{ header: 'If-Match', detail }] });
  }
  const params = readPart('params', operation.params, request.params);
  const query = readPart('query', operation.query, request.query);
  const given = readBody(request, bytes);
  if (given === undefined && operation.body !== undefined && !operation.body.safeParse({}).success) {
    throw new Refusal('unreadable', 'This needs a body of JSON.');
  }
  return {
    deps: context,
    actor: key.actor,
    key,
    params,
    query,
    body: readPart('body', operation.body, given ?? {}),
    requestId,
    operationId: operation.id,
    demandScope: (scope) => demandScope(key, { scope }),
    allows: (scope) => reaches(key, scope),
    demandUnchanged: (shown) => demandMatch(ifMatch, shown),
  };
}

/** Idempotency-Key: 1 to 255 visible characters, on POST alone. Other methods are harmless when they come twice. */
function idempotencyKeyOf(request: Request, operation: Operation): string | undefined {
  const given = request.get('idempotency-key');
  if (given === undefined || operation.method !== 'post') return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(given)) {
    const detail = 'Idempotency-Key has 1 to 255 visible characters, such as a UUID.';
    throw new Refusal('unreadable', detail, { faults: [{ header: 'Idempotency-Key', detail }] });
  }
  return given;
}

function answerOf(outcome: OnceOutcome): Outgoing {
  switch (outcome.kind) {
    case 'first':
      return outcome.answer;
    case 'again':
      return { ...outcome.answer, headers: { ...outcome.answer.headers, 'Idempotency-Replayed': 'true' } };
    case 'other':
      throw new Refusal('key-reused', 'Use a new Idempotency-Key for each new request.');
    case 'running':
      throw new Refusal('still-running', 'Wait for its answer, or ask again in a moment.', {
        headers: { 'Retry-After': '1' },
      });
    case 'unknown':
      throw new Refusal(
        'outcome-unknown',
        'Passo was stopped in the middle of it, and can’t tell whether it took effect. Look, then use a new Idempotency-Key.',
      );
  }
}

function pathOf({ path }: Operation): string {
  return BASE + path.replace(/\{(\w+)\}/g, ':$1');
}

function methodsByPath(operations: readonly Operation[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const operation of operations) {
    const methods = found.get(pathOf(operation)) ?? [];
    methods.push(operation.method.toUpperCase(), ...(operation.method === 'get' ? ['HEAD'] : []));
    found.set(pathOf(operation), methods);
  }
  return found;
}

function wrongMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.join(', ');
  return (request) => {
    throw new Refusal('wrong-method', `${request.method} is not possible here. Possible: ${allow}.`, {
      headers: { Allow: allow },
    });
  };
}

/** The id that every request got on its way in. */
function requestIdOf(context: Context, response: Response): string {
  const given = response.getHeader('X-Request-Id');
  return typeof given === 'string' ? given : context.newId<string>();
}

function note(context: Context, error: unknown, status: number, requestId: string): void {
  if (status >= 500 && status !== 503) context.log.error({ err: error, request_id: requestId }, 'api request failed');
}
