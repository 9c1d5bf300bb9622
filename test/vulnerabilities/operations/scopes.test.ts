import { listWebhooks } from '../../../src/store/webhooks/webhooks';
import { bodyOf, startApi, type ApiBench } from '../../api/bench';

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

test('A5: a key that may not read events can’t have them sent to an address of its own', async () => {
  const { secret } = await api.key(['settings:write']);
  const both = await api.key(['settings:write', 'events:read']);
  const wanted = { name: 'Mine', url: 'https://192.0.2.7/all', categories: [], events: [] };
  const refused = await api.call('post', '/webhooks', secret).send(wanted);
  expect([refused.status, bodyOf(refused).detail]).toEqual([403, 'This key lacks the scope events:read.']);
  const turned = await api.call('put', '/webhooks/01K0Z9A6V7M2C3D4E5F6G7H8J9/settings', secret).send(wanted);
  expect(turned.status).toBe(403);
  expect(await listWebhooks(api.context.db)).toEqual([]);
  // The address of documentation is refused for what it is, once the key may.
  expect((await api.call('post', '/webhooks', both.secret).send(wanted)).status).toBe(422);
});
