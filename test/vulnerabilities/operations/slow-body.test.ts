import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { changeRole } from '../../../src/actions/admins/change-role';
import { revokeApiKey } from '../../../src/actions/api-keys/revoke';
import { createUser } from '../../../src/actions/users/create';
import { buildApp } from '../../../src/app';
import { findApiKey } from '../../../src/store/api-keys/keys';
import { findUser } from '../../../src/store/users';
import { startApi, type ApiBench, type Made } from '../../api/bench';
import { profileOf } from '../../support/passo';

let api: ApiBench;
let server: Server;
beforeAll(async () => {
  api = await startApi();
  server = buildApp(api.context).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await api.stop();
});

/** Sends a body in two halves, and does something in between, once the key was let in. */
async function withPause(made: Made, method: string, path: string, body: unknown, between: () => Promise<unknown>) {
  const text = JSON.stringify(body);
  const sending = request({
    ...{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, method, path: `/api/v1${path}` },
    headers: {
      Authorization: `Bearer ${made.secret}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write(text.slice(0, 5));
  while ((await findApiKey(api.context.db, made.key.id))?.lastUsedAt === undefined) {
    await new Promise((done) => setTimeout(done, 5));
  }
  await between();
  sending.end(text.slice(5));
  const [answer] = await answered;
  answer.resume();
  return answer.statusCode;
}

test('A5: a key that is revoked while a body arrives does nothing with it', async () => {
  const { user } = await createUser(api.context, api.actor, profileOf('eve.slow'), 'later');
  const made = await api.key(['admins:write']);
  const revoke = (): Promise<unknown> => revokeApiKey(api.context, api.actor, made.key.id);
  expect(await withPause(made, 'PUT', `/users/${user.id}/role`, { role: 'owner' }, revoke)).toBe(401);
  expect((await findUser(api.context.db, user.id))?.role).toBe('user');
});

test('A5: nor does one whose maker loses their role meanwhile', async () => {
  const { user: maker } = await createUser(api.context, api.actor, profileOf('mia.owner'), 'later');
  const { user } = await createUser(api.context, api.actor, profileOf('eve.later'), 'later');
  await changeRole(api.context, api.actor, maker.id, 'owner');
  const by = { kind: 'admin', id: maker.id, name: maker.username, role: 'owner' } as const;
  const made = await api.key(['admins:write'], { by });
  const demote = (): Promise<unknown> => changeRole(api.context, api.actor, maker.id, 'admin');
  expect(await withPause(made, 'PUT', `/users/${user.id}/role`, { role: 'owner' }, demote)).toBe(403);
  expect((await findUser(api.context.db, user.id))?.role).toBe('user');
});
