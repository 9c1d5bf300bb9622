import { randomBytes } from 'node:crypto';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import type { Actor } from '../../src/actions/deps';
import { beginSignOn } from '../../src/actions/sign-on/begin';
import { completeSignOn } from '../../src/actions/sign-on/complete';
import { answerNameId, nameIdSettingsFor } from '../../src/actions/sign-on/name-id';
import { SignOnRefused } from '../../src/actions/sign-on/refusal';
import type { Person } from '../../src/actions/sign-on/respond';
import { suspendUser } from '../../src/actions/users/suspend';
import { createUser } from '../../src/actions/users/create';
import { updateUser } from '../../src/actions/users/update';
import { secretsFrom } from '../../src/config/secrets';
import { buildContext, type Context } from '../../src/context';
import type { Application, SsoSettings } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import { NAME_ID_FORMAT } from '../../src/saml/constants';
import { seal, unseal } from '../../src/store/seal';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const ACS = 'https://sp.example/acs';
const ENTITY = 'https://sp.example/metadata';

describe.each([
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', newPostgresDatabase],
])('names of people at applications, on %s', (_name, database: () => Promise<string | undefined>) => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let application: Application;
  let group: Group;
  let people = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso(databaseUrl === undefined ? {} : { databaseUrl });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    const naming = { label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} };
    const added = await addApplication(context, actor, { connectorId: 'custom-saml', ...naming });
    application = added;
    await configure({ format: 'persistent', from: 'email' });
    group = await createGroup(context, actor, { name: 'Design' });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
  });
  afterAll(() => passo.stop());

  async function configure(nameId: SsoSettings['nameId'], more: Partial<SsoSettings> = {}): Promise<void> {
    const sso = { ...(application.sso as SsoSettings), spEntityId: ENTITY, acs: [{ url: ACS, isDefault: true }] };
    application = await configureSso(context, actor, application.id, {
      sso: { ...sso, nameId, ...more },
      active: true,
    });
  }
  async function newPerson(): Promise<User> {
    people += 1;
    const { user } = await createUser(context, actor, profileOf(`person${people}`), 'link');
    await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
    return user;
  }
  interface Said {
    readonly value: string;
    readonly format: string;
    readonly qualifier: string | undefined;
  }
  async function signOn(by: Context, who: User, policy = '', sessionIndex = '_s1'): Promise<Said> {
    const person: Person = { userId: who.id, signedInAt: Date.now(), sessionIndex };
    const { spEntityId } = application.sso as SsoSettings;
    const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${new Date().toISOString()}"><saml:Issuer>${spEntityId}</saml:Issuer>${policy}</samlp:AuthnRequest>`;
    const form = { SAMLRequest: Buffer.from(xml).toString('base64') };
    const id = await beginSignOn(by, { slug: 'atlas', message: { binding: 'post', form } });
    const step = await completeSignOn(by, id, person);
    if (step.kind !== 'post') throw new Error(`Expected a Response, not ${step.kind}.`);
    const response = Buffer.from(step.response.samlResponse, 'base64').toString('utf8');
    const [, attributes = '', value = ''] = /<saml:NameID([^>]*)>([^<]+)</.exec(response) ?? [];
    return {
      value,
      format: /Format="([^"]+)"/.exec(attributes)?.[1] ?? '',
      qualifier: /SPNameQualifier="([^"]+)"/.exec(attributes)?.[1],
    };
  }
  const policyOf = (format: string, more = ''): string => `<samlp:NameIDPolicy Format="${format}"${more}/>`;

  test('M-061: a persistent name stays through rename, new mail, another entity ID and another format in between', async () => {
    const who = await newPerson();
    const first = await signOn(context, who);
    expect(first).toMatchObject({ format: NAME_ID_FORMAT.persistent, qualifier: ENTITY });
    expect(first.value).toMatch(/^[0-9a-f]{64}$/);
    await updateUser(context, actor, who.id, profileOf(`renamed-${who.username}`));
    expect((await signOn(context, who)).value).toBe(first.value);
    await configure({ format: 'email', from: 'email' });
    expect((await signOn(context, who)).value).toContain('@');
    await configure({ format: 'persistent', from: 'username' }, { spEntityId: 'https://other.example/sp' });
    expect(await signOn(context, who)).toMatchObject({ value: first.value, qualifier: 'https://other.example/sp' });
    await configure({ format: 'persistent', from: 'email' });
  });

  test('a persistent name stays with another encryption key: it lives in the rows, which a restore brings along', async () => {
    const who = await newPerson();
    const before = await signOn(context, who);
    const [certificate] = (await context.db('certificates').where({ application_id: application.id })) as {
      id: string;
    }[];
    const secrets = secretsFrom(randomBytes(32));
    const place = `certificate:${certificate?.id ?? ''}`;
    const [row] = (await context.db('certificates').where({ id: certificate?.id })) as { private_key_sealed: string }[];
    const opened = unseal(context.secrets.sealingKey, place, row?.private_key_sealed ?? '');
    const other = await buildContext(context.config, { secrets });
    try {
      await other
        .db('certificates')
        .where({ id: certificate?.id })
        .update({ private_key_sealed: seal(secrets.sealingKey, place, opened) });
      expect((await signOn(other, who)).value).toBe(before.value);
      // Somebody new gets a name that the old key would not have made.
      expect((await signOn(other, await newPerson())).value).not.toBe(before.value);
    } finally {
      await other
        .db('certificates')
        .where({ id: certificate?.id })
        .update({ private_key_sealed: row?.private_key_sealed });
      await other.destroy();
    }
  });

  test('what another process changes counts at the next sign-on', async () => {
    const who = await newPerson();
    await signOn(context, who);
    const other = await buildContext(context.config, { secrets: context.secrets });
    try {
      await signOn(other, who);
      await suspendUser(other, actor, who.id);
      const thrown: unknown = await signOn(context, who).catch((error: unknown) => error);
      expect(thrown instanceof SignOnRefused && thrown.facts.code).toBe('user_suspended');
    } finally {
      await other.destroy();
    }
  });

  test('saml-core 8.3.8: a transient name is the same in one session, and another in the next and for others', async () => {
    await configure({ format: 'transient', from: 'email' });
    const [who, somebody] = [await newPerson(), await newPerson()];
    const first = await signOn(context, who, '', '_a');
    expect(first.value).toMatch(/^_[0-9a-f]{64}$/);
    expect((await signOn(context, who, '', '_a')).value).toBe(first.value);
    expect((await signOn(context, who, '', '_b')).value).not.toBe(first.value);
    expect((await signOn(context, somebody, '', '_a')).value).not.toBe(first.value);
  });

  test('saml-core 3.4.1.1: the format that a request asks for is given, unless ours is always sent', async () => {
    await configure({ format: 'email', from: 'username' });
    const who = await newPerson();
    expect(await signOn(context, who)).toMatchObject({ format: NAME_ID_FORMAT.email, value: who.username });
    expect((await signOn(context, who, policyOf(NAME_ID_FORMAT.persistent))).format).toBe(NAME_ID_FORMAT.persistent);
    expect((await signOn(context, who, policyOf(NAME_ID_FORMAT.transient))).format).toBe(NAME_ID_FORMAT.transient);
    await configure({ format: 'persistent', from: 'username' });
    expect(await signOn(context, who, policyOf(NAME_ID_FORMAT.email))).toMatchObject({ value: who.email });
    await configure({ format: 'unspecified', from: 'username', fixed: true });
    expect((await signOn(context, who, policyOf(NAME_ID_FORMAT.email))).format).toBe(NAME_ID_FORMAT.unspecified);
  });

  test('saml-core 3.4.1.1: AllowCreate="false" makes no new name, and is content with one that is there', async () => {
    await configure({ format: 'email', from: 'email' });
    const who = await newPerson();
    const forbids = policyOf(NAME_ID_FORMAT.persistent, ' AllowCreate="false"');
    const thrown: unknown = await signOn(context, who, forbids).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(SignOnRefused);
    const { facts } = thrown as SignOnRefused;
    expect(facts).toMatchObject({ code: 'invalid_name_id_policy', deliver: { acsUrl: ACS } });
    const status = Buffer.from(facts.deliver?.samlResponse ?? '', 'base64').toString('utf8');
    expect(status).toContain('status:InvalidNameIDPolicy');
    expect(await context.db('name_ids').where({ user_id: who.id })).toEqual([]);
    const made = await signOn(context, who, policyOf(NAME_ID_FORMAT.persistent, ' AllowCreate="true"'));
    expect((await signOn(context, who, forbids)).value).toBe(made.value);
  });

  test('two first sign-ons at once agree on one name', async () => {
    const who = await newPerson();
    const policy = policyOf(NAME_ID_FORMAT.persistent);
    const said = await Promise.all([1, 2, 3, 4].map(() => signOn(context, who, policy)));
    expect(new Set(said.map(({ value }) => value)).size).toBe(1);
    expect(await context.db('name_ids').where({ user_id: who.id })).toHaveLength(1);
  });
});

describe('the format of an answer', () => {
  test('a misspelt format is taken for what it means, another one for none', () => {
    const settings = { format: 'persistent', from: 'username' } as const;
    const misspelt = 'urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress';
    expect(nameIdSettingsFor(settings, { nameIdFormat: misspelt })).toEqual({ format: 'email', from: 'email' });
    expect(nameIdSettingsFor(settings, { nameIdFormat: NAME_ID_FORMAT.unspecified })).toEqual(settings);
    expect(nameIdSettingsFor(settings, {})).toEqual(settings);
  });

  test('a kept name is given even where the request forbids new ones', () => {
    const secrets = secretsFrom(randomBytes(32));
    const input = {
      application: { id: 'A' as Application['id'] },
      sso: { nameId: { format: 'persistent', from: 'email' }, spEntityId: ENTITY },
      source: { user: { id: 'U' } as User, groupNames: [], now: 0 },
      sessionIndex: '_s',
      kept: 'kept-name',
      asked: { allowCreate: false },
    } as const;
    expect(answerNameId({ secrets }, input)).toEqual({
      nameId: { format: NAME_ID_FORMAT.persistent, value: 'kept-name', spNameQualifier: ENTITY },
      isNew: false,
    });
  });
});
