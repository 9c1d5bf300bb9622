import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { sendAgain } from '../../../src/actions/webhooks/again';
import { createWebhook } from '../../../src/actions/webhooks/create';
import { deleteWebhook } from '../../../src/actions/webhooks/delete';
import { rotateWebhookSecret } from '../../../src/actions/webhooks/rotate';
import { testWebhook } from '../../../src/actions/webhooks/test';
import { setWebhookState, updateWebhook } from '../../../src/actions/webhooks/update';
import { listEvents } from '../../../src/store/events';
import { listDeliveries } from '../../../src/store/webhooks/deliveries';
import { findWebhook, listWebhooks } from '../../../src/store/webhooks/webhooks';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { deliverAll, startReceiver, type Received, type Receiver } from './receiver';

const HOUR = 3_600_000;

let passo: TestPasso;
let actor: Actor;
let receiver: Receiver;
let groups = 0;

beforeAll(async () => {
  passo = await startPasso({ fixedClock: true });
  ({ actor } = await addAdmin(passo.context));
});

afterAll(() => passo.stop());

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  for (const { id } of await listWebhooks(passo.context.db)) await deleteWebhook(passo.context, actor, id);
  await receiver.close();
});

const add = async (
  more: { categories?: string[]; names?: string[]; url?: string } = {},
): Promise<{ id: string; secret: string }> => {
  const { url = `${receiver.url}/hook`, categories = [], names = ['group_create'] } = more;
  const { webhook, secret } = await createWebhook(passo.context, actor, { name: 'SIEM', url, categories, names });
  return { id: webhook.id, secret: secret.reveal() };
};
const happen = async (): Promise<string> => {
  const { name } = await createGroup(passo.context, actor, { name: `Group ${(groups += 1)}` });
  return name;
};
const deliver = (): Promise<void> => deliverAll(passo.context);
const turn = (ms: number): void => void (passo.clock.now += ms);
const only = (): Received => {
  expect(receiver.received).toHaveLength(1);
  return receiver.received[0] as Received;
};

describe('what a receiver gets', () => {
  test('A11: an event arrives once, and a receiver of another make takes its signature and refuses another body', async () => {
    const { secret } = await add();
    const name = await happen();
    await deliver();
    await deliver();
    const { headers, body } = only();
    const judge = new StandardWebhook(secret);
    const [event] = await listEvents(passo.context.db, { name: 'group_create', take: 1 });
    expect(judge.verify(body, headers)).toEqual({
      type: 'group_create',
      version: 1,
      timestamp: new Date(event?.at ?? 0).toISOString(),
      data: expect.objectContaining({
        id: event?.id,
        at: new Date(event?.at ?? 0).toISOString(),
        name: 'group_create',
        result: 'success',
        groupName: name,
        sentence: `sam.okafor created the group ${name}.`,
        actor: expect.objectContaining({ kind: 'admin', name: 'sam.okafor' }) as unknown,
      }) as unknown,
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^Passo\//) as string,
    });
    expect(() => judge.verify(body.replace('success', 'failure'), headers)).toThrow('No matching signature');
    expect(() => judge.verify(body, { ...headers, 'webhook-id': 'another' })).toThrow('No matching signature');
    expect(() => new StandardWebhook(Buffer.alloc(32, 1).toString('base64')).verify(body, headers)).toThrow();
  });

  test('names and families are chosen, events of before are not sent, and nothing chosen stands for everything', async () => {
    await happen();
    await deliver();
    const { id } = await add({ categories: ['integration'], names: ['group_create'] });
    await happen();
    await deliver();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toHaveLength(1);
    const input = { name: 'SIEM', url: `${receiver.url}/hook`, categories: [], names: [] };
    const { changed } = await updateWebhook(passo.context, actor, id, input);
    expect(changed).toEqual(['events']);
    await deliver();
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
      'group_create',
      'webhook_update',
    ]);
  });

  test('while a secret is rotated both sign; afterwards, or at once when it leaked, the old one does not', async () => {
    const { id, secret: first } = await add();
    const { secret: second } = await rotateWebhookSecret(passo.context, actor, id);
    await happen();
    await deliver();
    const both = only();
    expect(both.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    new StandardWebhook(first).verify(both.body, both.headers);
    new StandardWebhook(second.reveal()).verify(both.body, both.headers);
    const { secret: third } = await rotateWebhookSecret(passo.context, actor, id, true);
    const test1 = await testWebhook(passo.context, actor, id);
    expect(test1).toMatchObject({ state: 'delivered', status: 204, type: 'webhook_test' });
    const last = receiver.received.at(-1) as Received;
    new StandardWebhook(third.reveal()).verify(last.body, last.headers);
    expect(() => new StandardWebhook(second.reveal()).verify(last.body, last.headers)).toThrow();
    expect(JSON.stringify(await passo.context.db('webhooks').select())).not.toContain(third.reveal().slice(6));
    const events = JSON.stringify(await listEvents(passo.context.db, { take: 50 }));
    for (const secret of [first, second.reveal(), third.reveal()]) expect(events).not.toContain(secret);
  });
});

