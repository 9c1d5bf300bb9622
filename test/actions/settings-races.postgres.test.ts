import { addApplication } from '../../src/actions/applications/add';
import { changeSso, configureGeneral, configureSso } from '../../src/actions/applications/configure';
import type { Actor } from '../../src/actions/deps';
import type { Context } from '../../src/context';
import type { Application } from '../../src/core/application';
import { getApplication } from '../../src/store/applications';
import { transact } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';

let passo: TestPasso;
let context: Context;
let actor: Actor;
let application: Application;

beforeAll(async () => {
  passo = await startPasso({ databaseUrl: await newPostgresDatabase() });
  context = passo.context;
  ({ actor } = await addAdmin(context));
});
afterAll(() => passo.stop());

beforeEach(async () => {
  const added = await addApplication(context, actor, {
    connectorId: 'custom-saml',
    label: 'Atlas',
    showInPortal: true,
    variables: {},
  });
  if (added.sso === undefined) throw new Error('It has SAML.');
  const acs = [{ url: `https://${added.slug}.example/acs`, isDefault: true }];
  const sso = { ...added.sso, spEntityId: `https://${added.slug}.example`, acs };
  application = await configureSso(context, actor, added.id, { sso, active: true });
});

/** Deactivates SSO and does something else while that is written but not kept yet. */
async function whileDeactivating(other: () => Promise<unknown>): Promise<void> {
  let meanwhile: Promise<unknown> = Promise.resolve();
  await transact(context.db, async (tx) => {
    await changeSso(context, tx, actor, application.id, (sso) => ({ sso, active: false }));
    meanwhile = other();
    await new Promise((done) => setTimeout(done, 300));
  });
  await meanwhile;
}

test('SSO that one admin deactivates stays so when another saves General Info in the same moment (P6)', async () => {
  const input = { label: 'Atlas of the sea', description: '', showInPortal: true, bookmarkUrl: '', variables: {} };
  await whileDeactivating(() => configureGeneral(context, actor, application.id, input));
  const after = await getApplication(context.db, application.id);
  expect(after).toMatchObject({ label: 'Atlas of the sea', ssoState: 'inactive' });
});

test('settings that rest on what is stored see what another admin has just saved', async () => {
  let seen: string | undefined;
  await whileDeactivating(() =>
    transact(context.db, (tx) =>
      changeSso(context, tx, actor, application.id, (sso, stored) => {
        seen = stored.ssoState;
        return { sso, active: stored.ssoState === 'active' };
      }),
    ),
  );
  expect(seen).toBe('inactive');
  expect((await getApplication(context.db, application.id)).ssoState).toBe('inactive');
});
