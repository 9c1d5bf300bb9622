/**
 * The service provider of the benchmark: SCIM in memory, as cheap as can be, with the manners that some rows need. A
 * process of its own, so that its CPU time is not the product's. Options as JSON in the first argument:
 * `delayMs` holds every answer back, `perSecond` answers 429 above that many requests, `hang` never answers changes.
 */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const { delayMs = 0, perSecond = 0, hang = false } = JSON.parse(process.argv[2] ?? '{}');
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const users = new Map();
const names = new Map();
const groups = new Map();
const seen = { requests: 0, writes: 0, refused: 0, members: 0, lastAt: 0, times: new Map() };
let second = 0;
let inSecond = 0;

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    seen.requests += 1;
    seen.lastAt = Date.now();
    if (perSecond > 0 && isTooFast()) {
      seen.refused += 1;
      return send(response, 429, { status: '429' }, { 'retry-after': '1' });
    }
    const body = parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts));
    if (request.method !== 'GET') {
      seen.writes += 1;
      noteTitle(body);
      if (hang) return undefined;
    }
    const url = new URL(request.url, 'http://sp');
    const [status, answer] = answerTo(request.method, url, body);
    if (delayMs === 0) send(response, status, answer);
    else setTimeout(() => send(response, status, answer), delayMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const members = [...groups.values()].reduce((sum, group) => sum + group.members.size, 0);
  const active = [...users.values()].filter((one) => one.active !== false).length;
  process.send({
    ...seen,
    users: users.size,
    active,
    groupMembers: members,
    cpuMs: (user + system) / 1000,
    times: [...seen.times],
  });
});
process.on('disconnect', () => process.exit());

function isTooFast() {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) [second, inSecond] = [now, 0];
  inSecond += 1;
  return inSecond > perSecond;
}

/** When a title was first seen, for rows that follow a change from its call to its request. */
function noteTitle(body) {
  for (const operation of body?.Operations ?? []) {
    if (operation.path === 'title' && !seen.times.has(operation.value)) seen.times.set(operation.value, Date.now());
    if (operation.path === 'members' && Array.isArray(operation.value)) seen.members += operation.value.length;
    if (operation.path?.startsWith('members[')) seen.members += 1;
  }
}

function answerTo(method, url, body) {
  const [, , kind, id] = url.pathname.split('/');
  if (kind === 'Users') return id === undefined ? usersAt(method, url, body) : one(users, method, id, body);
  if (kind === 'Groups') return id === undefined ? groupsAt(method, url, body) : group(method, id, body);
  if (kind === 'ServiceProviderConfig') return [200, { patch: { supported: true }, filter: { supported: true } }];
  return [404, { status: '404' }];
}

function usersAt(method, url, body) {
  if (method === 'POST') {
    const id = randomUUID();
    const user = { ...body, id };
    users.set(id, user);
    names.set(body.userName, id);
    return [201, user];
  }
  const wanted = /userName eq "(.*)"/.exec(url.searchParams.get('filter') ?? '')?.[1];
  if (wanted === undefined) return [200, page([...users.values()], url)];
  const id = names.get(wanted);
  return [200, page(id === undefined ? [] : [users.get(id)], url)];
}

function groupsAt(method, url, body) {
  if (method === 'POST') {
    const id = randomUUID();
    seen.members += body.members?.length ?? 0;
    groups.set(id, { displayName: body.displayName, members: new Set((body.members ?? []).map((one) => one.value)) });
    return [201, { id, displayName: body.displayName }];
  }
  const wanted = /displayName eq "(.*)"/.exec(url.searchParams.get('filter') ?? '')?.[1];
  const found = [...groups].filter(([, one]) => wanted === undefined || one.displayName === wanted);
  return [
    200,
    page(
      found.map(([id, { displayName }]) => ({ id, displayName })),
      url,
    ),
  ];
}

function one(store, method, id, body) {
  const user = store.get(id);
  if (user === undefined) return [404, { status: '404' }];
  for (const { op, path, value } of body?.Operations ?? []) {
    if (op === 'remove') delete user[path];
    else user[path] = value;
  }
  return [200, user];
}

function group(method, id, body) {
  const found = groups.get(id);
  if (found === undefined) return [404, { status: '404' }];
  if (method === 'DELETE') groups.delete(id);
  for (const { path, value } of body?.Operations ?? []) {
    const removed = /members\[value eq "(.*)"\]/.exec(path ?? '')?.[1];
    if (removed !== undefined) found.members.delete(removed);
    else if (path === 'displayName') found.displayName = value;
    else for (const member of value) found.members.add(member.value);
  }
  return method === 'GET' ? [200, { id, displayName: found.displayName }] : [204];
}

function page(all, url) {
  const start = Number(url.searchParams.get('startIndex') ?? 1);
  const count = Number(url.searchParams.get('count') ?? 100);
  const Resources = all.slice(start - 1, start - 1 + count);
  return { schemas: [LIST], totalResults: all.length, startIndex: start, itemsPerPage: Resources.length, Resources };
}

function send(response, status, body, headers = {}) {
  if (body === undefined) return response.writeHead(status, headers).end();
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { ...headers, 'content-type': 'application/scim+json', 'content-length': bytes.length });
  return response.end(bytes);
}
