import type { Actor, Deps } from '../../../src/actions/deps';
import { sendDueMail } from '../../../src/actions/mail/send-due';
import { giveTokenNotices } from '../../../src/actions/notices/tokens';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { replaceCredential } from '../../../src/actions/provisioning/credentials/replace';
import { chooseAll, importUsers } from '../../../src/actions/provisioning/import/choose';
import { startImport } from '../../../src/actions/provisioning/import/start';
import { workOnImport } from '../../../src/actions/provisioning/import/work';
import { buildApp } from '../../../src/app';
import { SecretText } from '../../../src/core/secret-text';
import type { Simulator } from '../../../src/dev/simulator/types';
import { makeMetrics } from '../../../src/metrics/metrics';
import { listEvents } from '../../../src/store/events';
import { findImport } from '../../../src/store/provisioning/imports';
import type { TestSmtp } from '../../net/mail/smtp';
import { integrate, startSp, type Integrated } from '../../support/integration';
import type { TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../../web/browser-session';
import { startMailBench, type MailBench } from './mail-bench';

const DAY = 86_400_000;

/** Reminders of Token Keys that end, and the message at the end of an import, as they arrive at a real mail server. */
export function describeTokenNotices(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let server: TestSmtp;
  let bench: MailBench;
  let deps: Deps;
  let sp: Simulator;
  let at: Integrated;

  beforeEach(async () => {
    bench = await startMailBench(await database(), Date.parse('2027-01-01T12:00:00Z'));
    ({ passo, actor, server, deps } = bench);
    sp = await startSp();
    at = await integrate(passo.context, actor, sp);
  });
  afterEach(async () => {
    await bench.stop();
    await sp.stop();
  });

  const run = async (): Promise<number> => {
    const given = await giveTokenNotices(deps);
    await sendDueMail(deps);
    return given;
  };
  const endsOn = (expires: string): ReturnType<typeof replaceCredential> =>
    replaceCredential(deps, actor, at.application.id, { token: new SecretText(sp.token), expires });

  test('30, 14, 7 and 1 days before, and when it has expired, each once', async () => {
    await endsOn('2027-06-01');
    const end = Date.parse('2027-06-01T00:00:00Z');
    const told: number[] = [];
    for (let left = 45; left >= -5; left -= 0.5) {
      passo.clock.now = end - left * DAY;
      if ((await run()) > 0) told.push(left);
      expect(await giveTokenNotices(deps)).toBe(0);
    }
    expect(told).toEqual([30.5, 14.5, 7.5, 1.5, 0]);
    expect(server.received.map(({ raw }) => /^Subject: (.+)$/m.exec(raw)?.[1]?.trim())).toEqual([
      'The Token Key of Atlas expires in 30 days',
      'The Token Key of Atlas expires in 14 days',
      'The Token Key of Atlas expires in 7 days',
      'The Token Key of Atlas expires in 1 day',
      'The Token Key of Atlas has expired',
    ]);
    expect(await listEvents(passo.context.db, { name: 'token_notice', take: 9 })).toHaveLength(5);
    for (const { raw } of server.received) expect(raw).not.toContain(sp.token);
  });

  test('a new date begins anew, none ends it, and a deactivated integration is not reminded of', async () => {
    await endsOn('2027-01-10');
    expect(await run()).toBe(1);
    await endsOn('2027-01-20');
    expect(await run()).toBe(1);
    await endsOn('');
    expect(await run()).toBe(0);
    await endsOn('2027-01-08');
    await deactivateIntegration(deps, actor, at.application.id);
    expect(await run()).toBe(0);
  });

  test('Home says so, the tab too, and metrics know when', async () => {
    await endsOn('2027-01-10');
    const browser = new BrowserSession(buildApp(passo.context));
    await browser.signIn();
    expect(wordsOf(await browser.open('/admin'))).toContain('The Token Key of Atlas ends on 10 January 2027');
    const tab = wordsOf(await browser.open(`/admin/applications/${at.application.slug}/identity-management`));
    expect(tab).toMatch(/Ends soon It ends on 10 January 2027/);
    const metrics = makeMetrics(passo.context);
    expect((await metrics.read()).body).toContain(
      `passo_token_expiry_timestamp_seconds{app="${at.application.slug}"} ${Date.parse('2027-01-10T00:00:00Z') / 1000}`,
    );
    passo.clock.now = Date.parse('2027-01-11T00:00:00Z');
    await browser.signIn();
    expect(wordsOf(await browser.open('/admin'))).toContain('The Token Key of Atlas ended on 10 January 2027');
  });

  test('M-187: an import of a hundred writes to the admin when it is complete; a smaller one does not', async () => {
    const users = async (from: number, count: number): Promise<void> => {
      for (let place = from; place < from + count; place += 1) {
        const userName = `user${place}`;
        const emails = [{ value: `${userName}@fernhill.example` }];
        await fetch(`${sp.scimBaseUrl}/Users`, {
          method: 'POST',
          headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
          body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, emails }),
        });
      }
    };
    const stateOfImport = async (): Promise<string | undefined> => {
      const one = await findImport(deps.db, at.application.id);
      return one?.sentence ?? one?.state;
    };
    const bring = async (): Promise<boolean> => {
      // A list that can't be read to its end is asked for again, as an admin would.
      const reasons: unknown[] = [];
      for (let attempt = 0; attempt < 3 && reasons.at(-1) !== 'ready'; attempt += 1) {
        await startImport(deps, actor, at.application.id);
        for (let turn = 0; turn < 20 && (await stateOfImport()) === 'reading'; turn += 1) {
          await workOnImport(deps, `w${attempt}-${turn}`, () => false);
        }
        reasons.push(await stateOfImport());
      }
      expect(reasons.at(-1)).toBe('ready');
      await chooseAll(deps, at.application.id, true, '');
      const { background } = await importUsers(deps, actor, at.application.id, { shown: [], ticked: [], links: {} });
      while (await workOnImport(deps, `w${Math.random()}`, () => false));
      await sendDueMail(deps);
      return background;
    };
    await users(0, 99);
    expect(await bring()).toBe(false);
    expect(server.received).toHaveLength(0);
    await users(99, 100);
    expect(await bring()).toBe(true);
    // The worker of the product may be the one that sends it, and be at it now.
    for (let turn = 0; turn < 200 && server.received.length === 0; turn += 1) {
      await new Promise((done) => setTimeout(done, 25));
      await sendDueMail(deps);
    }
    expect(server.received).toHaveLength(1);
    const [mail] = server.received;
    expect(mail?.raw).toContain('Subject: The import from Atlas is complete');
    expect(mail?.raw).toContain('100 people created');
    expect(mail?.raw.replaceAll('=\r\n', '')).toContain(
      `/applications/${at.application.slug}/identity-management/import`,
    );
  });
}
