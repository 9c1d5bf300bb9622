import { randomBytes, createPrivateKey } from 'node:crypto';
import type { Profile } from '@node-saml/node-saml';
import { changeMembers } from '../../src/actions/groups/members';
import { configureSso } from '../../src/actions/applications/configure';
import type { SsoSettings } from '../../src/core/application';
import { makeKeyPair } from '../../src/saml/key-pair';
import { redirectQuery, signXml } from '../saml/support';
import { answerXml, logoutXml, person, status, SUCCESS } from '../saml/logout/support';
import type { BrowserSession } from '../web/browser-session';
import {
  judge,
  messageIn,
  pathOf,
  startLogoutBench,
  whereTo,
  type LogoutBench,
  type TestSp,
} from '../web/logout-bench';
import { formBody, FORM, PASSWORD } from './web-bench';

jest.setTimeout(90_000);

/** SECURITY P9: a logout that is forged or misaddressed changes nothing, and nobody is sent anywhere by one. */
describe('P9: forged and misaddressed logout', () => {
  let bench: LogoutBench;
  let sp: TestSp;
  let other: TestSp;
  let browser: BrowserSession;
  let profile: Profile;
  let bosses: Profile;
  let stranger: string;

  beforeAll(async () => {
    bench = await startLogoutBench();
    [sp, other] = [await bench.addSp(), await bench.addSp()];
    const boss = await bench.addPerson('boss');
    stranger = (await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 3 })).privateKeyPem;
    browser = await bench.signedIn('noor.abadi');
    profile = await bench.signOn(browser, sp);
    // Somebody else of the same application, whose name or session the attacker would like to use.
    await changeMembers(bench.passo.context, bench.actor, bench.group.id, { add: [boss.id], remove: [] });
    bosses = await bench.signOn(await bench.signedIn('boss', PASSWORD), sp);
  });
  afterAll(() => bench.stop());

  const now = (offset = 0): string => new Date(Date.now() + offset).toISOString();
  const fresh = (): string => `_${randomBytes(16).toString('hex')}`;
  interface Change {
    readonly attributes?: Record<string, string | undefined>;
    readonly issuer?: string;
    readonly rest?: string;
  }
  const request = ({ attributes = {}, issuer = sp.entityId, rest }: Change = {}): string =>
    logoutXml({
      attributes: { ID: fresh(), IssueInstant: now(), Destination: sp.passoUrl, ...attributes },
      issuer,
      rest: rest ?? person(profile.nameID, profile.sessionIndex ?? ''),
    });
  const key = (): string => sp.keys.privateKeyPem;
  const post = (xml: string, more: Record<string, string> = {}, path = pathOf(sp.passoUrl)) => {
    const body = formBody({ SAMLRequest: Buffer.from(xml).toString('base64'), ...more });
    return bench.shoot({ method: 'POST', path, headers: FORM, body });
  };
  const signed = (change: Change, privateKeyPem = key()): string => signXml(request(change), privateKeyPem);

  // Each ends with 400 and a page; nobody is signed out and nothing is sent anywhere.
  const REFUSED: [string, () => Promise<{ status: number; text: string }>][] = [
    ['1 not signed', () => post(request())],
    ['2 signed by a stranger', () => post(signed({}, stranger))],
    ["3 signed with another application's key", () => post(signed({}, other.keys.privateKeyPem))],
    ['4 changed after it was signed', () => post(signed({}).replace(profile.nameID, bosses.nameID))],
    ['5 signed for another address of Passo', () => post(signed({ attributes: { Destination: other.passoUrl } }))],
    [
      '6 signed for another identity provider',
      () => post(signed({ attributes: { Destination: 'https://idp.example/slo' } })),
    ],
    ['7 signed without a Destination', () => post(signed({ attributes: { Destination: undefined } }))],
    [
      '8 as another application, at this address',
      () => post(signed({ issuer: other.entityId }, other.keys.privateKeyPem)),
    ],
    ['9 at the address of another application', () => post(signed({}), {}, pathOf(other.passoUrl))],
    ['10 issued an hour ago', () => post(signed({ attributes: { IssueInstant: now(-3_600_000) } }))],
    ['11 issued in an hour', () => post(signed({ attributes: { IssueInstant: now(3_600_000) } }))],
    ['12 past its NotOnOrAfter', () => post(signed({ attributes: { NotOnOrAfter: now(-120_000) } }))],
    [
      '13 by Redirect, without its signature',
      () => bench.shoot({ path: `${pathOf(sp.passoUrl)}?${redirectQuery(request())}` }),
    ],
    [
      '14 by Redirect, with half a signature',
      () => bench.shoot({ path: `${pathOf(sp.passoUrl)}?${redirectQuery(request())}&SigAlg=x` }),
    ],
    [
      '15 by Redirect, signed twice over: two SAMLRequest parameters',
      () => {
        const query = redirectQuery(request(), { key: createPrivateKey(key()) });
        return bench.shoot({ path: `${pathOf(sp.passoUrl)}?${redirectQuery(request())}&${query}` });
      },
    ],
    ['16 a request and an answer at once', () => post(signed({}), { SAMLResponse: 'PHgvPg==' })],
    ['17 an answer nobody asked for', () => postAnswer({ InResponseTo: fresh() })],
    ['18 an answer that names no request', () => postAnswer({ InResponseTo: undefined })],
    [
      '19 an answer of another sign-out',
      () => postAnswer({ InResponseTo: `_01ARZ3NDEKTSV4RRFFQ69G5FAV${'0'.repeat(40)}` }),
    ],
    ['20 an assertion’s Response', () => post(signed({}).replaceAll('LogoutRequest', 'Response'))],
    ['21 nothing at all', () => bench.shoot({ path: pathOf(sp.passoUrl) })],
    ['22 no such application', () => post(signed({}), {}, '/saml2/nobody/slo')],
  ];

  function postAnswer(attributes: Record<string, string | undefined>): Promise<{ status: number; text: string }> {
    const all = { ID: fresh(), IssueInstant: now(), Destination: sp.passoUrl, ...attributes };
    const xml = signXml(answerXml({ issuer: sp.entityId, attributes: all, rest: status(SUCCESS) }), key());
    const body = formBody({ SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: 'https://evil.example/' });
    return bench.shoot({ method: 'POST', path: pathOf(sp.passoUrl), headers: FORM, body });
  }

  test.each(REFUSED)('%s', async (_name, send) => {
    const answer = await send();
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/name="SAMLResponse"|evil\.example/);
    expect(await bench.isIn(browser)).toBe(true);
    const [latest] = await bench.outcomes();
    expect(latest).not.toBe('ok');
  });

  // Each is believed and answered to the application, at its registered address; nobody is signed out.
  const UNKNOWN: [string, () => string][] = [
    [
      "23 another person's name with this session",
      () => signed({ rest: person(bosses.nameID, profile.sessionIndex ?? '') }),
    ],
    [
      "24 this person's name with another person's session",
      () => signed({ rest: person(profile.nameID, bosses.sessionIndex ?? '') }),
    ],
    [
      '25 one session of each',
      () => signed({ rest: person(profile.nameID, profile.sessionIndex ?? '', bosses.sessionIndex ?? '') }),
    ],
    ['26 a session that never was', () => signed({ rest: person(profile.nameID, 'session-1') })],
    ['27 nobody', () => signed({ rest: person('nobody@fernhill.example') })],
    ['28 part of a name', () => signed({ rest: person(profile.nameID.slice(0, 4)) })],
    ['29 a name with wildcards', () => signed({ rest: person('%@%') })],
    ['30 an encrypted name', () => signed({ rest: '<saml:EncryptedID/>' })],
  ];
  test.each(UNKNOWN)('%s', async (_name, make) => {
    const state = 'https://evil.example/?next=//evil.example';
    const answer = await browser.agent
      .post(pathOf(sp.passoUrl))
      .type('form')
      .send(formBody({ SAMLRequest: Buffer.from(make()).toString('base64'), RelayState: state }))
      .expect(303);
    const to = whereTo(answer);
    expect(to.startsWith(`${sp.sloUrl}?SAMLResponse=`)).toBe(true);
    expect(messageIn(to).xml).toMatch(
      /status:Requester"><samlp:StatusCode Value="[^"]*(UnknownPrincipal|RequestUnsupported)"/,
    );
    expect(messageIn(to).relayState).toBe(state);
    await expect(judge(sp, to)).rejects.toThrow(/Bad status code/);
    expect(await bench.isIn(browser)).toBe(true);
  });

  test('31 the session of one application does not open the door of another', async () => {
    const xml = signXml(
      request({ attributes: { Destination: other.passoUrl }, issuer: other.entityId }),
      other.keys.privateKeyPem,
    );
    const answer = await post(xml, {}, pathOf(other.passoUrl));
    // The index is of ours, but no sign-on to this application has it: there is nothing to end.
    expect(answer.status).toBe(303);
    expect(await bench.isIn(browser)).toBe(true);
  });

  test('32 asking for headers alone, or by another method, does nothing', async () => {
    const query = redirectQuery(request(), { key: createPrivateKey(key()) });
    for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      await bench.shoot({ method, path: `${pathOf(sp.passoUrl)}?${query}` });
      expect(await bench.isIn(browser)).toBe(true);
    }
    expect((await bench.shoot({ method: 'HEAD', path: pathOf(sp.passoUrl) })).status).toBe(405);
  });

  test('33 the same request a second time is refused, and ends no later session', async () => {
    const mine = await bench.signedIn('noor.abadi');
    const here = await bench.signOn(mine, sp);
    const xml = signed({ rest: person(here.nameID, here.sessionIndex ?? '') });
    expect((await post(xml)).status).toBe(303);
    expect(await bench.isIn(mine)).toBe(false);
    expect(await bench.isIn(browser)).toBe(true);
    const again = await post(xml);
    expect(again.status).toBe(400);
    expect((await bench.outcomes())[0]).toBe('request_replayed');
  });

  test('34 of two that arrive at once, one is acted on', async () => {
    const mine = await bench.signedIn('noor.abadi');
    const here = await bench.signOn(mine, sp);
    const xml = signed({ rest: person(here.nameID, here.sessionIndex ?? '') });
    const both = await Promise.all([post(xml), post(xml), post(xml)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([303, 400, 400]);
  });

  test('35 without an address for answers, the person stays with Passo', async () => {
    const { context } = bench.passo;
    const { sso } = other.application;
    if (sso === undefined) throw new Error('It has SAML settings.');
    const without: SsoSettings = { ...sso, slo: [] };
    await configureSso(context, bench.actor, other.application.id, { sso: without, active: true });
    const mine = await bench.signedIn('noor.abadi');
    const here = await bench.signOn(mine, other);
    const xml = signXml(
      request({
        ...{ attributes: { Destination: other.passoUrl }, issuer: other.entityId },
        rest: person(here.nameID, here.sessionIndex ?? ''),
      }),
      other.keys.privateKeyPem,
    );
    const answer = await post(xml, { RelayState: 'https://evil.example/' }, pathOf(other.passoUrl));
    expect([answer.status, answer.headers['location']]).toEqual([303, '/logout']);
    expect(await bench.isIn(mine)).toBe(false);
  });
});

