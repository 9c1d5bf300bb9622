import type { Answer, Call } from './call';
import { badRequest, notAllowed, ScimError } from './error';
import { isObject, type Attributes } from './read-resource';

const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/**
 * Answers a Bulk request (RFC 7644 section 3.7): one operation after the other, with references by bulkId.
 * @param most operations in one request
 * @param serve answers one of them
 * @throws ScimError for a request that can't be taken as a whole
 */
export function answerBulk(call: Call, most: number, serve: (call: Call) => Answer): Answer {
  if (call.method !== 'POST') throw notAllowed(call.method);
  const { body } = call;
  if (!isObject(body) || !Array.isArray(body['schemas']) || !body['schemas'].includes(REQUEST)) {
    throw badRequest('invalidSyntax', `"schemas" has to name ${REQUEST}.`);
  }
  const operations = body['Operations'];
  if (!Array.isArray(operations) || !operations.every(isObject)) {
    throw badRequest('invalidSyntax', '"Operations" has to be a list of operations.');
  }
  if (operations.length > most) throw new ScimError(413, `${most} operations are the most of one request.`, 'tooMany');
  const limit = typeof body['failOnErrors'] === 'number' ? body['failOnErrors'] : Infinity;
  const ids = new Map<string, string>();
  const results: Attributes[] = [];
  let failures = 0;
  for (const operation of operations) {
    if (failures >= limit) break;
    const result = answerOne(call, operation, ids, serve);
    if (Number(result['status']) >= 400) failures += 1;
    results.push(result);
  }
  return { status: 200, headers: {}, body: { schemas: [RESPONSE], Operations: results } };
}

function answerOne(
  call: Call,
  operation: Attributes,
  ids: Map<string, string>,
  serve: (call: Call) => Answer,
): Attributes {
  const method = String(operation['method']).toUpperCase();
  const { bulkId, version } = operation;
  const about = { method, ...(typeof bulkId === 'string' ? { bulkId } : {}) };
  try {
    const path = resolved(String(operation['path']), ids) as string;
    const answer = serve({
      ...call,
      method,
      segments: path.split('/').filter(Boolean).map(decodeURIComponent),
      query: {},
      ifMatch: typeof version === 'string' ? version : undefined,
      ifNoneMatch: undefined,
      body: resolved(operation['data'], ids),
    });
    const id = answer.body?.['id'];
    if (typeof bulkId === 'string' && typeof id === 'string') ids.set(bulkId, id);
    const { Location: location, ETag: tag } = answer.headers;
    return { ...about, ...(location && { location }), ...(tag && { version: tag }), status: String(answer.status) };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { ...about, status: String(error.status), response: error.body() };
  }
}

/** Puts ids in the place of references to what this request has made (RFC 7644 section 3.7.2). */
function resolved(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/bulkId:([^/\s]+)/g, (whole, name: string) => ids.get(name) ?? whole);
  }
  if (Array.isArray(value)) return value.map((item) => resolved(item, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, ids)]));
}
