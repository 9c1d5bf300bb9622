import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { runDueDrift } from '../../../src/actions/provisioning/drift/run';
import { startDriftCheck } from '../../../src/actions/provisioning/drift/plan';
import { buildApp } from '../../../src/app';
import type { Group } from '../../../src/core/group';
import { findGroupLink, saveGroupLink } from '../../../src/store/provisioning/group-links';
import { findLink } from '../../../src/store/provisioning/links';
import { transact } from '../../../src/store/tx';
import {
  openGroupsBench,
  startGroupsPasso,
  type GroupsBench,
  type Sent,
} from '../../support/provisioning/groups-bench';
import type { TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let at: GroupsBench & { end(): Promise<Sent[]> };
let path: string;
let makers: Group;

beforeAll(async () => {
  ({ passo, actor } = await startGroupsPasso(undefined));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());
beforeEach(async () => {
  at = await openGroupsBench(passo, actor);
  path = `/admin/applications/${at.application.slug}/identity-management`;
  await at.createThere(`makers ${at.application.label}`);
  makers = await at.group(`Makers ${at.application.label}`);
});
afterEach(async () => {
  await at.end();
});

test('A-13: a group there that does not exist, or can’t be named in an address, is not linked', async () => {
  await at.people(makers, 'noor');
  await at.settle();
  const page = `${path}/groups/${makers.id}`;
  for (const remoteId of ['.', '..', 'no/such group', 'x'.repeat(5_000)]) {
    await browser.open(page);
    const words = wordsOf(await browser.sendAndFollow(`${page}/which`, { remoteId }));
    expect(words).toContain('There is no such group');
    expect(await at.link(makers)).toMatchObject({ status: 'attention' });
    expect((await at.link(makers))?.remoteId).toBeUndefined();
  }
});

test('A-13, A-11: an old page can’t make a second group while the answer to a create is missing', async () => {
  await at.people(makers, 'noor');
  await at.settle();
  const page = `${path}/groups/${makers.id}`;
  await browser.open(page);
  const link = await at.link(makers);
  if (link === undefined) throw new Error('The group has a link.');
  const intent = { ...link, creating: true, doubt: { name: makers.name } };
  await transact(at.context.db, (tx) => saveGroupLink(tx, intent));
  const words = wordsOf(await browser.sendAndFollow(`${page}/which`, { apart: 'on' }));
  expect(words).toContain('not known yet whether this group was created');
  expect(await at.link(makers)).toMatchObject({ creating: true, doubt: { name: makers.name } });
  await transact(at.context.db, (tx) => saveGroupLink(tx, link));
});

test('a group that never had the application can’t be decided about, and nothing is kept of it', async () => {
  const other = await createGroup(at.context, actor, { name: `Others ${at.application.label}` });
  await browser.open(`${path}/groups`);
  for (const [part, form] of [
    ['retry', {}],
    ['foreign', { foreign: 'remove' }],
    ['which', { apart: 'on' }],
  ] as const) {
    expect([part, (await browser.send(`${path}/groups/${other.id}/${part}`, form)).status]).toEqual([part, 404]);
  }
  expect(await findGroupLink(at.context.db, at.application.id, other.id)).toBeUndefined();
});

test('with a Token Key that can’t be opened every page and decision says so, and none is lost', async () => {
  const [noor] = await at.people(makers, 'noor');
  await at.ask('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'stranger',
    active: true,
  });
  await at.settle();
  await startDriftCheck(at.context, actor, at.application.id);
  await runDueDrift(at.context);
  const href = /href="([^"]+\/drift\/link\/[^"]+)"/.exec(await browser.open(`${path}/drift`))?.[1] ?? '';
  expect(href).not.toBe('');
  const sealed = at.context.db('applications').where({ id: at.application.id });
  const before: { idm_token_sealed: string } | undefined = await sealed.clone().first('idm_token_sealed');
  await sealed.clone().update({ idm_token_sealed: 'broken' });
  const CANT = 'can’t be opened';
  expect(wordsOf(await browser.open(`${path}/groups/${makers.id}`))).toContain(CANT);
  const linked = await browser.send(href, { person: noor?.username ?? '' });
  expect([linked.status, wordsOf(linked.text)]).toEqual([409, expect.stringContaining(CANT)]);
  const why = `${path}/why/${noor?.id ?? ''}`;
  await browser.open(why);
  const taken = await browser.send(`${why}/account`, { account: 'some-account' });
  expect([taken.status, wordsOf(taken.text)]).toEqual([409, expect.stringContaining(CANT)]);
  await transact(at.context.db, async (tx) => {
    await tx('links')
      .where({ application_id: at.application.id, user_id: noor?.id ?? '' })
      .update({ prior: '{}' });
  });
  const undone = await browser.send(`${why}/decision`, { decision: 'undo' });
  expect([undone.status, wordsOf(undone.text)]).toEqual([409, expect.stringContaining(CANT)]);
  const link = noor && (await findLink(at.context.db, at.application.id, noor.id));
  expect(link?.decision).toBeUndefined();
  await browser.open(`${path}/compatibility`);
  expect(wordsOf(await browser.sendAndFollow(`${path}/compatibility`, {}))).toContain(CANT);
  await sealed.clone().update(before ?? {});
});