describe('a receiver that fails', () => {
  test('tries follow the schedule of the scheme, wait as long as they are asked to, and are the same message', async () => {
    const { id } = await add();
    receiver.answer = (response) => void response.writeHead(503).end('Busy \u0000 <b>now</b>');
    await happen();
    await deliver();
    const [waiting] = await listDeliveries(passo.context.db, id, { take: 5 });
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, status: 503, fault: 'It answered 503.' });
    expect(waiting?.answer).toBe('Busy   <b>now</b>');
    const pauses: number[] = [];
    for (let tries = 2; tries <= 10; tries += 1) {
      const [delivery] = await listDeliveries(passo.context.db, id, { take: 1 });
      pauses.push(((delivery?.dueAt ?? 0) - passo.clock.now) / 1000);
      turn((delivery?.dueAt ?? 0) - passo.clock.now - 1);
      await deliver();
      expect(receiver.received).toHaveLength(tries - 1);
      turn(1);
      await deliver();
      expect(receiver.received).toHaveLength(tries);
    }
    const table = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    pauses.forEach((pause, place) => {
      expect(pause).toBeGreaterThanOrEqual(table[place] ?? 0);
      expect(pause).toBeLessThanOrEqual((table[place] ?? 0) * 1.1 + 0.001);
    });
    expect((await listDeliveries(passo.context.db, id, { take: 1 }))[0]).toMatchObject({
      state: 'failed',
      attempts: 10,
    });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    receiver.answer = (response) => void response.writeHead(200).end('ok');
    const again = await sendAgain(passo.context, actor, id, waiting?.id ?? '');
    await deliver();
    expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(again.id);
    expect((await listDeliveries(passo.context.db, id, { take: 1 }))[0]).toMatchObject({
      ...{ state: 'delivered', attempts: 1, status: 200, answer: 'ok' },
    });
    receiver.answer = (response) => void response.writeHead(429, { 'retry-after': '7200' }).end();
    await happen();
    await deliver();
    const [slowed] = await listDeliveries(passo.context.db, id, { take: 1 });
    expect((slowed?.dueAt ?? 0) - passo.clock.now).toBe(2 * HOUR);
  });

  test('after five days of failing it is disabled and admins are told; resumed, it gets what waited', async () => {
    const { id } = await add();
    receiver.answer = (response) => void response.writeHead(500).end();
    await happen();
    await deliver();
    turn(4.9 * 24 * HOUR);
    await happen();
    await deliver();
    expect(await findWebhook(passo.context.db, id)).toMatchObject({ state: 'active' });
    turn(0.2 * 24 * HOUR);
    await deliver();
    expect(await findWebhook(passo.context.db, id)).toMatchObject({ state: 'disabled' });
    const [told] = await listEvents(passo.context.db, { name: 'webhook_disable', take: 1 });
    expect(told).toMatchObject({ actor: { kind: 'system' }, payload: { webhookId: id } });
    await happen();
    await deliver();
    const tries = receiver.received.length;
    expect(await findWebhook(passo.context.db, id)).toMatchObject({ leftOut: 1 });
    const [waiting] = await listDeliveries(passo.context.db, id, { take: 1, state: 'waiting' });
    await expect(sendAgain(passo.context, actor, id, waiting?.id ?? '')).rejects.toThrow('disabled');
    receiver.answer = (response) => void response.writeHead(200).end();
    await setWebhookState(passo.context, actor, id, 'active');
    await deliver();
    expect(receiver.received.length).toBe(tries + 2);
    const fresh = await findWebhook(passo.context.db, id);
    expect(fresh).toMatchObject({ state: 'active', leftOut: 0 });
    expect(fresh).not.toHaveProperty('failingSince');
  });

  test('410 disables it at once; paused, events wait for it', async () => {
    const { id } = await add();
    await setWebhookState(passo.context, actor, id, 'paused');
    await happen();
    await deliver();
    expect(receiver.received).toHaveLength(0);
    receiver.answer = (response) => void response.writeHead(410).end();
    await setWebhookState(passo.context, actor, id, 'active');
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await findWebhook(passo.context.db, id)).toMatchObject({ state: 'disabled' });
  });

  test('one that is down is not asked for every event, and keeps no other webhook waiting', async () => {
    const slow = await add();
    receiver.answer = (response, { headers }) =>
      void response.writeHead(headers['x-never'] === undefined ? 500 : 200).end();
    for (let count = 0; count < 8; count += 1) await happen();
    await deliver();
    expect(receiver.received).toHaveLength(3);
    const other = await startReceiver();
    try {
      await add({ url: `${other.url}/` });
      await happen();
      await deliver();
      expect(other.received).toHaveLength(1);
    } finally {
      await other.close();
    }
    expect((await listDeliveries(passo.context.db, slow.id, { take: 20, state: 'waiting' })).length).toBe(9);
  });
});

