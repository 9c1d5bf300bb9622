import type { Actor } from '../../../src/actions/deps';
import { runDueDrift } from '../../../src/actions/provisioning/drift/run';
import { buildApp } from '../../../src/app';
import type { Simulator } from '../../../src/dev/simulator/types';
import { findLink } from '../../../src/store/provisioning/links';
import { addMember, integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;
let at: Integrated;
let path: string;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());
beforeEach(async () => {
  sp = await startSp();
  round += 1;
  at = await integrate(passo.context, actor, sp, `Atlas ${round}`);
  path = `/admin/applications/${at.application.slug}/identity-management`;
});
afterEach(() => sp.stop());

const create = async (userName: string, more: object = {}): Promise<void> => {
  const response = await fetch(`${sp.scimBaseUrl}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, active: true, ...more }),
  });
  expect(response.status).toBe(201);
};
const ids = (html: string): string[] =>
  [...html.matchAll(/name="item" value="([^"]+)"/g)].map((match) => match[1] ?? '');

test('the tab tells of drift; the page compares when asked and says when it does so by itself', async () => {
  expect(wordsOf(await browser.open(path))).toContain('Drift');
  expect(wordsOf(await browser.open(`${path}/drift`))).toContain('Nothing was compared yet');
  const asked = wordsOf(await browser.sendAndFollow(`${path}/drift/check`, {}));
  expect(asked).toContain('are being compared');
  expect(asked).toContain('begins in a moment');
  await runDueDrift(passo.context);
  expect(wordsOf(await browser.open(`${path}/drift`))).toContain('0 accounts compared');
  expect(wordsOf(await browser.open(path))).toMatch(/Next check of all accounts (tonight|in)/);
  await browser.open(`${path}/drift`);
  expect(wordsOf(await browser.sendAndFollow(`${path}/drift/schedule`, { hours: '0' }))).toContain(
    'No check is planned',
  );
  await browser.open(`${path}/drift`);
  expect((await browser.send(`${path}/drift/schedule`, { hours: '5' })).status).toBe(422);
});

test('differences are shown with both values, ignored only with a note that is kept, and nothing typed is lost', async () => {
  const noor = await addMember(passo.context, actor, at.group, `noor${round}`, { jobTitle: 'Lead' });
  await passo.context.worker.idle();
  await create(`<b>robot${round}`);
  await fetch(`${sp.scimBaseUrl}/Users/${sp.accounts()[0]?.id ?? ''}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'title', value: 'Chief' }],
    }),
  });
  await browser.open(`${path}/drift`);
  await browser.send(`${path}/drift/check`, {});
  await runDueDrift(passo.context);
  const html = await browser.open(`${path}/drift`);
  expect(html).not.toContain('<b>robot');
  expect(wordsOf(html)).toContain('Job Title: Lead here, Chief there.');
  expect(wordsOf(html)).toContain('1 account is nobody’s here');
  expect(wordsOf(await browser.open(path))).toContain('2 differences');

  const orphans = await browser.open(`${path}/drift?kind=orphan`);
  const refused = await browser.send(`${path}/drift/decision`, {
    kind: 'orphan',
    item: ids(orphans),
    decision: 'ignore',
  });
  expect(refused.status).toBe(422);
  expect(wordsOf(refused.text)).toContain('Write a note');
  const nothing = await browser.send(`${path}/drift/decision`, {
    kind: 'orphan',
    decision: 'accept',
    note: 'Typed words',
  });
  expect(nothing.status).toBe(409);
  expect(nothing.text).toContain('Typed words');
  await browser.sendAndFollow(`${path}/drift/decision`, {
    kind: 'orphan',
    item: ids(orphans),
    decision: 'ignore',
    note: 'Runs the reports',
  });
  expect(wordsOf(await browser.open(`${path}/drift?show=left`))).toContain('Ignored by sam.okafor: Runs the reports');
  await browser.open(`${path}/drift?kind=changed`);
  const pushed = await browser.sendAndFollow(`${path}/drift/decision`, {
    kind: 'changed',
    all: 'on',
    decision: 'push',
  });
  expect(wordsOf(pushed)).toContain('1 difference decided');
  await passo.context.worker.idle();
  expect(sp.account(noor.username)?.attributes).toMatchObject({ title: 'Lead' });
});

test('an account is linked to its person on a page of its own', async () => {
  await create(`mina${round}`, { emails: [{ value: 'other@elsewhere.example' }] });
  const mina = await addMember(passo.context, actor, at.group, `mina${round}`);
  await passo.context.worker.idle();
  await browser.open(`${path}/drift`);
  await browser.send(`${path}/drift/check`, {});
  await runDueDrift(passo.context);
  const html = await browser.open(`${path}/drift`);
  const href = /href="([^"]+\/drift\/link\/[^"]+)"/.exec(html)?.[1] ?? '';
  expect(await browser.open(href)).toContain(`value="mina${round}"`);
  const unknown = await browser.send(href, { person: 'nobody.at.all' });
  expect(unknown.status).toBe(422);
  expect(unknown.text).toContain('nobody.at.all');
  expect(wordsOf(await browser.sendAndFollow(href, { person: mina.email }))).toContain('was linked');
  await passo.context.worker.idle();
  expect(await findLink(passo.context.db, at.application.id, mina.id)).toMatchObject({ status: 'in-sync' });
  expect(sp.accounts()).toHaveLength(1);
});
