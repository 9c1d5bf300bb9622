import { createApiKey } from '../../../src/actions/api-keys/create';
import type { Actor } from '../../../src/actions/deps';
import { chooseAll, importUsers, type PageChoice } from '../../../src/actions/provisioning/import/choose';
import { startImport } from '../../../src/actions/provisioning/import/start';
import { workOnImport } from '../../../src/actions/provisioning/import/work';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import type { Context } from '../../../src/context';
import type { UserId } from '../../../src/core/ids';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { countItems } from '../../../src/store/provisioning/import-items';
import { findImport, type Import } from '../../../src/store/provisioning/imports';
import { integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';

const USERS = 120;
const NOTHING: PageChoice = { shown: [], ticked: [], links: {} };

let passo: TestPasso;
let context: Context;
let actor: Actor;
let sp: Simulator;
let at: Integrated;

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
  context = passo.context;
  ({ actor } = await addAdmin(context));
  sp = await startSp();
  at = await integrate(context, actor, sp, 'Atlas');
  for (let place = 0; place < USERS; place += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, more) => put(`user${place + more}`)));
  }
});
afterAll(async () => {
  await sp.stop();
  await passo.stop();
});

async function put(userName: string): Promise<void> {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await fetch(`${sp.scimBaseUrl}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas, userName, emails: [{ value: `${userName}@sp.example`, primary: true }] }),
  });
  expect(answer.status).toBe(201);
}

const stored = async (): Promise<Import> => (await findImport(context.db, at.application.id))!;
const work = (stop: () => boolean = () => false): Promise<boolean> => workOnImport(context, `w${Math.random()}`, stop);
const chosen = async (): Promise<number> => (await countItems(context.db, (await stored()).id)).chosen;
const stopped = (name: string): string =>
  `${name} may not import users any more, so the import stopped. Somebody who may can go on.`;

let made = 0;

/** A person who may import, and an API key they made. */
async function helper(): Promise<{ helping: User; self: Actor; byKey: Actor }> {
  made += 1;
  const { user } = await createUser(context, actor, profileOf(`helper${made}`), 'link');
  await context.db('users').where({ id: user.id }).update({ role: 'admin', state: 'active' });
  const self: Actor = { kind: 'admin', id: user.id, name: user.username, role: 'admin' };
  const { key } = await createApiKey(context, self, { name: `helping ${made}`, scopes: ['provisioning:write'] });
  const byKey: Actor = { kind: 'admin', name: `API key ${key.name}`, keyId: key.id, role: 'admin' };
  return { helping: user, self, byKey };
}

const LOSSES: [string, (id: UserId) => Promise<unknown>][] = [
  ['is suspended', (id) => suspendUser(context, actor, id)],
  ['has a smaller role', (id) => context.db('users').where({ id }).update({ role: 'helpdesk' })],
];

test.each(LOSSES)('A5: a list is read no further for somebody who %s, or for a key of theirs', async (_, loseRight) => {
  const { helping, self, byKey } = await helper();
  await loseRight(helping.id);
  for (const one of [self, byKey]) {
    await startImport(context, one, at.application.id);
    await work();
    expect(await stored()).toMatchObject({ state: 'failed', sentence: stopped(one.name), progress: { read: 0 } });
    expect((await countItems(context.db, (await stored()).id)).fresh).toBe(0);
  }
});

test('A5: an import stops between two batches when its admin is suspended, and another one goes on', async () => {
  await startImport(context, actor, at.application.id);
  await work();
  expect(await stored()).toMatchObject({ state: 'ready', progress: { read: USERS } });
  await chooseAll(context, at.application.id, true, '');
  const { helping, self } = await helper();
  await importUsers(context, self, at.application.id, NOTHING);
  let asked = 0;
  let suspended: Promise<unknown> = Promise.resolve();
  await work(() => {
    asked += 1;
    if (asked === 2) suspended = suspendUser(context, actor, helping.id);
    return false;
  });
  await suspended;
  const one = await stored();
  const { created = 0 } = one.progress.run ?? {};
  expect([created > 0, created < USERS]).toEqual([true, true]);
  expect(one).toMatchObject({ state: 'ready', sentence: stopped(self.name) });
  expect(await chosen()).toBe(USERS - created);
  const [told] = await listEvents(context.db, { name: 'user_import', applicationId: at.application.id, take: 1 });
  expect(told?.payload).toMatchObject({ left: USERS - created, stoppedBy: 'Passo', notAllowed: true });
  await importUsers(context, actor, at.application.id, NOTHING);
  await work();
  expect(await stored()).toMatchObject({ state: 'ready', progress: { run: { created: USERS - created, refused: 0 } } });
  expect(await chosen()).toBe(0);
});
