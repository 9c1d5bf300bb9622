import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { beginSignOn } from '../../src/actions/sign-on/begin';
import { completeSignOn } from '../../src/actions/sign-on/complete';
import { launchApplication } from '../../src/actions/sign-on/launch';
import { SignOnRefused } from '../../src/actions/sign-on/refusal';
import type { Person } from '../../src/actions/sign-on/respond';
import { findTiles } from '../../src/actions/sign-on/tiles';
import { addApplication } from '../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { createUser } from '../../src/actions/users/create';
import { updateUser } from '../../src/actions/users/update';
import { suspendUser } from '../../src/actions/users/suspend';
import type { Actor } from '../../src/actions/deps';
import type { Application, SsoSettings } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import type { SignOnRequestId } from '../../src/core/ids';
import type { User } from '../../src/core/user';
import type { Context } from '../../src/context';
import { getCurrentCertificate } from '../../src/store/sign-on/certificates';
import { listEvents } from '../../src/store/events';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const ACS = 'https://sp.example/acs';
const ENTITY = 'https://sp.example/metadata';

describe('sign-on, judged by an independent service provider', () => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let application: Application;
  let group: Group;
  let noor: User;

  beforeAll(async () => {
    passo = await startPasso({ fixedClock: true });
    context = passo.context;
    ({ actor } = await addAdmin(context));
    const added = await addApplication(context, actor, {
      connectorId: 'custom-saml',
      label: 'Atlas',
      showInPortal: true,
      variables: {},
    });
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const sso: SsoSettings = {
      ...added.sso,
      spEntityId: ENTITY,
      acs: [{ url: ACS, isDefault: true }],
      attributes: [
        { name: 'mail', from: 'email', jit: false, enabled: true },
        { name: 'groups', from: 'groups', jit: false, enabled: true },
      ],
    };
    application = await configureSso(context, actor, added.id, { sso, active: true });
    group = await createGroup(context, actor, { name: 'Design' });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
    noor = (await createUser(context, actor, profileOf('noor'), 'link')).user;
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    passo.clock.now += 1000;
    await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
  });

  const sp = async (more: Partial<ConstructorParameters<typeof SAML>[0]> = {}): Promise<SAML> =>
    new SAML({
      entryPoint: `http://localhost:9999/saml2/${application.slug}`,
      issuer: ENTITY,
      callbackUrl: ACS,
      audience: ENTITY,
      idpCert: (await getCurrentCertificate(context.db, application.id)).pem,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: true,
      disableRequestedAuthnContext: true,
      validateInResponseTo: ValidateInResponseTo.always,
      acceptedClockSkewMs: 120_000,
      ...more,
    });
  const ask = async (saml: SAML, options: Record<string, string> = {}): Promise<SignOnRequestId> => {
    const url = new URL(await saml.getAuthorizeUrlAsync('deep/link?a=1&b=2', undefined, { additionalParams: options }));
    return beginSignOn(context, {
      slug: application.slug,
      message: { binding: 'redirect', query: url.search.slice(1) },
    });
  };
  const person = (): Person => ({ userId: noor.id, signedInAt: passo.clock.now, sessionIndex: '_s1' });
  const refusal = async (work: Promise<unknown>): Promise<SignOnRefused> => {
    const thrown: unknown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(thrown instanceof SignOnRefused)) throw new Error(`Not refused: ${String(thrown)}`);
    return thrown;
  };

  test('M-060: an SP-initiated sign-on by redirect is accepted, with attributes and RelayState', async () => {
    const saml = await sp();
    const step = await completeSignOn(context, await ask(saml), person());
    if (step.kind !== 'post') throw new Error('Expected a Response.');
    expect(step.response).toMatchObject({ acsUrl: ACS, relayState: 'deep/link?a=1&b=2' });
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: step.response.samlResponse });
    expect(profile).toMatchObject({ nameID: 'noor@fernhill.example', mail: 'noor@fernhill.example', groups: 'Design' });
    const [event] = await listEvents(context.db, { name: 'sso_auth', take: 1 });
    expect(event).toMatchObject({ result: 'success', userId: noor.id, applicationId: application.id });
  });

  test('M-059: a tile signs on without a request', async () => {
    const launch = await launchApplication(context, application.slug, person());
    if (launch.kind !== 'post') throw new Error('Expected a Response.');
    const saml = await sp({ validateInResponseTo: ValidateInResponseTo.never });
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: launch.response.samlResponse });
    expect(profile?.nameID).toBe('noor@fernhill.example');
  });

  test('M-061: a request that names the person works for that person alone', async () => {
    const hinted = async (name: string): Promise<SignOnRequestId> => {
      const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${name}${passo.clock.now}" Version="2.0" IssueInstant="${new Date(passo.clock.now).toISOString()}"><saml:Issuer>${ENTITY}</saml:Issuer><saml:Subject><saml:NameID>${name}@fernhill.example</saml:NameID></saml:Subject></samlp:AuthnRequest>`;
      const form = { SAMLRequest: Buffer.from(xml).toString('base64') };
      return beginSignOn(context, { slug: application.slug, message: { binding: 'post', form } });
    };
    expect((await completeSignOn(context, await hinted('Noor'), person())).kind).toBe('post');
    const refused = await refusal(completeSignOn(context, await hinted('dele'), person()));
    expect(refused.facts).toMatchObject({ code: 'unknown_principal', deliver: { acsUrl: ACS } });
  });

  test('M-062: one sign-in serves every further request', async () => {
    const signedIn = { ...person(), signedInAt: passo.clock.now - 3_600_000 };
    for (let round = 0; round < 3; round += 1) {
      expect((await completeSignOn(context, await ask(await sp()), signedIn)).kind).toBe('post');
    }
  });

  test('M-074: the first sign-on to a JIT application carries what the SP makes the account of', async () => {
    const added = await addApplication(context, actor, {
      connectorId: 'blogin',
      label: 'BlogIn',
      showInPortal: true,
      variables: {},
    });
    const sso: SsoSettings = {
      ...(added.sso as SsoSettings),
      spEntityId: 'https://blogin.example',
      acs: [{ url: ACS, isDefault: true }],
    };
    const blogin = await configureSso(context, actor, added.id, { sso, active: true });
    await setGroupsOfApplication(context, actor, blogin.id, [group.id]);
    await updateUser(context, actor, noor.id, { ...profileOf('noor'), firstname: 'Noor', lastname: 'Abadi' });
    const launch = await launchApplication(context, blogin.slug, person());
    if (launch.kind !== 'post') throw new Error('Expected a Response.');
    const saml = await sp({
      issuer: 'https://blogin.example',
      audience: 'https://blogin.example',
      idpCert: (await getCurrentCertificate(context.db, blogin.id)).pem,
      validateInResponseTo: ValidateInResponseTo.never,
    });
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: launch.response.samlResponse });
    expect(profile).toMatchObject({ email: 'noor@fernhill.example', firstname: 'Noor', lastname: 'Abadi' });
  });

  test('a tile of an application that wants people to start there leads to its login URL', async () => {
    const sso = { ...(application.sso as SsoSettings), loginUrl: 'https://sp.example/login' };
    await configureSso(context, actor, application.id, { sso: { ...sso, startAtLogin: true }, active: true });
    const launch = await launchApplication(context, application.slug, person());
    expect(launch).toEqual({ kind: 'redirect', url: 'https://sp.example/login' });
    const { loginUrl: _loginUrl, ...without } = sso;
    const refused = configureSso(context, actor, application.id, {
      sso: { ...without, startAtLogin: true },
      active: true,
    });
    await expect(refused).rejects.toMatchObject({
      fields: { loginUrl: expect.stringContaining('Login URL') as string },
    });
    await configureSso(context, actor, application.id, { sso, active: true });
    expect((await launchApplication(context, application.slug, person())).kind).toBe('post');
  });

  test('M-063: without a grant there is no tile and no sign-on, by request or by tile, from the next request on', async () => {
    const saml = await sp();
    const waiting = await ask(saml);
    await changeMembers(context, actor, group.id, { add: [], remove: [noor.id] });
    expect(await findTiles(context, noor)).toEqual([]);
    expect((await refusal(completeSignOn(context, waiting, person()))).facts.code).toBe('user_not_in_group');
    expect((await refusal(launchApplication(context, application.slug, person()))).facts.code).toBe(
      'user_not_in_group',
    );
  });

  test('P8: a suspended person and an inactive SSO are refused at every door', async () => {
    const dele = (await createUser(context, actor, profileOf('dele'), 'link')).user;
    await changeMembers(context, actor, group.id, { add: [dele.id], remove: [] });
    await suspendUser(context, actor, dele.id);
    const as = { ...person(), userId: dele.id };
    expect((await refusal(launchApplication(context, application.slug, as))).facts.code).toBe('user_suspended');
    expect((await refusal(completeSignOn(context, await ask(await sp()), as))).facts.code).toBe('user_suspended');
    const sso = application.sso as SsoSettings;
    await configureSso(context, actor, application.id, { sso, active: false });
    expect((await refusal(launchApplication(context, application.slug, person()))).facts.code).toBe('sso_inactive');
    await configureSso(context, actor, application.id, { sso, active: true });
  });

  test('P1: an unregistered ACS is refused before anybody is asked for a password, and nothing is posted', async () => {
    const refused = await refusal(ask(await sp({ callbackUrl: 'https://evil.example/acs' })));
    expect(refused.facts).toMatchObject({ code: 'acs_not_registered' });
    expect(refused.facts.deliver).toBeUndefined();
    const [event] = await listEvents(context.db, { name: 'sso_auth', result: 'failure', take: 1 });
    expect(event?.id).toBe(refused.eventId);
    expect(JSON.stringify(event?.payload)).toContain('https://evil.example/acs');
  });

  test('P10: an unknown issuer and an unknown address are refused', async () => {
    expect((await refusal(ask(await sp({ issuer: 'https://other.example' })))).facts.code).toBe('unknown_issuer');
    const gone = beginSignOn(context, {
      slug: 'nothing-here',
      message: { binding: 'redirect', query: 'SAMLRequest=x' },
    });
    expect((await refusal(gone)).facts.code).toBe('unknown_application');
  });

  test('P6: a request is answered once; sent again before, it goes on where it was', async () => {
    const saml = await sp();
    const url = new URL(await saml.getAuthorizeUrlAsync('', undefined, {}));
    const again = (): Promise<SignOnRequestId> =>
      beginSignOn(context, { slug: application.slug, message: { binding: 'redirect', query: url.search.slice(1) } });
    const first = await again();
    expect(await again()).toBe(first);
    await completeSignOn(context, first, person());
    expect((await refusal(completeSignOn(context, first, person()))).facts.code).toBe('request_expired');
    expect((await refusal(again())).facts.code).toBe('request_replayed');
    passo.clock.now += 6 * 60_000;
    expect((await refusal(again())).facts.code).toBe('request_expired');
    passo.clock.now -= 6 * 60_000;
  });

  test('P6: of two answers at once only one is given', async () => {
    const id = await ask(await sp());
    const both = await Promise.allSettled([
      completeSignOn(context, id, person()),
      completeSignOn(context, id, person()),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('P4: ForceAuthn wants a sign-in younger than the request; IsPassive gets a signed NoPassive', async () => {
    const forced = await ask(await sp({ forceAuthn: true }));
    expect(await completeSignOn(context, forced, { ...person(), signedInAt: passo.clock.now - 5000 })).toEqual({
      kind: 'sign-in',
      again: true,
    });
    expect((await completeSignOn(context, forced, person())).kind).toBe('post');
    const saml = await sp({ passive: true });
    const refused = await refusal(completeSignOn(context, await ask(saml), undefined));
    expect(refused.facts.code).toBe('no_passive');
    const { loggedOut, profile } = await saml
      .validatePostResponseAsync({ SAMLResponse: refused.facts.deliver?.samlResponse ?? '' })
      .catch((error: Error) => ({ loggedOut: /NoPassive/.test(error.message), profile: null }));
    expect([loggedOut, profile]).toEqual([false, null]);
  });

  test('P5: a context class that a password does not meet is answered with a status, not claimed', async () => {
    const refused = await refusal(
      ask(
        await sp({
          disableRequestedAuthnContext: false,
          authnContext: ['urn:oasis:names:tc:SAML:2.0:ac:classes:X509'],
        }),
      ),
    );
    expect(refused.facts.code).toBe('no_authn_context');
    expect(refused.facts.deliver?.acsUrl).toBe(ACS);
  });

  test('S14: a Response for one audience, address or time is refused for another', async () => {
    const launch = await launchApplication(context, application.slug, person());
    if (launch.kind !== 'post') throw new Error('Expected a Response.');
    const body = { SAMLResponse: launch.response.samlResponse };
    const never = { validateInResponseTo: ValidateInResponseTo.never };
    await expect(
      (await sp({ ...never, audience: 'https://other.example' })).validatePostResponseAsync(body),
    ).rejects.toThrow(/audience/i);
    const xml = Buffer.from(launch.response.samlResponse, 'base64').toString();
    const tampered = Buffer.from(xml.replace('noor@fernhill.example', 'root@fernhill.example')).toString('base64');
    await expect((await sp(never)).validatePostResponseAsync({ SAMLResponse: tampered })).rejects.toThrow(/signature/i);
    passo.clock.now -= 3_600_000;
    const old = await launchApplication(context, application.slug, person());
    passo.clock.now += 3_600_000;
    if (old.kind !== 'post') throw new Error('Expected a Response.');
    await expect(
      (await sp(never)).validatePostResponseAsync({ SAMLResponse: old.response.samlResponse }),
    ).rejects.toThrow(/expired/i);
  });
});
