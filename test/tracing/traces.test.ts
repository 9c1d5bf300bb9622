import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { SAML } from '@node-saml/node-saml';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { readTracing, readTracingHeaders } from '../../src/config/tracing';
import type { ApplicationId } from '../../src/core/ids';
import { makeLogger } from '../../src/logger';
import { serve } from '../../src/main';
import { listEvents } from '../../src/store/events';
import { openTracing } from '../../src/tracing/open';
import { addMember, integrate, startSp } from '../support/integration';
import { addAdmin, ADMIN_PASSWORD, startPasso } from '../support/passo';
import { freePort } from '../support/running-passo';
import { startCollector, type Collector } from '../support/tracing/collector';
import type { SeenSpan } from '../support/tracing/otlp';
import { BrowserSession } from '../web/browser-session';

const HEADER = 'never-shown-77c1';
const REMOTE = { trace: 'a'.repeat(31) + '1', span: 'b'.repeat(15) + '2' };

let collector: Collector;
let spans: readonly SeenSpan[];
let applicationId: ApplicationId;
let correlationId: string | undefined;
const toSp: { method: string | undefined; path: string | undefined; headers: IncomingHttpHeaders }[] = [];
const lines: Record<string, unknown>[] = [];

const named = (name: string): SeenSpan[] => spans.filter((span) => span.name === name);
const parentOf = (span: SeenSpan): SeenSpan | undefined => spans.find(({ spanId }) => spanId === span.parentId);

