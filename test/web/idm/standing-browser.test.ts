import { chromium, type Browser } from 'playwright-core';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { runDueDrift } from '../../../src/actions/provisioning/drift/run';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { addMember, integrate, startSp } from '../../support/integration';
import { addAdmin, ADMIN_PASSWORD } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

/** Names nobody can break a line in, of a crowd nobody knows, and one that is no name at all. */
const LONG = `Europa.${'x'.repeat(90)}`;
const ROBOT = `<b>robot.${'y'.repeat(90)}`;

let passo: RunningPasso;
let actor: Actor;
let sp: Simulator;
let browser: Browser;
let seen: InspectedPage;
let path: string;
let priya: User;
let noor: User;
const groups: Record<string, Group> = {};

/** Does something at the SP beside Passo. */
async function ask(method: string, at: string, body: object): Promise<{ id: string }> {
  const answer = await fetch(`${sp.scimBaseUrl}${at}`, {
    method,
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { id: string };
}
const account = (userName: string, email = `${userName}@elsewhere.example`): Promise<{ id: string }> =>
  ask('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    displayName: userName,
    active: true,
    emails: [{ value: email }],
  });
const remoteGroup = (displayName: string, members: readonly string[] = []): Promise<{ id: string }> =>
  ask('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName,
    members: members.map((value) => ({ value })),
  });

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  sp = await startSp();
  await account('priya');
  await remoteGroup('Takers', [(await account('stranger')).id, (await account(ROBOT, 'robot@elsewhere.example')).id]);
  await remoteGroup('makers');
  const { application, group } = await integrate(passo.context, actor, sp, 'Atlas', { groups: true });
  noor = await addMember(passo.context, actor, group, 'noor', { jobTitle: 'Lead' });
  priya = await addMember(passo.context, actor, group, 'priya');
  for (const name of ['Takers', 'Makers', 'Contractors', LONG]) {
    groups[name] = await createGroup(passo.context, actor, { name });
  }
  await setGroupsOfApplication(passo.context, actor, application.id, [
    group.id,
    ...Object.values(groups).map(({ id }) => id),
  ]);
  for (const name of ['Takers', 'Makers', LONG]) {
    await changeMembers(passo.context, actor, groups[name]?.id ?? group.id, { add: [noor.id], remove: [] });
  }
  await passo.context.worker.idle();
  path = `${passo.url}/admin/applications/${application.slug}/identity-management`;
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('sam.okafor');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await sp.stop();
  await passo.stop();
});

test('A-12, A-13: the list of groups and the page of one, with what is to be decided', async () => {
  const { page } = seen;
  await page.goto(path);
  await page.getByLabel('Delete the account of a person who is deleted here').waitFor();
  await inspect(seen);
  await page.getByRole('link', { name: 'All 5' }).click();
  await page.getByText('Empty, not created').waitFor();
  await inspect(seen);
  await page.getByRole('link', { name: 'Takers' }).click();
  await page.getByText('Keep these 2').waitFor();
  await inspect(seen);
  await page.goto(`${path}/groups/${groups['Makers']?.id ?? ''}`);
  await page.getByRole('button', { name: 'Use this group makers' }).waitFor();
  expect(seen.complaints).toEqual([]);
}, 120_000);

test('drift with everything it finds, the page that links an account, and why somebody stands as they do', async () => {
  const { page } = seen;
  await page.goto(`${path}/drift`);
  await page.getByRole('button', { name: 'Compare now' }).click();
  await page.getByText('are being compared').waitFor();
  await ask('PATCH', `/Users/${sp.account('noor')?.id ?? ''}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: `Chief.${'z'.repeat(90)}` }],
  });
  await runDueDrift(passo.context);
  await page.goto(`${path}/drift`);
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Ignore' }).click();
  await page.getByText('Write a note').first().waitFor();
  expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
  await inspect(seen);
  await page
    .getByRole('link', { name: /^Link to a person/ })
    .first()
    .click();
  await page.getByLabel('Person here').fill('nobody.at.all');
  await page.getByRole('button', { name: 'Link' }).click();
  await page.getByText('There is a problem').waitFor();
  await inspect(seen);
  await page.goto(`${path}/why/${noor.id}`);
  await page.getByText('Attribute by attribute').waitFor();
  await inspect(seen);
  await page.goto(`${path}/why/${priya.id}`);
  await page.getByText('Decide which account is theirs').waitFor();
  await page.getByLabel('Another account').fill('no/such account');
  await page.getByRole('button', { name: 'Take over this account' }).click();
  await page.getByText('There is a problem').waitFor();
  expect(await page.getByLabel('Another account').inputValue()).toBe('no/such account');
  expect(await page.getByText('Sent next', { exact: true }).count()).toBe(1);
  await inspect(seen);
  expect(seen.complaints).toEqual([]);
}, 120_000);