describe('a hostile receiver', () => {
  test('A2: a redirect is not followed, and an answer without end is cut off', async () => {
    const { id } = await add();
    const trap = await startReceiver();
    receiver.answer = (response) => void response.writeHead(302, { location: `${trap.url}/in` }).end();
    expect(await testWebhook(passo.context, actor, id)).toMatchObject({
      state: 'failed',
      status: 302,
      fault: 'It answered 302, a redirect. Redirects are not followed: enter the address it leads to.',
    });
    expect(trap.seen).toHaveLength(0);
    await trap.close();
    let closed: () => void = () => undefined;
    const cut = new Promise<void>((done) => (closed = done));
    receiver.answer = (response) => {
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => {
        clearInterval(flood);
        closed();
      });
    };
    const delivery = await testWebhook(passo.context, actor, id);
    await cut;
    expect(delivery).toMatchObject({ state: 'delivered', status: 200 });
    expect(delivery.answer).toHaveLength(1_024);
    receiver.answer = (response) => void response.destroy();
    expect(await testWebhook(passo.context, actor, id)).toMatchObject({
      ...{ state: 'failed', fault: 'Nothing came back: the connection broke.' },
    });
  });

  test.each([
    ['http://10.0.0.8/hook', 'an address of a private network'],
    ['http://169.254.169.254/latest', 'an address of a private network'],
    ['https://[::ffff:10.0.0.1]/', 'an address of a private network'],
    ['ftp://127.0.0.1/', 'not an https address'],
    ['https://user:pass@127.0.0.1/', 'a username or password stands in the address'],
    ['nonsense', 'not a valid address'],
  ])('A2: %s is refused: %s', async (url, detail) => {
    await expect(add({ url })).rejects.toMatchObject({
      code: 'invalid',
      fields: { url: `Passo can’t send to this address: ${detail}.` },
    });
  });

  test('an event that is none, no name and no role are refused', async () => {
    await expect(add({ names: ['no_such_event'] })).rejects.toMatchObject({
      fields: { events: 'There are no events called no_such_event.' },
    });
    const input = { name: ' ', url: receiver.url, categories: [], names: [] };
    await expect(createWebhook(passo.context, actor, input)).rejects.toMatchObject({ code: 'invalid' });
    const auditor = { ...actor, role: 'auditor' as const };
    await expect(createWebhook(passo.context, auditor, { ...input, name: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
