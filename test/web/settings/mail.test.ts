import { randomBytes } from 'node:crypto';
import { buildApp } from '../../../src/app';
import { listEvents } from '../../../src/store/events';
import { startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const PAGE = '/admin/settings/mail';

let passo: TestPasso;
let server: TestSmtp | undefined;

afterEach(async () => {
  await passo.stop();
  await server?.close();
  server = undefined;
});

async function start(smtpUrl?: string): Promise<BrowserSession> {
  const mail = smtpUrl === undefined ? {} : { smtpUrl, mailFrom: 'Fernhill Sign-in <passo@fernhill.example>' };
  passo = await startPasso({ env: mail });
  await addAdmin(passo.context);
  const browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  return browser;
}

test('without a mail server the page says how to set one, and offers no test', async () => {
  const browser = await start();
  const page = await browser.open(PAGE);
  expect(wordsOf(page)).toContain('No mail goes out.');
  expect(page).toContain('PASSO_SMTP_URL');
  expect(page).not.toContain('Send a test to me');
  const sent = await browser.send(`${PAGE}/test`, {});
  expect(sent.status).toBe(409);
  expect(wordsOf(sent.text)).toContain('No mail server is set');
});

test('a test goes to the admin, and the page says so afterwards', async () => {
  server = await startSmtp();
  const browser = await start(`smtp://127.0.0.1:${server.port}`);
  expect(wordsOf(await browser.open(PAGE))).toContain('Last sent Nothing yet');
  const page = wordsOf(await browser.sendAndFollow(`${PAGE}/test`, {}));
  expect(page).toContain('A test message is on its way to sam.okafor@fernhill.example');
  expect(page).toContain('A test message from Passo');
  expect(server.received.map(({ to }) => to)).toEqual([['sam.okafor@fernhill.example']]);
});

test('a test that fails says why, and reloading the page does not send another', async () => {
  server = await startSmtp({ onMailFrom: (_address, _session, done) => done(new Error('not your <b>domain</b>')) });
  const browser = await start(`smtp://127.0.0.1:${server.port}`);
  await browser.open(PAGE);
  const failed = await browser.send(`${PAGE}/test`, {});
  expect(failed.status).toBe(409);
  expect(wordsOf(failed.text)).toContain('The test message was not sent');
  expect(failed.text).toContain('not your &lt;b>domain');
  const page = wordsOf(await browser.open(PAGE));
  expect(page).toContain('Given up 1 message');
  expect(page).toContain('Tried 1 time and given up.');
});

test('W3: without the token of a page no test is sent', async () => {
  server = await startSmtp();
  const browser = await start(`smtp://127.0.0.1:${server.port}`);
  await browser.agent.post(`${PAGE}/test`).type('form').send('').expect(403);
  await browser.agent.get(`${PAGE}/test`).expect(404);
  expect(server.received).toEqual([]);
});

test('A4: the password of the mail server stands on no page, in no event and in no configuration', async () => {
  const password = `p-${randomBytes(12).toString('hex')}`;
  server = await startSmtp({
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => done(new Error(`no ${auth.username} with ${auth.password}`)),
  });
  const browser = await start(`smtp://mailer:${password}@127.0.0.1:${server.port}`);
  const pages = [
    await browser.open(PAGE),
    (await browser.send(`${PAGE}/test`, {})).text,
    await browser.open(PAGE),
    await browser.open('/admin'),
    await browser.open('/admin/insights'),
    JSON.stringify(passo.context.config),
    JSON.stringify(await listEvents(passo.context.db, { take: 100 })),
    JSON.stringify(await passo.context.db('mail_outbox').select('*')),
  ];
  expect(wordsOf(pages[1]!)).toContain('does not accept Passo’s user name and password: 535 no mailer with ******');
  for (const text of pages) {
    expect(text).not.toContain(password);
    expect(text).not.toContain(Buffer.from(password).toString('base64'));
  }
});
