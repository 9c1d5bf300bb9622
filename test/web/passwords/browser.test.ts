import { chromium, type Browser } from 'playwright-core';
import { sendDueMail } from '../../../src/actions/mail/send-due';
import { readMailState } from '../../../src/store/mail-outbox';
import type { Actor } from '../../../src/actions/deps';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { addMember, integrate, startSp } from '../../support/integration';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(120_000);

let passo: RunningPasso;
let smtp: TestSmtp;
let sp: Simulator;
let actor: Actor;
let browser: Browser;

beforeAll(async () => {
  [smtp, sp] = [await startSmtp(), await startSp()];
  passo = await runPasso({ smtpUrl: `smtp://127.0.0.1:${smtp.port}`, mailFrom: 'passo@fernhill.example' });
  ({ actor } = await addAdmin(passo.context));
  browser = await chromium.connect(browserAddress());
});
afterAll(async () => {
  await browser.close();
  await passo.stop();
  await sp.stop();
  await smtp.close();
});

/** The narrowest screens: nothing is wider than 320 px. */
async function fits({ page, complaints }: InspectedPage): Promise<void> {
  await page.setViewportSize({ width: 320, height: 900 });
  const tooWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  if (tooWide === true) complaints.push(`${page.url()} 320: scrolls sideways`);
  await page.setViewportSize({ width: 1360, height: 900 });
}

/** The address in the last mail that came. */
async function mailedLink(): Promise<string> {
  await passo.context.journal.flush();
  do await sendDueMail(passo.context);
  while ((await readMailState(passo.context.db)).waiting > 0);
  const raw = smtp.received.at(-1)?.raw.replace(/=\r?\n/g, '') ?? '';
  return /(http:\/\/localhost:\d+\/password\/reset\/[A-Za-z0-9_-]{43})/.exec(raw)?.[1] ?? '';
}

async function signIn({ page }: InspectedPage, password: string): Promise<void> {
  await page.goto(`${passo.url}/login`);
  await page.locator('[name=username]').fill('sam.okafor');
  await page.locator('[name=password]').fill(password);
  await page.locator('main button.main').click();
}

test('UX 2.1: a forgotten password from the sign-in page to signing in again, by keyboard, at both widths', async () => {
  const person = await openBrowser(browser);
  const { page } = person;
  await page.goto(`${passo.url}/login`);
  await page.getByRole('link', { name: 'Forgot your password?' }).press('Enter');
  await inspect(person);
  await page.getByLabel('Username or email').fill('sam.okafor');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Look into your inbox' }).waitFor();
  await fits(person);
  const link = await mailedLink();
  await page.goto(link);
  await page.locator('[name=password]').fill('password1234');
  await page.keyboard.press('Enter');
  await page.getByText('This is a common password').first().waitFor();
  await inspect(person);
  await page.locator('[name=password]').fill(ADMIN_PASSWORD.split('').reverse().join(''));
  await page.keyboard.press('Enter');
  await page.getByText('Your new password is set').waitFor();
  await page.goto(link);
  await inspect(person);
  expect(person.complaints).toEqual([]);
  await person.context.close();
});

test('UX 2.3 and M-095: an admin sees to a person’s sign-in, suspends them, and watches the applications follow', async () => {
  const { context } = passo;
  const admin = await openBrowser(browser);
  const { page } = admin;
  await signIn(admin, ADMIN_PASSWORD.split('').reverse().join(''));
  const atlas = await integrate(context, actor, sp);
  const dele = await addMember(context, actor, atlas.group, 'dele.wright', { displayName: 'Dele Wright' });
  await context.worker.idle();
  await page.goto(`${passo.url}/admin/settings/sign-in`);
  await inspect(admin);
  await page.goto(`${passo.url}/admin/users/${dele.id}`);
  await page.getByRole('link', { name: 'Sign-in', exact: true }).click();
  await inspect(admin);
  await fits(admin);
  await page.goto(`${passo.url}/admin/users/${dele.id}/deletion`);
  await fits(admin);
  await page.getByRole('link', { name: 'Suspend User' }).click();
  await inspect(admin);
  sp.setDefects({ rejectToken: true });
  await page.getByRole('button', { name: 'Suspend User' }).click();
  await page.getByText('Waiting').first().waitFor();
  await inspect(admin);
  await fits(admin);
  sp.setDefects({});
  await page.getByRole('button', { name: 'Retry Atlas' }).click();
  // The list comes up to date by itself: nothing is reloaded here.
  await page.getByText('Every application has followed.').waitFor({ timeout: 20_000 });
  await fits(admin);
  await page.goto(`${passo.url}/admin/users/${dele.id}/deletion`);
  await inspect(admin);
  expect(admin.complaints).toEqual([]);
  await admin.context.close();
});
