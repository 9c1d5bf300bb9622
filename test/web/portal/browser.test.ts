import { chromium, type Browser } from 'playwright-core';
import { setApplicationsOfUser } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import type { Actor } from '../../../src/actions/deps';
import { askForAccess } from '../../../src/actions/portal/ask-access';
import { changeOrganisation } from '../../../src/actions/portal/organisation';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { setLanguage } from '../../../src/actions/users/language';
import { activateUser } from '../../../src/actions/users/activation-link';
import { createUser } from '../../../src/actions/users/create';
import { metadataUrlOf } from '../../../src/core/application';
import type { ApplicationId } from '../../../src/core/ids';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { startSp } from '../../support/integration';
import { ADMIN_PASSWORD, addAdmin, profileOf } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(180_000);

let passo: RunningPasso;
let browser: Browser;
let actor: Actor;
let priya: User;

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  const { user, activationToken } = await createUser(
    passo.context,
    actor,
    profileOf('p.kaul', { firstname: 'پریا', lastname: 'کول', jobTitle: 'x'.repeat(200) }),
    'link',
  );
  await activateUser(passo.context, activationToken?.reveal() ?? '', new SecretText(ADMIN_PASSWORD));
  priya = user;
  await fill();
  browser = await chromium.connect(browserAddress());
});
afterAll(async () => {
  await browser.close();
  await passo.stop();
});

/** 60 applications with long, right-to-left and plain names. */
async function fill(): Promise<void> {
  const ids: ApplicationId[] = [];
  for (let count = 0; count < 60; count += 1) {
    const label = count === 0 ? 'L'.repeat(120) : count === 1 ? 'پروژه‌های بزرگ' : `Application ${count}`;
    const added = await addApplication(passo.context, actor, {
      ...{ connectorId: 'bookmark', label, slug: `tile-${count}`, showInPortal: true, variables: {} },
      bookmarkUrl: `${passo.url}/livez?${count}`,
      description: count % 7 === 0 ? 'What it is for, in a sentence that is longer than a tile is wide' : '',
    });
    ids.push(added.id);
  }
  await setApplicationsOfUser(passo.context, actor, priya.id, ids);
}

async function signIn(username: string): Promise<InspectedPage> {
  const person = await openBrowser(browser);
  await person.page.goto(`${passo.url}/login`);
  await person.page.locator('[name=username]').fill(username);
  await person.page.locator('[name=password]').fill(ADMIN_PASSWORD);
  await person.page.locator('main button.main').click();
  await person.page.waitForURL((url) => !url.pathname.startsWith('/login'));
  return person;
}

async function narrow({ page, complaints }: InspectedPage): Promise<void> {
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  if (wide === true) complaints.push(`${page.url()} 320: scrolls sideways`);
  await page.setViewportSize({ width: 1360, height: 900 });
}

test('UX 1.3 rows 21 and 25: the pages of the User Portal at every width, light and dark, with long and mixed names', async () => {
  const { context } = passo;
  await changeOrganisation(context, actor, {
    ...{ name: 'Fernhill Works', editable: ['displayName', 'workPhone', 'timezone'] },
    contact: { name: 'M'.repeat(120), mail: 'it@fernhill.example', link: `https://help.example/${'a'.repeat(200)}` },
  });
  const own: Actor = { kind: 'user', id: priya.id, name: priya.username };
  await askForAccess(context, own, priya, { wanted: 'W'.repeat(200), reason: 'ی'.repeat(300) });
  const person = await signIn('p.kaul');
  const { page } = person;
  for (const path of ['/?q=7', '/requests', '/profile', '/help?event=01J00000000000000000000000']) {
    await page.goto(passo.url + path);
    await inspect(person);
    await narrow(person);
  }
  for (const path of ['/', '/?view=list']) {
    await page.goto(passo.url + path);
    await narrow(person);
  }
  await setLanguage(context, own, priya.id, 'de');
  for (const path of ['/?view=tiles', '/profile']) {
    await page.goto(passo.url + path);
    await narrow(person);
  }
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  expect(person.complaints).toEqual([]);
});

test('by keyboard alone: search, open, ask', async () => {
  const person = await signIn('p.kaul');
  const { page } = person;
  await page.goto(passo.url);
  await page.keyboard.press('/');
  await page.keyboard.type('application 42');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=application/);
  expect(await page.locator('.tile').count()).toBe(1);
  await page.locator('.tile').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/livez\?42/);
  await page.goto(`${passo.url}/requests`);
  await page.locator('[name=wanted]').focus();
  await page.keyboard.type('Wiki');
  await page.keyboard.press('Tab');
  await page.keyboard.type('To read');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('[role=status]').waitFor();
  expect(await page.locator('main').innerText()).toContain('Wiki');
  expect(person.complaints).toEqual([]);
});

test('what admins see of it: the list of requests, one request, and the organisation', async () => {
  const admin = await signIn('sam.okafor');
  const { page } = admin;
  await page.goto(`${passo.url}/admin/requests`);
  await inspect(admin);
  await narrow(admin);
  await page.locator('.row-link a').first().click();
  await page.locator('select[name=application]').selectOption('tile-1');
  await page.getByRole('button', { name: 'Show how to give it' }).click();
  await inspect(admin);
  await narrow(admin);
  await page.goto(`${passo.url}/admin/settings/organisation`);
  await inspect(admin);
  await narrow(admin);
  expect(admin.complaints).toEqual([]);
});

test('a tile whose account is on its way opens by itself once the application has it', async () => {
  const { context } = passo;
  const sp = await startSp();
  try {
    const added = await addApplication(context, actor, {
      ...{ connectorId: 'custom-saml', label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} },
    });
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const sso = { ...added.sso, spEntityId: sp.entityId, acs: [{ url: sp.acsUrl, isDefault: true }] };
    const atlas = await configureSso(context, actor, added.id, { sso, active: true });
    const token = new SecretText(sp.token);
    const integration = { baseUrl: sp.scimBaseUrl, token };
    expect(await activateIntegration(context, actor, atlas.id, integration)).toMatchObject({ ok: true });
    sp.useIdpMetadata(metadataUrlOf(passo.url, atlas.slug));
    const person = await signIn('p.kaul');
    // An account takes several answers, each shorter than Passo waits.
    sp.setDefects({ slow: 2_500 });
    await setApplicationsOfUser(context, actor, priya.id, [atlas.id]);
    const first = await person.page.goto(`${passo.url}/apps/atlas`);
    expect(first?.status()).toBe(202);
    await person.page.waitForURL((url) => url.href.startsWith(sp.url), { timeout: 30_000 });
    expect(sp.signIns()).toHaveLength(1);
    expect(person.complaints).toEqual([]);
  } finally {
    await sp.stop();
  }
});
