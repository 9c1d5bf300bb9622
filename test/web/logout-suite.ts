import type { Profile } from '@node-saml/node-saml';
import { configureSso } from '../../src/actions/applications/configure';
import { deleteApplications } from '../../src/actions/applications/delete';
import { changeMembers } from '../../src/actions/groups/members';
import { listExchanges } from '../../src/store/sign-on/exchanges';
import type { TestOptions } from '../support/passo';
import { judge, messageIn, pathOf, startLogoutBench, whereTo, type LogoutBench } from './logout-bench';
import { wordsOf } from './browser-session';

/** Single logout over Redirect, with node-saml as the applications. */
export function describeLogout(optionsOf: () => Promise<TestOptions>): void {
  let bench: LogoutBench;
  beforeAll(async () => {
    bench = await startLogoutBench(await optionsOf());
  });
  afterAll(() => bench.stop());

  test('an application alone: the session ends and the answer is signed, in order, and echoes the RelayState', async () => {
    const sp = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, sp);
    expect(await bench.isIn(browser)).toBe(true);
    // No blank in it: node-saml signs "%20" and sends "+".
    const state = `cookie:${'x'.repeat(200)}&=+%/"<>`;
    const url = await sp.saml.getLogoutUrlAsync(profile, state, {});
    const answer = await browser.agent.get(pathOf(url)).expect(303);
    const to = whereTo(answer);
    expect(to.startsWith(`${sp.sloUrl}?SAMLResponse=`)).toBe(true);
    expect(messageIn(to).relayState).toBe(state);
    expect(messageIn(to).xml).toContain('Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity"');
    expect(await judge(sp, to)).toEqual({ profile: null, loggedOut: true });
    expect(await bench.isIn(browser)).toBe(false);
    expect((await bench.outcomes())[0]).toBe('ok');
  });

  test('two applications: the other is asked, then the first is answered', async () => {
    const [one, two] = [await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    const second = await bench.signOn(browser, two);
    const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, 'r1', {}))).expect(303);
    expect(whereTo(begun)).toMatch(/^\/logout\/[0-9A-Z]{26}$/);
    expect(await bench.isIn(browser)).toBe(false);
    const asking = await browser.agent.get(whereTo(begun)).expect(200);
    const request = whereTo(asking);
    expect(wordsOf(asking.text)).toContain('Signing you out of App');
    expect(request.startsWith(`${two.sloUrl}?SAMLRequest=`)).toBe(true);
    const { profile: asked } = await judge(two, request);
    expect(asked).toMatchObject({ nameID: second.nameID, sessionIndex: second.sessionIndex });
    const back = await two.saml.getLogoutResponseUrlAsync(asked as Profile, '', {}, true);
    const returned = await browser.agent.get(pathOf(back)).expect(303);
    const end = whereTo(await browser.agent.get(whereTo(returned)).expect(200));
    expect(end.startsWith(`${one.sloUrl}?SAMLResponse=`)).toBe(true);
    expect(messageIn(end).relayState).toBe('r1');
    expect(messageIn(end).xml).not.toContain('PartialLogout');
    expect(await judge(one, end)).toMatchObject({ loggedOut: true });
    expect(await bench.outcomes()).toEqual(expect.arrayContaining(['ok', 'ok']));
    // The answer is given once; who comes again reads the result.
    const again = await browser.agent.get(whereTo(returned)).expect(200);
    expect(wordsOf(again.text)).toMatch(/You are signed out .*App \d+ Signed out/);
  });

  test('from the portal: every application in turn, and a page that says what came of it', async () => {
    const [good, refusing, silent] = [await bench.addSp(), await bench.addSp(), await bench.addSp()];
    const deaf = await bench.addSp({ slo: [] });
    const browser = await bench.signedIn('noor.abadi');
    for (const sp of [good, refusing, silent, deaf]) await bench.signOn(browser, sp);
    await browser.open('/');
    const begun = await browser.send('/logout', {});
    expect(begun.status).toBe(303);
    expect(await bench.isIn(browser)).toBe(false);
    const path = whereTo(begun);
    for (const [sp, success] of [
      [good, true],
      [refusing, false],
    ] as const) {
      const request = whereTo(await browser.agent.get(path).expect(200));
      expect(request.startsWith(sp.sloUrl)).toBe(true);
      const { profile } = await judge(sp, request);
      const back = await sp.saml.getLogoutResponseUrlAsync(profile as Profile, '', {}, success);
      expect(whereTo(await browser.agent.get(pathOf(back)).expect(303))).toBe(path);
    }
    expect(whereTo(await browser.agent.get(path).expect(200))).toContain(silent.sloUrl);
    // The third never comes back: the person does, by the address, by /logout or by the sign-in page.
    expect(whereTo(await browser.agent.get('/logout').expect(303))).toBe(path);
    expect(wordsOf(await browser.open('/login'))).toMatch(
      /Your sign-out is not finished App \d+ has not answered. Continue/,
    );
    expect(wordsOf(await browser.open(path))).toMatch(/App \d+ has not answered/);
    expect(whereTo(await browser.send(`${path}/continue`, {}))).toBe(path);
    const result = wordsOf(await browser.open(path));
    expect(result).toMatch(/You are signed out Passo is closed in this browser. Sign out by hand where it says so/);
    expect(result).toMatch(new RegExp(`${good.application.label} Signed out`));
    expect(result).toMatch(new RegExp(`${refusing.application.label} Not signed out It refused`));
    expect(result).toMatch(new RegExp(`${silent.application.label} No answer You may still be signed in there`));
    expect(result).toMatch(new RegExp(`${deaf.application.label} Not signed out It can’t be signed out from here`));
    expect(await browser.agent.get('/logout').expect(200)).toBeDefined();
    expect((await bench.outcomes()).slice(0, 4).sort()).toEqual(
      ['logout_refused', 'no_logout_address', 'no_logout_answer', 'ok'].sort(),
    );
  });

  test('two tabs of one sign-out ask each application once, and the first is answered once', async () => {
    const [one, two, three] = [await bench.addSp(), await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    for (const sp of [two, three]) await bench.signOn(browser, sp);
    const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
    const path = whereTo(begun);
    const round = async (): Promise<string[]> => {
      const pages = await Promise.all([1, 2, 3, 4].map(() => browser.agent.get(path).expect(200)));
      return pages.map(whereTo).filter((to) => to !== '');
    };
    for (const sp of [two, three]) {
      const [request, ...more] = await round();
      expect(more).toEqual([]);
      expect(request?.startsWith(sp.sloUrl)).toBe(true);
      const { profile: asked } = await judge(sp, request ?? '');
      const back = await sp.saml.getLogoutResponseUrlAsync(asked as Profile, '', {}, true);
      await Promise.all([1, 2, 3].map(() => browser.agent.get(pathOf(back)).expect(303)));
    }
    const answers = await round();
    expect(answers).toHaveLength(1);
    expect(answers[0]?.startsWith(`${one.sloUrl}?SAMLResponse=`)).toBe(true);
    expect((await bench.outcomes()).slice(0, 3)).toEqual(['ok', 'ok', 'ok']);
  });

  test('without a session index every session of the person at the application ends, and nobody else’s', async () => {
    const [one, two] = [await bench.addSp(), await bench.addSp()];
    const other = await bench.addPerson(`other-${one.application.slug}`);
    await changeMembers(bench.passo.context, bench.actor, bench.group.id, { add: [other.id], remove: [] });
    const [first, second] = [await bench.signedIn('noor.abadi'), await bench.signedIn('noor.abadi')];
    const [elsewhere, bystander] = [await bench.signedIn('noor.abadi'), await bench.signedIn(other.username)];
    const profile = await bench.signOn(first, one);
    await bench.signOn(second, one);
    await bench.signOn(second, two);
    await bench.signOn(elsewhere, two);
    await bench.signOn(bystander, one);
    const { nameID, nameIDFormat, issuer } = profile;
    const url = await one.saml.getLogoutUrlAsync({ nameID, nameIDFormat, issuer }, '', {});
    const begun = await first.agent.get(pathOf(url)).expect(303);
    const { profile: asked } = await judge(two, whereTo(await first.agent.get(whereTo(begun)).expect(200)));
    expect(asked?.nameID).toBe(nameID);
    const browsers = [first, second, elsewhere, bystander];
    expect(await Promise.all(browsers.map((browser) => bench.isIn(browser)))).toEqual([false, false, true, true]);
  });

  test('the same request three times at once is acted on once', async () => {
    const sp = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    const path = pathOf(await sp.saml.getLogoutUrlAsync(await bench.signOn(browser, sp), '', {}));
    const both = await Promise.all([1, 2, 3].map(() => bench.browser().agent.get(path)));
    expect(both.map((answer) => answer.status).sort()).toEqual([303, 400, 400]);
  });

  test('a session that is over already: the application is told so, and that it went well', async () => {
    const sp = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, sp);
    await browser.open('/');
    const { text } = await browser.agent.get(whereTo(await browser.send('/logout', {})));
    expect(wordsOf(text)).toContain('Signing you out of');
    const url = await sp.saml.getLogoutUrlAsync(profile, '', {});
    expect(await judge(sp, whereTo(await browser.agent.get(pathOf(url)).expect(303)))).toMatchObject({
      loggedOut: true,
    });
    expect((await bench.outcomes())[0]).toBe('session_over');
  });

  test('an application that was deleted or lost its address meanwhile stops nobody', async () => {
    const [one, gone, closed] = [await bench.addSp(), await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    for (const sp of [gone, closed]) await bench.signOn(browser, sp);
    const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
    const { context } = bench.passo;
    await deleteApplications(context, bench.actor, [gone.application.id], '1');
    const { sso } = closed.application;
    if (sso === undefined) throw new Error('It has SAML settings.');
    await configureSso(context, bench.actor, closed.application.id, { sso: { ...sso, slo: [] }, active: true });
    const end = whereTo(await browser.agent.get(whereTo(begun)).expect(200));
    expect(end.startsWith(`${one.sloUrl}?SAMLResponse=`)).toBe(true);
    expect(messageIn(end).xml).toContain('PartialLogout');
  });

  test('an application that takes POST is asked and answered by a form, for its origin alone', async () => {
    const url = 'https://posting.example/slo';
    const slo = [{ binding: 'post' as const, url, responseUrl: `${url}/answers` }];
    const [one, two] = [await bench.addSp({ slo }), await bench.addSp({ slo })];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    await bench.signOn(browser, two);
    const begun = await browser.agent.get(pathOf(await one.saml.getLogoutUrlAsync(profile, 'a"b', {}))).expect(303);
    const asking = await browser.agent.get(whereTo(begun)).expect(200);
    expect(asking.headers['content-security-policy']).toMatch(/form-action 'self' https:\/\/posting\.example(;|$)/);
    expect(asking.text).toContain(`action="${url}"`);
    const field = (html: string, name: string): string =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
    const { profile: asked } = await two.saml.validatePostRequestAsync({
      SAMLRequest: field(asking.text, 'SAMLRequest'),
    });
    const back = await two.saml.getLogoutResponseUrlAsync(asked, '', {}, true);
    await browser.agent.get(pathOf(back)).expect(303);
    const end = await browser.agent.get(whereTo(begun)).expect(200);
    expect(end.text).toContain(`action="${url}/answers"`);
    expect(field(end.text, 'RelayState')).toBe('a&quot;b');
    const SAMLResponse = field(end.text, 'SAMLResponse');
    expect(Buffer.from(SAMLResponse, 'base64').toString()).toContain(`Destination="${url}/answers"`);
    expect(await one.saml.validatePostResponseAsync({ SAMLResponse })).toMatchObject({ loggedOut: true });
  });

  test('S3: an application that can’t sign: unsigned ones are taken, wrongly signed ones are not', async () => {
    const sp = await bench.addSp({ acceptUnsignedLogout: true });
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, sp);
    const signed = await sp.saml.getLogoutUrlAsync(profile, '', {});
    const forged = signed.replace(/Signature=..../, 'Signature=AAAA');
    await browser.agent.get(pathOf(forged)).expect(400);
    expect(await bench.isIn(browser)).toBe(true);
    const unsigned = signed.replace(/&SigAlg=.*$/, '');
    expect(await judge(sp, whereTo(await browser.agent.get(pathOf(unsigned)).expect(303)))).toMatchObject({
      loggedOut: true,
    });
    expect(await bench.isIn(browser)).toBe(false);
  });

  test('what came of it is in the list of exchanges: both messages, without names and signatures', async () => {
    const sp = await bench.addSp();
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, sp);
    await browser.agent.get(pathOf(await sp.saml.getLogoutUrlAsync(profile, '', {}))).expect(303);
    await browser.agent.get(`/saml2/${sp.application.slug}/slo`).expect(400);
    await bench.passo.context.journal.flush();
    const exchanges = await listExchanges(bench.passo.context.db, sp.application.id);
    const [refused, good] = exchanges.filter(({ kind }) => kind === 'logout');
    expect(refused).toMatchObject({ startedBy: 'sp', code: 'message_malformed', binding: 'redirect' });
    expect(good).toMatchObject({ startedBy: 'sp', binding: 'redirect', userName: 'noor.abadi' });
    expect(good?.request).toContain('LogoutRequest');
    expect(good?.response).toContain('LogoutResponse');
    expect(`${good?.request ?? ''}${good?.response ?? ''}`).not.toContain(profile.nameID);
  });
}
