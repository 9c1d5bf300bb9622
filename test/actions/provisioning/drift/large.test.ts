import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addApplication } from '../../../../src/actions/applications/add';
import { activateIntegration } from '../../../../src/actions/provisioning/activate';
import { startDriftCheck } from '../../../../src/actions/provisioning/drift/plan';
import { runDueDrift } from '../../../../src/actions/provisioning/drift/run';
import type { Application } from '../../../../src/core/application';
import { SecretText } from '../../../../src/core/secret-text';
import { countItems } from '../../../../src/store/provisioning/drift/items';
import { findDriftRun } from '../../../../src/store/provisioning/drift/runs';
import { addAdmin, startPasso, type TestPasso } from '../../../support/passo';

const ACCOUNTS = 10_000;
/** Every so many accounts one differs. */
const EVERY = 500;

let passo: TestPasso;
let server: Server;
let requests: string[] = [];
let cut = Infinity;

const userOf = (place: number): object => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: `remote-${place}`,
  userName: `person${place}`,
  title: place % EVERY === 0 ? 'Chief' : 'Lead',
  active: true,
  emails: [{ value: `person${place}@fernhill.example`, type: 'work', primary: true }],
});

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'application/scim+json');
    const one = /\/Users\/remote-(\d+)$/.exec(url.pathname);
    if (one !== null) {
      response.end(JSON.stringify(userOf(Number(one[1]))));
      return;
    }
    if (!url.pathname.endsWith('/Users')) {
      response.statusCode = 404;
      response.end('{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}');
      return;
    }
    const start = Number(url.searchParams.get('startIndex') ?? '1');
    const size = Math.min(Number(url.searchParams.get('count') ?? '100'), 200, ACCOUNTS - start + 1);
    const Resources = start > cut ? [] : Array.from({ length: size }, (_, step) => userOf(start + step));
    response.end(
      JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: ACCOUNTS,
        startIndex: start,
        itemsPerPage: Resources.length,
        Resources,
      }),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await passo.stop();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('ten thousand accounts are compared page by page, with little memory and few statements', async () => {
  const { context } = passo;
  const { actor } = await addAdmin(context);
  const naming = { connectorId: 'custom-scim', label: 'Large', showInPortal: true, variables: {} };
  const application: Application = await addApplication(context, actor, naming);
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const test = await activateIntegration(context, actor, application.id, { baseUrl, token: new SecretText('a-token') });
  expect(test.ok).toBe(true);
  const links = Array.from({ length: ACCOUNTS }, (_, place) => ({
    application_id: application.id,
    user_id: String(place + 1).padStart(26, '0'),
    remote_id: `remote-${place + 1}`,
    accepted: JSON.stringify({
      userName: `person${place + 1}`,
      title: 'Lead',
      active: true,
      emails: [{ value: `person${place + 1}@fernhill.example`, type: 'work', primary: true }],
    }),
    creating: false,
    removed: false,
    managed: true,
    status: 'in-sync',
    updated_at: 1,
  }));
  await context.db.batchInsert('links', links, 50);
  links.length = 0;
  requests = [];
  let statements = 0;
  context.db.on('query', () => (statements += 1));
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed - before)), 20);
  await startDriftCheck(context, actor, application.id);
  await runDueDrift(context);
  clearInterval(watching);
  expect(await findDriftRun(context.db, application.id)).toMatchObject({ state: 'done', accounts: ACCOUNTS });
  expect([...(await countItems(context.db, application.id))]).toEqual([['changed', ACCOUNTS / EVERY]]);
  const pages = requests.length;
  expect(pages).toBeLessThanOrEqual(ACCOUNTS / 100 + 1);
  expect(statements).toBeLessThan(pages * 12);
  expect(most).toBeLessThan(150_000_000);

  // The list ends early: what was not listed is asked for, and there; nothing is concluded from such a list.
  cut = 4_000;
  await startDriftCheck(context, actor, application.id);
  await runDueDrift(context);
  const run = await findDriftRun(context.db, application.id);
  expect(run?.state).toBe('failed');
  expect(run?.sentence).toContain('did not list accounts that are there');
  expect([...(await countItems(context.db, application.id))]).toEqual([['changed', ACCOUNTS / EVERY]]);
}, 60_000);
