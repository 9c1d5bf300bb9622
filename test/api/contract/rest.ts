import { askForAccess } from '../../../src/actions/portal/ask-access';
import { findUserByLogin } from '../../../src/store/users';
import type { Row } from './client';
import { itemsOf, type ContractWorld } from './world';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Calls what is left: requests of people, events, webhooks, settings and health. */
export async function callTheRest(world: ContractWorld): Promise<void> {
  await requests(world);
  await webhooks(world);
  const { api, until } = world;
  const list = itemsOf(await api.ok('listEvents', { limit: 5, category: 'admin', result: 'success' }));
  await api.ok('readEvent', { event: String(list[0]?.['id']) });
  await until(
    () => api.ok('readEventChain'),
    ({ position }) => Number(position) > 0,
    'a sealed event',
  );
  const name = { name: 'group_create' };
  const lines = String(await api.ok<unknown>('exportEventsNdjson', name))
    .trimEnd()
    .split('\n');
  const whole = await api.ok<unknown>('exportEventsJson', name);
  expect(lines.map((line) => JSON.parse(line) as Row)).toEqual(whole);
  expect(await api.ok<unknown>('exportEventsCsv', name)).toMatch(/^"time","event",/);
  await api.ok('readOrganisation');
  await api.ok('updateOrganisation', {}, { contact: { mail: 'help@fernhill.example' }, signInNote: null });
  await api.ok('putLogo', {}, { image: PNG });
  await api.ok('readLogo');
  await api.ok('deleteLogo');
  await api.ok('readSignInPolicy');
  await api.ok('readRetention');
  await api.ok('readEventLogSize');
  await api.ok('updateRetention', {}, { days: 365 });
  await api.ok('readHealth');
}

async function requests({ api, passo }: ContractWorld): Promise<void> {
  const { context } = passo;
  await api.ok('createApplication', {}, { connector: 'blogin', label: 'BlogIn', slug: 'blogin' });
  const ida = await findUserByLogin(context.db, 'ida');
  if (ida === undefined) throw new Error('nobody is called ida');
  for (const wanted of ['BlogIn', 'Coffee']) {
    await askForAccess(context, { kind: 'user', id: ida.id, name: 'ida' }, ida, { wanted, reason: 'Please' });
  }
  const [first, second] = itemsOf(await api.ok('listAccessRequests', { state: 'open' }));
  const request = String(first?.['id']);
  await api.ok('readAccessRequest', { request });
  await api.ok('approveAccessRequest', { request }, { application: 'blogin', answer: 'Welcome' });
  await api.ok('declineAccessRequest', { request: String(second?.['id']) }, { answer: 'Ask the kitchen' });
}

async function webhooks({ api, receiver, until }: ContractWorld): Promise<void> {
  const wanted = { name: 'Payroll', url: receiver.url, events: ['group_create'] };
  const { webhook: made } = await api.ok<{ webhook: Row }>('createWebhook', {}, wanted);
  const webhook = String(made['id']);
  await api.ok('createGroup', {}, { name: 'Hooked' });
  const deliveries = await until(
    () => api.ok('listWebhookDeliveries', { webhook, state: 'delivered' }),
    (body) => itemsOf(body).length > 0,
    'a message',
  );
  const delivery = String(itemsOf(deliveries)[0]?.['id']);
  await api.ok('sendWebhookDeliveryAgain', { webhook, delivery });
  await api.ok('testWebhook', { webhook });
  await api.ok('listWebhooks');
  await api.ok('readWebhook', { webhook });
  await api.ok('readWebhookSettings', { webhook });
  await api.ok('updateWebhookSettings', { webhook }, { ...wanted, name: 'Payroll two', categories: ['sign-on'] });
  await api.ok('rotateWebhookSecret', { webhook }, {});
  await api.ok('setWebhookState', { webhook }, { state: 'paused' });
  await api.ok('deleteWebhook', { webhook });
}
