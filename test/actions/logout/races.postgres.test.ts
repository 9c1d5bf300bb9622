import type { Profile } from '@node-saml/node-saml';
import { newPostgresDatabase } from '../../support/database';
import { messageIn, pathOf, startLogoutBench, whereTo, type LogoutBench } from '../../web/logout-bench';
import { listParticipantsByNameId } from '../../../src/store/sign-on/participants';
import { saveParticipant } from '../../../src/store/sign-on/participants';
import { transact } from '../../../src/store/tx';

jest.setTimeout(120_000);

describe('P9: sign-outs at the same moment, on PostgreSQL', () => {
  let bench: LogoutBench;
  beforeAll(async () => {
    bench = await startLogoutBench({ databaseUrl: await newPostgresDatabase() });
  });
  afterAll(() => bench.stop());

  test('two applications end every session of one person at once: both are told that it went well', async () => {
    const [one, two] = [await bench.addSp(), await bench.addSp()];
    for (let round = 0; round < 3; round += 1) {
      const browsers = await Promise.all([1, 2, 3, 4].map(() => bench.signedIn('noor.abadi')));
      let profile: Profile | undefined;
      for (const [place, browser] of browsers.entries()) {
        const order = place % 2 === 0 ? [one, two] : [two, one];
        for (const sp of order) profile = await bench.signOn(browser, sp);
      }
      if (profile === undefined) throw new Error('Nobody signed on.');
      const { nameID, nameIDFormat, issuer } = profile;
      const urls = await Promise.all(
        [one, two].map((sp) => sp.saml.getLogoutUrlAsync({ nameID, nameIDFormat, issuer }, '', {})),
      );
      const answers = await Promise.all(
        urls.map(async (url, place) => {
          const found = await browsers[place]?.agent.get(pathOf(url));
          if (found === undefined) throw new Error('There are browsers enough.');
          return found;
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual([303, 303]);
      // One of them goes round, the other finds everything done.
      const to = answers.map(whereTo);
      expect(to.filter((where) => where.startsWith('/logout/'))).toHaveLength(1);
    }
  });

  test('a sign-on at the moment of a sign-out is either asked to end or refused', async () => {
    const { context } = bench.passo;
    const [one, two] = [await bench.addSp(), await bench.addSp()];
    const browser = await bench.signedIn('noor.abadi');
    const profile = await bench.signOn(browser, one);
    const [mine] = await listParticipantsByNameId(context.db, one.application.id, profile.nameID);
    if (mine === undefined) throw new Error('The session has signed on.');
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    const written = new Promise<void>((wrote) => {
      void transact(context.db, async (tx) => {
        await saveParticipant(tx, { ...mine, applicationId: two.application.id });
        wrote();
        await held;
      });
    });
    await written;
    const url = await one.saml.getLogoutUrlAsync(profile, '', {});
    const answer = browser.agent.get(pathOf(url)).then((found) => found);
    await new Promise((done) => setTimeout(done, 1_000));
    release();
    const begun = whereTo(await answer);
    expect(begun).toMatch(/^\/logout\//);
    const asking = whereTo(await browser.agent.get(begun).expect(200));
    expect(messageIn(asking).xml).toContain(mine.sessionIndex);
    expect(asking.startsWith(two.sloUrl)).toBe(true);
  });
});
