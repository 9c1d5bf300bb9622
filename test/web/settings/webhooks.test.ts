import { Webhook as StandardWebhook } from 'standardwebhooks';
import { buildApp } from '../../../src/app';
import { listWebhooks } from '../../../src/store/webhooks/webhooks';
import { deliverAll, startReceiver, type Receiver } from '../../actions/webhooks/receiver';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const PAGE = '/admin/settings/webhooks';

let passo: TestPasso;
let receiver: Receiver;
let browser: BrowserSession;

beforeAll(async () => {
  receiver = await startReceiver();
  passo = await startPasso();
  await addAdmin(passo.context);
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});

afterAll(async () => {
  await passo.stop();
  await receiver.close();
});

const shownSecret = (page: string): string | undefined => /value="(whsec_[^"]+)"/.exec(page)?.[1];

test('a webhook is added, shows its secret to this admin alone, gets events, and is paused, rotated and deleted', async () => {
  expect(wordsOf(await browser.open(PAGE))).toContain('No webhooks yet');
  await browser.open(`${PAGE}/new`);
  const fields = { name: 'Ops <b>chat</b>', url: receiver.url, scope: 'some', event: ['group_create', 'group_delete'] };
  const added = await browser.sendAndFollow(PAGE, fields);
  expect(wordsOf(added)).toContain('Copy the secret now');
  expect(added).toContain('Ops &lt;b>chat&lt;/b>');
  const secret = shownSecret(added) ?? '';
  const [webhook] = await listWebhooks(passo.context.db);
  const page = `${PAGE}/${webhook?.id ?? ''}`;
  const other = new BrowserSession(buildApp(passo.context));
  await other.signIn();
  expect(shownSecret(await other.open(page))).toBeUndefined();

  expect(wordsOf(await browser.sendAndFollow(`${page}/test`, {}))).toContain('The test arrived It answered 204.');
  const [received] = receiver.received;
  expect(new StandardWebhook(secret).verify(received?.body ?? '', received?.headers ?? {})).toMatchObject({
    ...{ type: 'webhook_test', data: { sentence: 'A test of the webhook Ops <b>chat</b>. Nothing happened.' } },
  });

  await browser.sendAndFollow('/admin/groups', { name: 'Crew' });
  await deliverAll(passo.context);
  const after = wordsOf(await browser.open(page));
  expect(after).toContain('Group created, Group deleted');
  expect(after).toMatch(/Group created now Arrived It answered 204\. 1 time/);
  const again = /action="([^"]+\/again)"/.exec(await browser.open(page))?.[1] ?? '';
  expect(wordsOf(await browser.sendAndFollow(again, {}))).toContain('The event is sent again');
  await deliverAll(passo.context);
  expect(receiver.received).toHaveLength(3);

  expect(wordsOf(await browser.sendAndFollow(`${page}/pause`, {}))).toContain('is paused. Events wait for it');
  const rotated = await browser.sendAndFollow(`${page}/rotation`, {});
  expect(shownSecret(rotated)).not.toBe(secret);
  expect(wordsOf(rotated)).toContain('signed with the new secret and the one before');
  expect(wordsOf(await browser.open(PAGE))).toContain('Paused');
  expect(wordsOf(await browser.open(`${page}/deletion`))).toContain('Directory Insights keeps every event');
  expect(wordsOf(await browser.sendAndFollow(`${page}/deletion`, {}))).toContain('Ops <b>chat</b> is deleted');
  expect(wordsOf(await browser.open('/admin/insights'))).toContain('deleted the webhook');
  await browser.open(page, 404);
});

test('what is wrong is said beside its field, and nothing typed is lost', async () => {
  const typed = { name: 'SIEM', url: 'https://10.0.0.1/x', scope: 'some', category: 'sign-in', event: 'group_create' };
  const answer = await browser.send(PAGE, typed);
  expect(answer.status).toBe(422);
  expect(wordsOf(answer.text)).toContain('Passo can’t send to this address: an address of a private network.');
  expect(answer.text).toMatch(/value="https:\/\/10\.0\.0\.1\/x"/);
  expect(answer.text).toMatch(/name="category" value="sign-in" checked/);
  expect(answer.text).toMatch(/name="event" value="group_create" checked/);
  const none = await browser.send(PAGE, { name: 'SIEM', url: receiver.url, scope: 'some' });
  expect(wordsOf(none.text)).toContain('Choose at least one family or one event, or every event.');
  expect(await listWebhooks(passo.context.db)).toEqual([]);
});

test('changing one keeps its secret, and a disabled one says so and refuses to send again', async () => {
  await browser.sendAndFollow(PAGE, { name: 'SIEM', url: receiver.url, scope: 'all' });
  const [webhook] = await listWebhooks(passo.context.db);
  const page = `${PAGE}/${webhook?.id ?? ''}`;
  expect(await browser.open(`${page}/change`)).toMatch(/name="scope" value="all" checked/);
  const change = { name: 'SIEM', url: `${receiver.url}/new`, scope: 'some', category: 'admin' };
  expect(wordsOf(await browser.sendAndFollow(page, change))).toContain('All of admin');
  receiver.answer = (response) => void response.writeHead(410).end('no <i>more</i>');
  await browser.sendAndFollow('/admin/groups', { name: 'Crew 2' });
  await deliverAll(passo.context);
  const shown = await browser.open(page);
  expect(wordsOf(shown)).toContain('Passo sends nothing there any more');
  expect(shown).toContain('no &lt;i>more&lt;/i>');
  expect(shown).not.toContain('/again"');
  expect(wordsOf(await browser.open('/admin'))).toContain(
    'Webhook SIEM It was disabled. Nothing is sent to it any more.',
  );
  expect(wordsOf(await browser.sendAndFollow(`${page}/resume`, {}))).toContain('is sent to again');
});
