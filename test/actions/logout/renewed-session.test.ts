import {
  messageIn,
  judge,
  pathOf,
  startLogoutBench,
  whereTo,
  type LogoutBench,
  type TestSp,
} from '../../web/logout-bench';
import { PASSWORD } from '../../vulnerabilities/web-bench';
import type { BrowserSession } from '../../web/browser-session';

jest.setTimeout(60_000);

/** Proving again who one is, as an application may ask for (ForceAuthn), gives the browser a new session id. */
describe('P9: what a person has signed on to is still known after they signed in again', () => {
  let bench: LogoutBench;
  beforeAll(async () => {
    bench = await startLogoutBench();
  });
  afterAll(() => bench.stop());

  const forced = async (browser: BrowserSession, sp: TestSp): Promise<void> => {
    const url = new URL(bench.passo.context.config.baseUrl);
    url.pathname = `/saml2/${sp.application.slug}`;
    sp.saml.options.entryPoint = url.href;
    sp.saml.options.forceAuthn = true;
    const asked = await sp.saml.getAuthorizeUrlAsync('', undefined, {});
    const resume = whereTo(await browser.agent.get(pathOf(asked)).expect(303));
    const login = whereTo(await browser.agent.get(resume).expect(303));
    expect(login).toContain('again=1');
    await browser.open(login);
    const request = /request=([0-9A-Z]{26})/.exec(login)?.[1] ?? '';
    const back = await browser.send('/login', { username: 'noor.abadi', password: PASSWORD, request });
    const page = await browser.agent.get(whereTo(back)).expect(200);
    expect(page.text).toContain('name="SAMLResponse"');
  };

  test('a sign-out from an application of before ends the session of now', async () => {
    const [one, two] = [await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    await forced(browser, two);
    expect(await bench.isIn(browser)).toBe(true);
    const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
    expect(await bench.isIn(browser)).toBe(false);
    const asking = whereTo(await browser.agent.get(whereTo(begun)).expect(200));
    expect(asking.startsWith(`${two.sloUrl}?SAMLRequest=`)).toBe(true);
  });

  test('a sign-out from the portal asks the applications of before, by the session they know', async () => {
    const [one, two] = [await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    await forced(browser, two);
    await browser.open('/');
    const path = whereTo(await browser.send('/logout', {}));
    const asking = whereTo(await browser.agent.get(path).expect(200));
    expect(asking.startsWith(`${one.sloUrl}?SAMLRequest=`)).toBe(true);
    const { profile: asked } = await judge(one, asking);
    expect(asked).toMatchObject({ nameID: profile.nameID, sessionIndex: profile.sessionIndex });
    expect(messageIn(asking).xml).toContain(profile.sessionIndex ?? '-');
  });

  test('somebody else who signs in there has signed on to nothing', async () => {
    const one = await bench.addSp();
    const other = await bench.addPerson('other.person');
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    await browser.open('/login?again=1');
    await browser.send('/login', { username: other.username, password: PASSWORD });
    await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
    expect(await bench.isIn(browser)).toBe(true);
    await browser.open('/');
    expect(whereTo(await browser.send('/logout', {}))).toBe('/logout');
  });
});
