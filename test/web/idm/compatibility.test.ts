import { addApplication } from '../../../src/actions/applications/add';
import type { Actor } from '../../../src/actions/deps';
import { noteLeftover } from '../../../src/actions/provisioning/probe/leftovers';
import { buildApp } from '../../../src/app';
import type { Application } from '../../../src/core/application';
import type { Simulator } from '../../../src/dev/simulator/types';
import { findFacts, learnFacts } from '../../../src/store/provisioning/facts';
import { transact } from '../../../src/store/tx';
import { startSp, writes } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;
let application: Application;
let path: string;
let round = 0;

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());
beforeEach(async () => {
  round += 1;
  sp = await startSp();
  const naming = { connectorId: 'custom-scim', label: `Atlas ${round}` };
  application = await addApplication(passo.context, actor, { ...naming, showInPortal: true, variables: {} });
  path = `/admin/applications/${application.slug}/identity-management`;
});
afterEach(async () => {
  await browser.open(path);
  await browser.send(`${path}/deactivation`, {});
  await sp.stop();
});

async function activate(more: Record<string, string> = {}): Promise<void> {
  await browser.open(`${path}?configure=1`);
  await browser.send(`${path}/activation`, { baseUrl: sp.scimBaseUrl, token: sp.token, ...more });
}
const page = async (at = `${path}/compatibility`): Promise<string> => wordsOf(await browser.open(at));

test('activating with the box ticked measures with an account, which is gone afterwards', async () => {
  sp.setDefects({ noPatch: '501', falsePromises: true });
  expect(await page(`${path}?configure=1`)).toContain('Measure with a test account');
  await activate({ probe: 'on' });
  expect(await findFacts(passo.context.db, application.id)).toMatchObject({ change: 'put', deletion: 'gone' });
  expect([sp.accounts(), sp.groups()]).toEqual([[], []]);
  const words = await page();
  expect(words).toContain('PUT only');
  expect(words).toContain('Not as it says');
  expect(words).toContain('The account is read, changed and sent as a whole');
  expect(await page(path)).toContain('Changes go out as PUT of the whole account');
});

test('activating without it reads only, and a failed activation measures nothing', async () => {
  await browser.open(`${path}?configure=1`);
  await browser.send(`${path}/activation`, { baseUrl: sp.scimBaseUrl, token: 'wrong', probe: 'on' });
  expect(await findFacts(passo.context.db, application.id)).toBeUndefined();
  await activate();
  expect(writes(sp)).toEqual([]);
  const words = await page();
  expect(words).toContain('Reads only');
  expect(words).toContain('Not measured');
});

test('measuring again, with what was learnt since and what was left over', async () => {
  await activate();
  await transact(passo.context.db, (tx) => learnFacts(tx, application.id, { opCase: 'title' }, Date.now()));
  await noteLeftover(passo.context, application.id, { kind: 'Users', name: 'passo-probe-left@probe.invalid' });
  const before = await page();
  expect(before).toContain('Learnt since');
  expect(before).toContain('“Replace”');
  expect(before).toContain('passo-probe-left@probe.invalid');
  await browser.send(`${path}/compatibility`, { probe: 'on' });
  const after = await page();
  expect(after).not.toContain('Learnt since');
  expect(after).not.toContain('passo-probe-left');
  expect(after).not.toContain('Reads only');
  expect(sp.accounts()).toEqual([]);
});

test('an SP that fails says so on the page, and the tab works', async () => {
  await activate();
  sp.setDefects({ answerHtml: true });
  await browser.open(`${path}/compatibility`);
  await browser.send(`${path}/compatibility`, { probe: 'on' });
  expect(await page()).toContain('Measuring ended early. The list of accounts could not be read.');
});

test('there is no report while Identity Management is not active', async () => {
  await browser.open(`${path}/compatibility`, 303);
});
