import { beginSignOn } from '../../src/actions/sign-on/begin';
import { completeSignOn } from '../../src/actions/sign-on/complete';
import { SignOnRefused } from '../../src/actions/sign-on/refusal';
import type { Person } from '../../src/actions/sign-on/respond';
import { addApplication } from '../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { activateUser, renewActivationLink } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { setTemporaryPassword } from '../../src/actions/users/set-password';
import { suspendUser } from '../../src/actions/users/suspend';
import { updateUser } from '../../src/actions/users/update';
import type { Actor } from '../../src/actions/deps';
import type { Context } from '../../src/context';
import type { Application, SsoSettings } from '../../src/core/application';
import type { SignOnRequestId } from '../../src/core/ids';
import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import { findSession, saveSession } from '../../src/store/sessions';
import { transact } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const ACS = 'https://sp.example/acs';

describe.each([
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', newPostgresDatabase],
])('doors around the decision of access, on %s', (_name, database: () => Promise<string | undefined>) => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let application: Application;
  let noor: User;
  let sent = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ fixedClock: true, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    const added = await addApplication(context, actor, {
      connectorId: 'custom-saml',
      label: 'Atlas',
      showInPortal: true,
      variables: {},
    });
    const sso: SsoSettings = {
      ...(added.sso as SsoSettings),
      spEntityId: 'https://sp.example/metadata',
      acs: [{ url: ACS, isDefault: true }],
      nameId: { format: 'persistent', from: 'email' },
    };
    application = await configureSso(context, actor, added.id, { sso, active: true });
    const group = await createGroup(context, actor, { name: 'Design' });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
    noor = (await createUser(context, actor, profileOf('noor'), 'link')).user;
    await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
  });
  afterAll(() => passo.stop());

  const request = (more = ''): string => {
    sent += 1;
    const instant = new Date(passo.clock.now).toISOString();
    return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_request${sent}" Version="2.0" IssueInstant="${instant}" ${more}><saml:Issuer>https://sp.example/metadata</saml:Issuer></samlp:AuthnRequest>`;
  };
  const begin = (xml = request()): Promise<SignOnRequestId> => {
    const form = { SAMLRequest: Buffer.from(xml).toString('base64') };
    return beginSignOn(context, { slug: application.slug, message: { binding: 'post', form } });
  };
  const person = (): Person => ({ userId: noor.id, signedInAt: passo.clock.now, sessionIndex: '_s1' });
  const assertionOf = async (id: SignOnRequestId): Promise<string> => {
    const step = await completeSignOn(context, id, person());
    if (step.kind !== 'post') throw new Error(`Expected a Response, not ${step.kind}.`);
    return Buffer.from(step.response.samlResponse, 'base64').toString('utf8');
  };
  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const thrown: unknown = await work.catch((error: unknown) => error);
    return thrown instanceof SignOnRefused ? thrown.facts.code : `not refused: ${String(thrown)}`;
  };

  test('a password an admin handed over gives no assertion before it is changed', async () => {
    await setTemporaryPassword(context, actor, noor.id);
    const id = await begin();
    expect(await completeSignOn(context, id, person())).toEqual({ kind: 'choose-password' });
    expect(await codeOf(completeSignOn(context, await begin(request('IsPassive="true"')), person()))).toBe(
      'no_passive',
    );
    const token = await renewActivationLink(context, actor, noor.id);
    await activateUser(context, token.reveal(), new SecretText('a long sentence of my own'));
    expect(await assertionOf(id)).toContain('Assertion');
  });

  test('a new password behind a link ends the sessions of the old one', async () => {
    const now = passo.clock.now;
    const session = {
      idHash: 'h'.repeat(64),
      userId: noor.id,
      data: '{}',
      createdAt: now,
      seenAt: now,
      expiresAt: now + 9e6,
    };
    await transact(context.db, (tx) => saveSession(tx, session));
    const token = await renewActivationLink(context, actor, noor.id);
    await activateUser(context, token.reveal(), new SecretText('another long sentence of mine'));
    expect(await findSession(context.db, session.idHash, now)).toBeUndefined();
  });

  test('an address that was taken away while a request waited gets no assertion', async () => {
    const id = await begin(request(`AssertionConsumerServiceURL="${ACS}"`));
    const sso = application.sso as SsoSettings;
    const elsewhere = { ...sso, acs: [{ url: 'https://sp.example/new', isDefault: true }] };
    await configureSso(context, actor, application.id, { sso: elsewhere, active: true });
    expect(await codeOf(completeSignOn(context, id, person()))).toBe('acs_not_registered');
    await configureSso(context, actor, application.id, { sso, active: true });
  });

  test('the same request sent twice at once is one request, and is answered once', async () => {
    const xml = request();
    const [one, other] = await Promise.all([begin(xml), begin(xml)]);
    expect(one).toBe(other);
    const answers = await Promise.allSettled([assertionOf(one), assertionOf(one), assertionOf(one)]);
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(begin(xml))).toBe('request_replayed');
  });

  test('a sign-in that is older than the request is not enough for ForceAuthn, by one millisecond', async () => {
    const id = await begin(request('ForceAuthn="true"'));
    const old = { ...person(), signedInAt: passo.clock.now - 1 };
    expect(await completeSignOn(context, id, old)).toEqual({ kind: 'sign-in', again: true });
    expect((await completeSignOn(context, id, person())).kind).toBe('post');
  });

  test('M-061: a persistent name stays through a change of user name and email', async () => {
    const nameIdOf = (xml: string): string | undefined => /<saml:NameID[^>]*>([^<]+)</.exec(xml)?.[1];
    const before = nameIdOf(await assertionOf(await begin()));
    await updateUser(context, actor, noor.id, profileOf('noor.abadi'));
    expect(nameIdOf(await assertionOf(await begin()))).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });

  test('who is suspended while a request waits gets no assertion, with the session they still show', async () => {
    const id = await begin();
    await suspendUser(context, actor, noor.id);
    expect(await codeOf(completeSignOn(context, id, person()))).toBe('user_suspended');
  });
});
