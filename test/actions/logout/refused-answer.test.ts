import type { Profile } from '@node-saml/node-saml';
import { judge, pathOf, startLogoutBench, whereTo, type LogoutBench } from '../../web/logout-bench';
import { wordsOf } from '../../web/browser-session';

jest.setTimeout(60_000);

describe('P9: an answer that is refused ends nobody’s way', () => {
  let bench: LogoutBench;
  beforeAll(async () => {
    bench = await startLogoutBench();
  });
  afterAll(() => bench.stop());

  test('its page leads on to the applications that are left, and the first one still gets its answer', async () => {
    const [one, unsigned, third] = [await bench.addSp(), await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    for (const sp of [unsigned, third]) await bench.signOn(browser, sp);
    const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
    const path = whereTo(begun);
    const { profile: asked } = await judge(unsigned, whereTo(await browser.agent.get(path).expect(200)));
    const back = await unsigned.saml.getLogoutResponseUrlAsync(asked as Profile, '', {}, true);
    const { text } = await browser.agent.get(pathOf(back).replace(/&SigAlg=.*$/, '')).expect(400);
    expect(wordsOf(text)).toMatch(/App \d+’s answer to the sign-out could not be trusted/);
    expect(wordsOf(text)).not.toContain('signed nobody out');
    expect(text).toMatch(/<a class="btn main" href="\/logout">\s*Continue signing out/);
    expect((await bench.outcomes())[0]).toBe('signature_required');

    expect(whereTo(await browser.agent.get('/logout').expect(303))).toBe(path);
    await browser.open(path);
    await browser.send(`${path}/continue`, {});
    const { profile: last } = await judge(third, whereTo(await browser.agent.get(path).expect(200)));
    const good = await third.saml.getLogoutResponseUrlAsync(last as Profile, '', {}, true);
    await browser.agent.get(pathOf(good)).expect(303);
    const end = whereTo(await browser.agent.get(path).expect(200));
    expect(end.startsWith(`${one.sloUrl}?SAMLResponse=`)).toBe(true);
  });

  test('somebody who was not signing out comes back to their applications', async () => {
    const sp = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    const forged = await sp.saml.getLogoutResponseUrlAsync({ ID: '_x' } as unknown as Profile, '', {}, true);
    const { text } = await browser.agent.get(pathOf(forged)).expect(400);
    expect(wordsOf(text)).toMatch(/answered a sign-out that nobody began/);
    expect(text).toContain('href="/logout"');
    expect(whereTo(await browser.agent.get('/logout').expect(303))).toBe('/');
    expect(await bench.isIn(browser)).toBe(true);
  });
});
