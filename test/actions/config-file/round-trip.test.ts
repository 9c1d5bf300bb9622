import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso, setImage } from '../../../src/actions/applications/configure';
import { demandOfSignIns } from '../../../src/actions/applications/sign-in-demands';
import { applyObjects, type ApplyOptions, type ObjectReport } from '../../../src/actions/config-file/apply';
import { readConfigFile } from '../../../src/actions/config-file/read';
import { secretReader } from '../../../src/actions/config-file/secret-source';
import { readState } from '../../../src/actions/config-file/state';
import { updateConfigFile, writeConfigFile } from '../../../src/actions/config-file/write';
import type { Actor } from '../../../src/actions/deps';
import { createGroup, updateGroup } from '../../../src/actions/groups/save';
import { changeOrganisation } from '../../../src/actions/portal/organisation';
import { saveMapping } from '../../../src/actions/provisioning/mapping/save';
import { setRemovalLimit } from '../../../src/actions/provisioning/guard/set-limit';
import { changeEventDays } from '../../../src/actions/settings/retention';
import { suspendUser } from '../../../src/actions/users/suspend';
import type { Context } from '../../../src/context';
import { mappingOf } from '../../../src/connectors/effective';
import { getIntegration } from '../../../src/actions/provisioning/connection';
import type { Simulator } from '../../../src/dev/simulator/types';
import { getApplication, listApplications } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { listGroups } from '../../../src/store/groups';
import { newPostgresDatabase } from '../../support/database';
import { addMember, integrate, startSp } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

const OPERATOR: Actor = { kind: 'system', name: 'command line' };

let slugOfAtlas = '';

/** Everything a file can hold, set by the actions of the pages. */
async function furnish(context: Context, actor: Actor, sp: Simulator): Promise<void> {
  await changeOrganisation(context, actor, {
    name: 'Fernhill Works',
    contact: { mail: 'help@fernhill.example' },
    signInNote: 'New here? # no comment',
    editable: ['displayName'],
  });
  await changeEventDays(context, actor, 400);
  const { application: atlas, group } = await integrate(context, actor, sp, 'Atlas', { groups: true });
  slugOfAtlas = atlas.slug;
  await setRemovalLimit(context, actor, atlas.id, { people: '7', percent: '10' });
  const { base } = getIntegration(context, atlas);
  const rows = [
    ...mappingOf(base, undefined),
    { to: 'nickName', expression: 'firstname', use: 'create', empty: 'omit' } as const,
  ];
  await saveMapping(context, actor, atlas.id, { rows, enterprise: base.enterprise });
  const finance = await createGroup(context, actor, { name: 'Finance: “Leeds”', description: 'yes' });
  await updateGroup(context, actor, finance.id, { name: finance.name, description: 'yes', secondFactor: true });
  const robin = await addApplication(context, actor, {
    ...{ connectorId: 'custom-saml', label: 'Robin', slug: 'robin', description: 'Rooms: "all"', showInPortal: false },
    ...{ variables: {}, note: 'Owned by\nAnjali' },
  });
  if (robin.sso === undefined) throw new Error('Custom SAML has SAML.');
  await configureSso(context, actor, robin.id, {
    sso: {
      ...robin.sso,
      spEntityId: 'https://robin.example/sp',
      acs: [
        { url: 'https://robin.example/acs', isDefault: true, index: 0 },
        { url: 'https://robin.example/two', isDefault: false, index: 1 },
      ],
      nameId: { format: 'persistent', from: 'username', fixed: true },
      attributes: [
        { name: 'mail', from: 'email', jit: false, enabled: true },
        { name: 'site', from: 'username', constant: 'no', jit: false, enabled: false },
        { name: 'teams', from: 'groups', groups: { kind: 'of-application' }, jit: false, enabled: true },
      ],
      sign: 'assertion',
      slo: [{ binding: 'post', url: 'https://robin.example/slo' }],
      signMetadata: true,
    },
    active: true,
  });
  await demandOfSignIns(context, actor, robin.id, { secondFactor: true, signInMinutes: '30' });
  await setImage(context, actor, robin.id, {
    contentType: 'image/png',
    bytes: Buffer.from('89504e470d0a1a0a00ff', 'hex'),
  });
  await setGroupsOfApplication(context, actor, robin.id, [group.id, finance.id]);
  await addApplication(context, actor, {
    ...{ connectorId: 'bookmark', label: 'Canteen', slug: 'canteen', showInPortal: true, variables: {} },
    bookmarkUrl: 'https://canteen.example/',
  });
  const blogin = context.connectors.get('blogin')?.variables ?? [];
  await addApplication(context, actor, {
    ...{ connectorId: 'blogin', label: 'BlogIn', slug: 'blogin', showInPortal: true },
    variables: Object.fromEntries(blogin.map(({ name, example }) => [name, example])),
  });
  await addMember(context, actor, group, 'priya.nair', {
    firstname: 'Priya',
    phoneNumbers: [{ type: 'work', value: '+44 113' }],
  });
  const leaver = await addMember(context, actor, group, 'ivan.petrov', {
    addresses: [{ type: 'work', locality: 'Leeds' }],
  });
  await suspendUser(context, actor, leaver.id);
}

