import { messageIn, pathOf, startLogoutBench, whereTo, type LogoutBench } from '../../web/logout-bench';
import { wordsOf } from '../../web/browser-session';

jest.setTimeout(60_000);

describe('S9: a RelayState that was signed in another encoding than it was sent in', () => {
  let bench: LogoutBench;
  beforeAll(async () => {
    bench = await startLogoutBench();
  });
  afterAll(() => bench.stop());

  test('is refused, and the admin reads that it is not the certificate', async () => {
    const sp = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, sp);
    for (const state of ['a blank', 'it’s (~)', "it's"]) {
      // node-saml signs one encoding and sends another.
      const url = await sp.saml.getLogoutUrlAsync(profile, state, {});
      const { text } = await browser.agent.get(pathOf(url)).expect(400);
      expect(wordsOf(text)).toContain('signed its RelayState in another encoding than it sent it in');
    }
    const forged = (await sp.saml.getLogoutUrlAsync(profile, 'a blank', {})).replace('RelayState=a', 'RelayState=b');
    expect(wordsOf((await browser.agent.get(pathOf(forged)).expect(400)).text)).toContain('does not fit any of');
    expect(await bench.isIn(browser)).toBe(true);
    const plain = await sp.saml.getLogoutUrlAsync(profile, 'a/b?c=1', {});
    expect(messageIn(whereTo(await browser.agent.get(pathOf(plain)).expect(303))).relayState).toBe('a/b?c=1');
  });
});
