import { chromium, type Browser } from 'playwright-core';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { createNextCertificate } from '../../../src/actions/certificates/next';
import { setGroupsOfUser } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { createUser } from '../../../src/actions/users/create';
import type { Application, SsoSettings } from '../../../src/core/application';
import type { GroupId } from '../../../src/core/ids';
import { noteMetadataRead } from '../../../src/store/sign-on/metadata-reads';
import { saveSpMetadataSource } from '../../../src/store/sign-on/sp-metadata-sources';
import { transact } from '../../../src/store/tx';
import { openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin, profileOf } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(120_000);

/** One word without a place to break it. */
const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3).slice(0, 200);
const PATH = `${'segment-without-end'.repeat(30)}`;

/** Names as long as they may be, on every page of an application. */
describe('names without a place to break them', () => {
  let passo: RunningPasso;
  let browser: Browser;
  let admin: InspectedPage;
  let application: Application;

  beforeAll(async () => {
    passo = await runPasso();
    const { context } = passo;
    const { actor } = await addAdmin(context);
    const naming = { connectorId: 'custom-saml', label: WORD, slug: 'long', showInPortal: true, variables: {} };
    const added = await addApplication(context, actor, naming);
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const sso: SsoSettings = {
      ...added.sso,
      spEntityId: `https://sp.example/${PATH}`,
      acs: [{ url: `https://sp.example/acs/${PATH}`, isDefault: true }],
      slo: [{ binding: 'redirect', url: `https://sp.example/slo/${PATH}` }],
      attributes: [
        { name: PATH.slice(0, 512), from: 'groups', jit: false, enabled: true },
        { name: 'constant', from: 'email', constant: WORD, jit: false, enabled: true },
        { name: 'expression', from: 'email', expression: `join("${WORD}", email)`, jit: false, enabled: true },
      ],
    };
    application = await configureSso(context, actor, added.id, { sso, active: true });
    const groups: GroupId[] = [];
    for (let number = 0; number < 60; number += 1) {
      const group = await createGroup(context, actor, { name: `${number}${WORD}`.slice(0, 128) });
      groups.push(group.id);
    }
    const { user } = await createUser(context, actor, { ...profileOf('long'), displayName: WORD }, 'link');
    await setGroupsOfUser(context, actor, user.id, groups);
    await setGroupsOfApplication(context, actor, application.id, groups);
    const { fingerprint } = await createNextCertificate(context, actor, application.id, 'ec-p256');
    const { id: applicationId } = application;
    await transact(context.db, async (tx) => {
      await noteMetadataRead(tx, { applicationId, userAgent: WORD, fingerprints: [fingerprint], now: Date.now() });
      await saveSpMetadataSource(tx, {
        ...{
          applicationId,
          url: `https://sp.example/${PATH}`,
          everyMs: 86_400_000,
          nextTryAt: Date.now() + 86_400_000,
        },
        fault: { sentence: `The address leads on to https://sp.example/${PATH}.`, times: 5, since: 1 },
      });
    });
    browser = await chromium.connect(browserAddress());
    admin = await openBrowser(browser);
    await admin.page.goto(`${passo.url}/login`);
    await admin.page.locator('[name=username]').fill('sam.okafor');
    await admin.page.locator('[name=password]').fill(ADMIN_PASSWORD);
    await admin.page.locator('main button.main').click();
    person = user.id;
  });
  let person = '';
  afterAll(async () => {
    await browser.close();
    await passo.stop();
  });

  test.each([
    '/admin',
    '/admin/applications',
    '/admin/certificates',
    '/admin/insights',
    '/admin/settings/mail',
    '/admin/applications/long/general',
    '/admin/applications/long/sso',
    '/admin/applications/long/sso?person=PERSON',
    '/admin/applications/long/sso/certificate',
    '/admin/applications/long/sso/certificate/upload',
    '/admin/applications/long/sso/preview?person=PERSON',
    '/admin/applications/long/sso/test',
    '/admin/applications/long/sso/exchanges',
    '/admin/applications/long/user-groups',
    '/admin/applications/long/activity',
  ])('%s scrolls sideways at no width', async (path) => {
    const { page } = admin;
    const answer = await page.goto(passo.url + path.replace('PERSON', person));
    expect(answer?.status()).toBe(200);
    for (const width of [1360, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([width, width]);
    }
  });
});