describe.each(['sqlite', 'postgres'] as const)('export and apply on %s', (kind) => {
  let from: TestPasso;
  let to: TestPasso;
  let sp: Simulator;
  let actor: Actor;
  let text: string;
  const everything = { users: true, images: true };

  beforeAll(async () => {
    from = await startPasso();
    to = await startPasso(kind === 'postgres' ? { databaseUrl: await newPostgresDatabase() } : {});
    sp = await startSp();
    ({ actor } = await addAdmin(from.context));
    await furnish(from.context, actor, sp);
    text = writeConfigFile(await readState(from.context, from.context.db, everything));
  });
  afterAll(async () => {
    await from.stop();
    await to.stop();
    await sp.stop();
  });

  const apply = async (file: string, more: Partial<ApplyOptions> = {}, passo = to): Promise<ObjectReport[]> => {
    const { objects, problems } = readConfigFile(file);
    expect(problems).toEqual([]);
    const readSecret = secretReader((name) =>
      new Map([
        ['ATLAS_TOKEN', sp.token],
        ['WRONG', 'not-the-token-of-atlas'],
      ]).get(name),
    );
    return applyObjects(passo.context, OPERATOR, objects, { planOnly: false, prune: false, readSecret, ...more });
  };
  const done = (reports: readonly ObjectReport[]): string[] =>
    reports
      .filter(({ action }) => action !== 'none')
      .map(({ action, name, fault }) => `${action} ${name}${fault ? `: ${fault}` : ''}`);

  test('no secret is in the file, and what is there plans nothing', async () => {
    expect(text).not.toContain(sp.token);
    expect(text).not.toMatch(/PRIVATE KEY|argon2|[0-9A-HJKMNP-TV-Z]{26}/);
    expect(done(await apply(text, { planOnly: true }, from))).toEqual([]);
  });

  test('an empty installation becomes the same, and a second time plans nothing', async () => {
    const plan = await apply(text, { planOnly: true });
    expect(await listApplications(to.context.db)).toEqual([]);
    expect(done(plan).filter((line) => line.startsWith('failed'))).toEqual([]);

    const first = await apply(text);
    expect(done(first).filter((line) => line.startsWith('failed'))).toEqual([]);
    expect(done(await apply(text))).toEqual([]);
    // All but the connection, whose token is in no file.
    const withoutToken = writeConfigFile(await readState(to.context, to.context.db, everything));
    expect(withoutToken.replace(/active: false/, 'active: true')).not.toBe(withoutToken);
    expect(first.find(({ name }) => name === slugOfAtlas)?.notes.join()).toContain('Identity Management stays off');

    const withToken = text.replace(
      /(identityManagement:[^\n]*\n(?: *#[^\n]*\n)*)( +)active: true/,
      '$1$2active: true\n$2tokenKey: { env: ATLAS_TOKEN }',
    );
    expect(done(await apply(withToken))).toEqual([`update ${slugOfAtlas}`]);
    expect(done(await apply(withToken))).toEqual([]);
    const after = writeConfigFile(await readState(to.context, to.context.db, everything));
    expect(after).toBe(text);
    const events = await listEvents(to.context.db, { name: 'application_create', take: 10 });
    expect(events.map((event) => event.actor)).toContainEqual({ kind: 'system', name: 'command line' });
    expect((await getApplication(to.context.db, 'robin')).sso?.attributes[1]).toMatchObject({
      constant: 'no',
      enabled: false,
    });
  });

  // What follows knows nothing of the database.
  if (kind === 'postgres') return;

  test('an object is applied whole or not at all, and the others go on', async () => {
    const broken = `apiVersion: passo/v1
kind: Application
slug: half
connector: custom-saml
displayLabel: Half
sso: { active: true, spEntityId: 'https://half.example', acs: [{ url: 'not an address', isDefault: true }] }
userGroups: [Atlas people]
---
apiVersion: passo/v1
kind: Application
slug: unreached
connector: custom-scim
displayLabel: Unreached
identityManagement: { active: true, baseUrl: '${sp.scimBaseUrl}', tokenKey: { env: WRONG } }
---
apiVersion: passo/v1
kind: UserGroup
name: Later
`;
    const reports = await apply(broken);
    expect(reports.map(({ name, action }) => `${name} ${action}`)).toEqual([
      'Later create',
      'half failed',
      'unreached failed',
    ]);
    const slugs = (await listApplications(to.context.db)).map(({ slug }) => slug);
    expect(slugs).not.toContain('half');
    expect(slugs).not.toContain('unreached');
    const unset = broken.replace('env: WRONG', 'env: NOT_SET');
    expect(done(await apply(unset)).join()).toContain('The variable NOT_SET is not set.');
    // A review of the file needs no secrets.
    const planned = (await apply(unset, { planOnly: true })).find(({ name }) => name === 'unreached');
    expect(planned).toMatchObject({ action: 'create', notes: [expect.stringContaining('NOT_SET is not set.')] });
  });

  test('pruning needs the number, and takes what is not in the file', async () => {
    await expect(apply(text, { prune: true })).rejects.toThrow('1 object is not in the file');
    expect((await listGroups(to.context.db)).map(({ name }) => name)).toContain('Later');
    expect(done(await apply(text, { prune: true, planOnly: true }))).toEqual(['delete Later']);
    expect(done(await apply(text, { prune: true, confirmed: '1' }))).toEqual(['delete Later']);
    expect((await listGroups(to.context.db)).map(({ name }) => name)).not.toContain('Later');
  });

  test('comments, and where a token comes from, outlive an export into the same file', () => {
    const own = `# Looked after by Anjali.\n${text}`
      .replace('displayLabel: Robin', 'displayLabel: Rooms # as people call it')
      .replace(
        /(kind: Application\nslug: custom[\s\S]*?identityManagement:[^\n]*\n(?: *#[^\n]*\n)*)/,
        '$1  tokenKey: { env: ATLAS_TOKEN } # from the vault\n',
      );
    const documents = readConfigFile(text).objects.map(({ document }) => document);
    const merged = updateConfigFile(own, documents);
    expect(merged).toContain('# Looked after by Anjali.');
    expect(merged).toMatch(/displayLabel: Robin # as people call it/);
    expect(merged).toContain('tokenKey: { env: ATLAS_TOKEN } # from the vault');
    expect(readConfigFile(merged).problems).toEqual([]);
  });
});