/** A server in front of an application, which sees the heads of what it is sent. */
async function startFront(target: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    toSp.push({ method, path: url, headers });
    const passed = forward(`${target}${url ?? ''}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** An admin signs in, signs on twice and gives somebody an account; then the product stops, and everything is sent. */
beforeAll(async () => {
  collector = await startCollector();
  const env = {
    otelEndpoint: collector.url,
    otelHeaders: `api-key=${encodeURIComponent(HEADER)}`,
    otelServiceName: 'sso',
    otelAttributes: 'deployment.environment.name=trial%20run',
  };
  const tracing = readTracing(env);
  if (tracing === undefined) throw new Error('Traces were asked for.');
  const tracer = await openTracing(tracing, readTracingHeaders(env), () => undefined);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const destination = new Writable({
    write(line: Buffer, _, done) {
      lines.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const log = makeLogger('error', { destination, isTerminal: false, beside: () => tracer.ids() });
  const passo = await startPasso({ env: { baseUrl: url, port: String(port), trustProxy: '1' }, tracer, log });
  const { context } = passo;
  const { admin, actor } = await addAdmin(context);
  const server = await serve(context);

  const added = await addApplication(context, actor, {
    ...{ connectorId: 'custom-saml', label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} },
  });
  applicationId = added.id;
  await configureSso(context, actor, added.id, {
    sso: { ...added.sso!, spEntityId: 'https://sp.example/m', acs: [{ url: 'https://sp.example/a', isDefault: true }] },
    active: true,
  });
  const group = await createGroup(context, actor, { name: 'Atlas people' });
  await setGroupsOfApplication(context, actor, added.id, [group.id]);
  await changeMembers(context, actor, group.id, { add: [admin.id], remove: [] });
  const sp = new SAML({
    ...{ entryPoint: `${url}/saml2/atlas`, issuer: 'https://sp.example/m', callbackUrl: 'https://sp.example/a' },
    idpCert: 'unused',
  });
  const { pathname, search } = new URL(await sp.getAuthorizeUrlAsync('secret-relay-state', undefined, {}));

  const browser = new BrowserSession(url);
  await browser.signIn();
  const page = await browser.agent.get(`${pathname}${search}`).set('X-Request-Id', 'from-the-proxy');
  expect(page.text).toContain('SAMLResponse');
  await browser.agent.get('/saml2/atlas?SAMLRequest=rubbish').expect(400);
  await browser.agent.get('/login?next=%2Fsecret-query').set('traceparent', `00-${REMOTE.trace}-${REMOTE.span}-01`);
  await browser.agent.get('/login').set('traceparent', `00-${'0'.repeat(32)}-${REMOTE.span}-01`);
  await browser.agent.get('/nowhere/secret-path');
  await browser.agent.get('/livez');
  await browser.agent.get('/assets/passo.css');
  await context.db.schema.renameTable('webhooks', 'webhooks_gone');
  await browser.agent.get('/admin/settings/webhooks').expect(500);
  await context.db.schema.renameTable('webhooks_gone', 'webhooks');

  const target = await startSp();
  const front = await startFront(target.scimBaseUrl);
  const integrated = await integrate(context, actor, { ...target, scimBaseUrl: front.url }, 'Robin');
  const member = await addMember(context, actor, integrated.group, 'nia.parry');
  await context.worker.idle();
  await context.journal.flush();
  const events = await listEvents(context.db, { take: 50 });
  correlationId = events.find(
    ({ name, userId }) => name === 'user_create_provision' && userId === member.id,
  )?.correlationId;
  await server.stop();
  await front.stop();
  await target.stop();
  ({ spans } = collector);
});
afterAll(() => collector.stop());

test('traces come by OTLP with the headers and the resource that were set', () => {
  expect(collector.heads.length).toBeGreaterThan(0);
  for (const { path, headers } of collector.heads) {
    expect(path).toBe('/v1/traces');
    expect(headers).toMatchObject({ 'api-key': HEADER, 'content-type': 'application/x-protobuf' });
    expect(headers['user-agent']).toMatch(/^Passo\/\d/);
  }
  expect(spans[0]?.resource).toMatchObject({
    'service.name': 'sso',
    'service.version': expect.stringMatching(/^\d/) as string,
    'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/) as string,
    'deployment.environment.name': 'trial run',
  });
});

test('a sign-on is one trace: its request by the route, and the decision with its outcome', () => {
  const [good, refused] = named('sign-on');
  expect(good?.attributes).toMatchObject({
    'passo.application_id': applicationId,
    'passo.application_label': 'Atlas',
    'passo.sign_on.outcome': 'success',
    'passo.sign_on.binding': 'redirect',
    'passo.sign_on.started_by': 'sp',
    'passo.request_id': 'from-the-proxy',
    'passo.correlation_id': expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
  });
  const request = parentOf(good!);
  expect(request).toMatchObject({ name: 'GET /saml2/:slug', kind: 2, traceId: good?.traceId, parentId: '' });
  expect(request?.attributes).toMatchObject({
    'http.request.method': 'GET',
    'http.route': '/saml2/:slug',
    'http.response.status_code': 200,
    'server.address': 'localhost',
    'passo.request_id': 'from-the-proxy',
    'passo.correlation_id': good?.attributes['passo.correlation_id'],
  });
  expect(good!.start).toBe(request!.start);
  expect(good!.end).toBeLessThanOrEqual(request!.end);
  expect(refused?.attributes).toMatchObject({
    'passo.sign_on.outcome': 'failure',
    'passo.sign_on.refusal': 'message_malformed',
  });
  // Somebody who is refused is no fault of the server.
  expect([refused?.status, parentOf(refused!)?.status]).toEqual([0, 0]);
});

test('a request is named by its route; what strangers write is in no trace, and probes make none', () => {
  const requests = spans.filter(({ kind }) => kind === 2);
  const routes = new Set(requests.map(({ attributes }) => attributes['http.route']));
  expect(routes).toContain('/login');
  // Its event is recorded after the form was read: what is under way is known across that.
  const posted = requests.find(({ name }) => name === 'POST /login');
  expect(posted?.attributes).toHaveProperty(['passo.correlation_id']);
  expect(routes.has('/assets') || [...routes].some((route) => String(route).includes('livez'))).toBe(false);
  const lost = requests.find(({ attributes }) => attributes['http.response.status_code'] === 404);
  expect(lost).toMatchObject({ name: 'GET', status: 0 });
  expect(lost?.attributes).not.toHaveProperty('http.route');
  const failed = requests.find(({ attributes }) => attributes['http.response.status_code'] === 500);
  expect(failed).toMatchObject({ name: 'GET /admin/settings/webhooks', status: 2 });
  expect(failed?.attributes).toMatchObject({ 'error.type': '500' });
});

test('a trusted proxy says what a trace belongs to; a header of another form says nothing', () => {
  const [remote] = spans.filter(({ traceId }) => traceId === REMOTE.trace);
  expect(remote).toMatchObject({ name: 'GET /login', parentId: REMOTE.span });
  expect(spans.filter(({ parentId }) => parentId === REMOTE.span)).toHaveLength(1);
});

test('a first sync is one trace: the turn, each person in it, each request to the application', () => {
  const creates = spans.filter(({ name }) => name === 'POST /Users');
  const create = creates.find(({ attributes }) => attributes['passo.correlation_id'] === correlationId);
  expect(create).toMatchObject({ kind: 3, status: 0 });
  expect(create?.attributes).toMatchObject({
    'http.request.method': 'POST',
    'url.template': '/Users',
    'http.response.status_code': 201,
    'server.address': expect.stringMatching(/^(127\.0\.0\.1|localhost)$/) as string,
    'passo.app': 'custom-scim-integration',
    'passo.attempt': 1,
  });
  const sent = toSp.find(({ headers }) => headers['x-request-id'] === create?.attributes['passo.request_id']);
  expect(sent?.method).toBe('POST');
  const person = parentOf(create!);
  expect(person).toMatchObject({ name: 'provision person', traceId: create?.traceId });
  const turn = parentOf(person!);
  // It is nobody's request: a trace of its own.
  expect(turn).toMatchObject({ name: 'provisioning turn', kind: 1, parentId: '' });
  expect(turn?.attributes).toMatchObject({ 'passo.app': 'custom-scim-integration' });
  expect(toSp.length).toBeGreaterThan(2);
});

test('requests to applications carry no traceparent', () => {
  expect(JSON.stringify(toSp)).not.toMatch(/traceparent/i);
});

test('no span holds a name, an address with ids, a query, a message or a secret', () => {
  const all = JSON.stringify(spans, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  const secrets = [
    ADMIN_PASSWORD,
    HEADER,
    'secret-',
    'rubbish',
    'SAML',
    'okafor',
    'parry',
    'Nia',
    '@',
    '/Users/0',
    '?',
  ];
  for (const secret of secrets) expect(all).not.toContain(secret);
  expect(spans.filter(({ name }) => !/^(?:[A-Z]+(?: \/[a-zA-Z0-9/:{}*.-]*)?|[a-z -]+)$/.test(name))).toEqual([]);
});

test('log lines of a request name its trace', () => {
  const line = lines.find(({ msg }) => msg === 'request failed');
  const failed = spans.find(({ name, status }) => name === 'GET /admin/settings/webhooks' && status === 2);
  expect(line).toMatchObject({ trace_id: failed?.traceId, request_id: failed?.attributes['passo.request_id'] });
});
