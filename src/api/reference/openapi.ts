import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { PACKAGE } from '../../config/package';
import { API_SCOPES, SCOPE_WORDS } from '../../core/api-keys/scopes';
import { isRaw } from '../frame/answer';
import { problemSchema } from '../frame/problem';
import { PROBLEM_TYPES } from '../frame/refusal';
import type { Operation } from '../operation';

/** The OpenAPI document: JSON by the specification, version 3.1. */
export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const KEY = 'apiKey';

/**
 * Writes the OpenAPI 3.1 document of the API, from the same schemas that requests are checked by.
 * @param operations all there are
 */
export function openApiDocument(operations: readonly Operation[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', KEY, {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'passo_…',
    description: `A key made on the page Settings, API keys. Its scopes:\n\n${scopeList()}`,
  });
  for (const [status, description] of Object.entries(REFUSALS)) {
    registry.registerComponent('responses', refusalName(status), {
      description,
      headers: headersOf(status),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  }
  for (const operation of operations) registry.registerPath(routeOf(operation));
  const tags = [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name }));
  return new OpenApiGeneratorV31([{ type: 'schema', schema: problemSchema }, ...registry.definitions]).generateDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Passo API',
        version: PACKAGE.version,
        description:
          'Everything the pages of Passo do, for programs. Version 1 stays compatible: fields are added, none is taken away.',
        license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/api/v1' }],
      // For the page that problems lead to.
      'x-problem-types': Object.entries(PROBLEM_TYPES).map(([type, words]) => ({ type, ...words })),
      tags,
    },
  );
}

function scopeList(): string {
  return API_SCOPES.map((scope) => `- \`${scope}\`: ${SCOPE_WORDS[scope]}`).join('\n');
}

/** What an operation may refuse with, by status. */
const REFUSALS: Readonly<Record<string, string>> = {
  400: 'The request can’t be read: its JSON, its parameters or its headers.',
  401: 'There is no API key, or one that is wrong, revoked or has run out.',
  403: 'The key, or the person who made it, may not do this.',
  404: 'It is not there.',
  409: 'It does not fit what is there now; or a request with the same Idempotency-Key is at work or was cut off.',
  412: 'It was changed since the ETag in If-Match was read. Nothing was changed.',
  413: 'The body is too large.',
  415: 'The body is no JSON.',
  422: 'Something in the body is not right: `errors` says where. Or the Idempotency-Key was used for another request.',
  429: 'Too many requests.',
  500: 'Something went wrong in Passo.',
  503: 'Not possible right now.',
};

function refusalName(status: string): string {
  return `Problem${status}`;
}

function headersOf(status: string): Record<string, { description: string; schema: { type: 'string' } }> {
  const schema = { type: 'string' as const };
  if (status === '401') return { 'WWW-Authenticate': { description: 'Bearer, with what is wrong.', schema } };
  if (status === '429' || status === '503') {
    return { 'Retry-After': { description: 'Seconds to wait.', schema } };
  }
  return {};
}

/** Which problems an operation may answer. */
function refusalsOf({ method, params, body, etag, scope }: Operation): string[] {
  const writes = method !== 'get';
  return [
    '400',
    '401',
    ...(scope === null ? [] : ['403']),
    ...(params === undefined && !writes ? [] : ['404']),
    ...(writes ? ['409'] : []),
    ...(writes && etag === true ? ['412'] : []),
    ...(body === undefined ? [] : ['413', '415']),
    '422',
    '429',
    '500',
    '503',
  ];
}

function routeOf(operation: Operation): RouteConfig {
  const { id, method, path, tag, summary, scope, params, query, body } = operation;
  const headers = requestHeaders(operation);
  return {
    operationId: id,
    method,
    path,
    tags: [tag],
    summary,
    description: descriptionOf(operation),
    security: [{ [KEY]: scope === null ? [] : [scope] }],
    request: {
      ...(params === undefined ? {} : { params: params as z.ZodObject }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined
        ? {}
        : { body: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } }),
    },
    responses: { ...answersOf(operation), ...knownAnswer(operation), ...refusalRefs(operation) },
  };
}

function descriptionOf({ description, scope, permission }: Operation): string {
  const needs = scope === null ? 'Any key may ask this.' : `Needs the scope \`${scope}\`.`;
  const more = permission === undefined ? '' : ' The role of the key’s maker decides as well.';
  return [description, needs + more].filter(Boolean).join('\n\n');
}

function requestHeaders({ method, etag }: Operation): z.ZodObject | undefined {
  const once = z.string().max(255).optional().meta({
    description: 'Makes the request count once: sent again within a day, it gets the same answer.',
    example: '7f1c2c1e-7d0e-4a3f-9a55-0f6f6f3f9a10',
  });
  const match = z
    .string()
    .optional()
    .meta({ description: 'The ETag that was read: refused with 412 when it is another now.' });
  const none = z
    .string()
    .optional()
    .meta({ description: 'The ETag that is known: answered with 304 when it still is.' });
  const headers = {
    ...(method === 'post' ? { 'Idempotency-Key': once } : {}),
    ...(etag === true && method !== 'get' && method !== 'post' ? { 'If-Match': match } : {}),
    ...(etag === true && method === 'get' ? { 'If-None-Match': none } : {}),
  };
  return Object.keys(headers).length === 0 ? undefined : z.object(headers);
}

function answersOf({ answers, etag }: Operation): RouteConfig['responses'] {
  const found: RouteConfig['responses'] = {};
  const schema = { type: 'string' as const };
  for (const [status, answer] of Object.entries(answers)) {
    const description = status === '201' ? 'It is made.' : status === '202' ? 'It is begun.' : 'It is done.';
    const tagged = etag === true && answer !== null && !isRaw(answer);
    const headers = {
      'X-Request-Id': { description: 'The id of the request.', schema },
      ...(tagged ? { ETag: { description: 'Names this state.', schema } } : {}),
      ...(status === '201' ? { Location: { description: 'Where it is read.', schema } } : {}),
    };
    if (answer === null) found[status] = { description, headers };
    else if (isRaw(answer)) {
      const media = answer.mediaType.split(';')[0] ?? answer.mediaType;
      const example = answer.example === undefined ? {} : { example: answer.example };
      const content = { [media]: { schema: answer.schema ?? schema, ...example } };
      found[status] = { description: answer.description, headers, content };
    } else found[status] = { description, headers, content: { 'application/json': { schema: answer } } };
  }
  return found;
}

function knownAnswer({ method, etag }: Operation): RouteConfig['responses'] {
  return method === 'get' && etag === true ? { 304: { description: 'It is as the caller knows it.' } } : {};
}

function refusalRefs(operation: Operation): RouteConfig['responses'] {
  const refs = refusalsOf(operation).map((status) => [
    status,
    { $ref: `#/components/responses/${refusalName(status)}` },
  ]);
  return Object.fromEntries(refs) as RouteConfig['responses'];
}