/** SECURITY P9: a sign-out is walked by the browser it belongs to. */
describe('P9: a sign-out of somebody else', () => {
  test('36 its address alone is worth nothing, and its answers lead nowhere else', async () => {
    const bench = await startLogoutBench();
    try {
      const [one, two] = [await bench.addSp(), await bench.addSp()];
      const browser = await bench.signedIn('noor.abadi');
      const profile = await bench.signOn(browser, one);
      await bench.signOn(browser, two);
      const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
      const path = whereTo(begun);
      const thief = bench.browser();
      await thief.open('/login');
      await thief.open(path, 404);
      expect((await thief.send(`${path}/continue`, {})).status).toBe(404);
      const cookie = String(begun.headers['set-cookie']);
      expect(cookie).toMatch(/passo-logout=[0-9A-Z]{26}\.[\w-]{43}; Max-Age=3600; Path=\/;.*HttpOnly; SameSite=Lax/);
      const id = path.slice('/logout/'.length);
      for (const value of ['', id, `${id}.`, `${id}.${'A'.repeat(43)}`, `${id}.${'A'.repeat(44)}`]) {
        const answer = await bench.shoot({ path, headers: { Cookie: `passo-logout=${value}` } });
        expect(answer.status).toBe(404);
      }
      expect((await bench.shoot({ path: '/logout/nothing' })).status).toBe(404);
      // It still waits for its own browser.
      const asking = await browser.agent.get(path).expect(200);
      const { profile: asked } = await judge(two, whereTo(asking));
      const back = await two.saml.getLogoutResponseUrlAsync(asked as Profile, 'https://evil.example/', {}, true);
      const returned = await browser.agent.get(pathOf(back)).expect(303);
      expect(whereTo(returned)).toBe(path);
      expect(whereTo(await browser.agent.get(path).expect(200)).startsWith(one.sloUrl)).toBe(true);
      // The same answer again changes nothing.
      expect(whereTo(await browser.agent.get(pathOf(back)).expect(303))).toBe(path);
      // An answer of the other application to the same request is nobody's.
      const forged = await one.saml.getLogoutResponseUrlAsync(asked as Profile, '', {}, true);
      await browser.agent.get(pathOf(forged)).expect(400);
    } finally {
      await bench.stop();
    }
  });
});
