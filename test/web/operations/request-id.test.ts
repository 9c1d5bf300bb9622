import supertest from 'supertest';
import { buildApp, buildListener } from '../../../src/app';
import { makeLogger } from '../../../src/logger';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const lines: string[] = [];
let direct: TestPasso;
let behind: TestPasso;

beforeAll(async () => {
  const log = makeLogger('info', { isTerminal: false, destination: { write: (line) => void lines.push(line) } });
  direct = await startPasso({ log });
  behind = await startPasso({ log, env: { trustProxy: '1' } });
  await addAdmin(direct.context);
  await addAdmin(behind.context);
});
afterAll(async () => {
  await direct.stop();
  await behind.stop();
});

const idOf = async (passo: TestPasso, given?: string): Promise<string> => {
  const request = supertest(buildApp(passo.context)).get('/login');
  const answer = await (given === undefined ? request : request.set('X-Request-Id', given));
  return answer.headers['x-request-id'] ?? '';
};

test('every request has an id of its own', async () => {
  const ids = [await idOf(direct), await idOf(direct)];
  for (const id of ids) expect(id).toMatch(UUID);
  expect(new Set(ids).size).toBe(2);
});

test('an id that comes along is taken from a trusted proxy alone, in a harmless form alone', async () => {
  expect(await idOf(direct, 'edge-1.a_B')).toMatch(UUID);
  expect(await idOf(behind, 'edge-1.a_B')).toBe('edge-1.a_B');
  for (const hostile of ['a b', '"}{"level":"error"', 'x'.repeat(65), '<b>', 'ä']) {
    expect(await idOf(behind, Buffer.from(hostile).toString('latin1'))).toMatch(UUID);
  }
});

test('a refused sign-on is one line with the ids that lead to it, and nothing of the message', async () => {
  lines.length = 0;
  const query = 'SAMLRequest=planted-secret-value&RelayState=planted-secret-value';
  const answer = await supertest(buildListener(behind.context))
    .get(`/saml2/nobody?${query}`)
    .set('X-Request-Id', 'edge-2')
    .expect(404);
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  expect(line).toMatchObject({ level: 'info', msg: 'sign-on refused', request_id: 'edge-2', path: '/saml2/nobody' });
  expect(answer.text).toContain(String(line['event_id']));
  expect(lines.join('')).not.toContain('planted');
});

test('a fault is one line with the request, the error, and the reference that its page shows', async () => {
  lines.length = 0;
  const broken = Object.assign(Object.create(direct.context) as typeof direct.context, {
    db: () => {
      throw new Error('a fault with token=planted-secret-value in it');
    },
  });
  const answer = await supertest(buildApp(broken)).get('/login?token=planted-secret-value');
  expect(answer.status).toBe(500);
  expect(lines.length).toBeGreaterThan(0);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', request_id: answer.headers['x-request-id'] });
  expect(lines.join('')).not.toContain('planted');
  expect(answer.text).not.toContain('planted');
});
