import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateUser } from '../../../src/actions/users/update';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp, writes } from '../../support/integration';
import { profileOf } from '../../support/passo';
import { addAccountThere, type World } from './world';

const LABEL = 'Rhombus Systems';
const MAIL = 'tom.reyes@fernhill.example';

/** The Rhombus Systems article, from its first step to its last. */
export function rhombusJourney(world: World): void {
  let sp: Simulator;
  let guards: Group;
  let tom: User;

  beforeAll(async () => {
    sp = await startSp({ name: LABEL });
    sp.setDefects({ deactivateRemoves: true });
    world.play('rhombus-systems', { baseUrl: { url: sp.scimBaseUrl } });
    guards = await world.group('Guards');
    tom = await world.person(MAIL, guards, {
      firstname: 'Tom',
      lastname: 'Reyes',
      email: 'reyes@fernhill.example',
      jobTitle: 'Guard',
    });
  });
  afterAll(() => sp.stop());

  test('M-015, M-020 to M-039: a new application, whose Identity Management waits for SSO', async () => {
    const { admin } = world;
    await admin.selectFromCatalogue(LABEL);
    await admin.page.getByLabel('Display Label').fill(LABEL);
    await admin.saveApplication('Configure Application');
    await admin.tab('Identity Management');
    await admin.said(/Single sign-on comes first/);
    expect(await admin.page.getByRole('link', { name: 'Configure', exact: true }).count()).toBe(0);
    await admin.follow('Open SSO');
    const file = join(world.passo.folder, 'rhombus.xml');
    writeFileSync(file, await (await fetch(sp.metadataUrl)).text());
    await admin.uploadMetadata(file);
    sp.useIdpMetadata(`${admin.url}/saml2/rhombus-systems/metadata`);
    await admin.giveAccess(LABEL, { Guards: true });
    const person = await world.open();
    await person.page.goto(`${admin.url}/login`);
    await person.page.locator('[name=username]').fill(MAIL);
    await person.page.locator('[name=password]').fill(world.password);
    await person.page.locator('main button.main').click();
    await person.page.waitForURL(`${admin.url}/`);
    expect(await world.signOnFromTile(person, LABEL, sp)).toContain(MAIL);
  });

  test('M-080, M-084, M-089, M-119: the API token alone, and nothing of groups', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.guideSays(['Settings > Single Sign-On', 'Generate a new API token and copy it', 'only once']);
    await admin.follow('Configure');
    expect(await admin.groupManagement().count()).toBe(0);
    expect(await admin.page.getByLabel('Base URL').count()).toBe(0);
    await admin.follow('Cancel');
    await admin.activate({ token: sp.token });
    await admin.said(/verified/i);
    await world.settle();
  });

  test('M-103, M-104, M-140 to M-142: what arrives in Rhombus is what its table says', async () => {
    const { admin } = world;
    await admin.tab('Identity Management');
    const rows = await admin.mappings();
    expect(rows.slice(0, 3)).toEqual([
      ['Username', 'userName', 'Email address'],
      ['First Name', 'name.givenName', 'First Name'],
      ['Last Name', 'name.familyName', 'Last Name'],
    ]);
    expect(await admin.page.locator('main').innerText()).toContain('Not supported and never sent: roles.');
    expect(sp.account(MAIL)?.attributes).toEqual({
      ...{ userName: MAIL, name: { givenName: 'Tom', familyName: 'Reyes' }, active: true },
    });
  });

  test('M-101, M-103: a new username and a new email stay here', async () => {
    const { context } = world.passo;
    const renamed = { firstname: 'Tomás', lastname: 'Reyes', email: 't.reyes@fernhill.example' };
    const seen = writes(sp).length;
    await updateUser(context, world.actor, tom.id, profileOf('tomas.reyes@fernhill.example', renamed));
    await world.settle();
    expect(sp.account(MAIL)?.attributes).toMatchObject({ userName: MAIL, name: { givenName: 'Tomás' } });
    expect(JSON.stringify(writes(sp).slice(seen))).not.toMatch(/t\.reyes@|tomas\.reyes@/);
  });

  test('M-093, M-102: who loses access is removed there, and is created again on the way back', async () => {
    await world.members(guards, { remove: [tom] });
    expect(sp.accounts()).toEqual([]);
    await world.members(guards, { add: [tom] });
    expect(sp.accounts()).toMatchObject([{ active: true }]);
    expect(sp.groups()).toEqual([]);
  });

  test('M-103, M-180 to M-185: an account is imported with its email', async () => {
    const { admin } = world;
    await addAccountThere(sp, {
      userName: 'ana.silva@fernhill.example',
      name: { givenName: 'Ana', familyName: 'Silva' },
      emails: [{ value: 'ana@fernhill.example', primary: true }],
    });
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.manualImport(() => world.settle());
    await admin.page.getByRole('checkbox', { name: 'Choose Ana Silva' }).check();
    await admin.press('import');
    await admin.said(/1 person created/);
    expect(await admin.row('ana.silva').innerText()).toContain('ana@fernhill.example');
  });

  test('M-198, M-203: the events of people are there, and none of groups', async () => {
    const names = await world.admin.events(LABEL);
    expect(names).toEqual(
      expect.arrayContaining(['user_create_provision', 'user_update_provision', 'user_deprovision']),
    );
    expect(names.filter((name) => /^group_.*_provision$/.test(name))).toEqual([]);
  });

  test('M-087, M-205, M-207, M-209: a new token, then deactivated first and deleted after', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    await admin.tab('Identity Management');
    await admin.activate({ token: sp.token });
    await admin.said(/verified/i);
    await world.settle();
    await admin.deactivateIdm(LABEL);
    await admin.deleteApplications([LABEL], '7');
  });
}
