import { createApiKey } from '../../../src/actions/api-keys/create';
import { revokeApiKey } from '../../../src/actions/api-keys/revoke';
import { useApiKey } from '../../../src/actions/api-keys/use';
import type { Actor, Deps } from '../../../src/actions/deps';
import { sendDueMail } from '../../../src/actions/mail/send-due';
import { giveApiKeyNotices } from '../../../src/actions/notices/api-keys';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import { buildApp } from '../../../src/app';
import type { ApiKey } from '../../../src/core/api-keys/key';
import { saveUserRole } from '../../../src/store/admins/roles';
import { listEvents } from '../../../src/store/events';
import { transact } from '../../../src/store/tx';
import type { TestSmtp } from '../../net/mail/smtp';
import { profileOf, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../../web/browser-session';
import { startMailBench, type MailBench } from './mail-bench';

const DAY = 86_400_000;
const START = Date.parse('2027-01-01T12:00:00Z');

/** Reminders of API keys that end, as they arrive at a real mail server. */
export function describeApiKeyNotices(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let server: TestSmtp;
  let bench: MailBench;
  let deps: Deps;

  beforeEach(async () => {
    bench = await startMailBench(await database(), START);
    ({ passo, actor, server, deps } = bench);
  });
  afterEach(() => bench.stop());

  const used = async (name: string, days: number, by = actor): Promise<{ key: ApiKey; secret: string }> => {
    const expiresAt = passo.clock.now + days * DAY;
    const { key, secret } = await createApiKey(deps, by, { name, scopes: ['groups:read'], expiresAt });
    expect((await useApiKey(deps, secret)).kind).toBe('valid');
    return { key, secret: secret.reveal() };
  };
  const subjects = (): (string | undefined)[] =>
    server.received.map(({ raw }) => /^Subject: (.+)$/m.exec(raw)?.[1]?.trim());

  test('14 and 3 days before, and when it has ended, each once; never its text', async () => {
    const { key, secret } = await used('nightly', 90);
    await createApiKey(deps, actor, { name: 'endless', scopes: ['groups:read'] });
    const end = START + 90 * DAY;
    const told: number[] = [];
    for (let left = 20; left >= -40; left -= 0.5) {
      passo.clock.now = end - left * DAY;
      if ((await giveApiKeyNotices(deps)) > 0) told.push(left);
      expect(await giveApiKeyNotices(deps)).toBe(0);
      await sendDueMail(deps);
    }
    expect(told).toEqual([14.5, 3.5, 0]);
    expect(subjects()).toEqual([
      'The API key nightly ends in 14 days',
      'The API key nightly ends in 3 days',
      'The API key nightly has ended',
    ]);
    const [mail] = server.received;
    const text = mail?.raw.replaceAll('=\r\n', '') ?? '';
    expect(text).toContain(`/admin/settings/api-keys/${key.id}`);
    expect(text).not.toContain(secret);
    const events = await listEvents(deps.db, { name: 'api_key_notice', take: 9 });
    expect(events.map(({ payload }) => payload)).toEqual(
      ['It has ended, and what it asks is refused', 'It ends in 3 days', 'It ends in 14 days'].map(
        (sentence) => expect.objectContaining({ key: 'nightly', sentence }) as unknown,
      ),
    );
  });

  test('not of keys that were never used, were revoked, do not work anyway, or were just made so short', async () => {
    const expiresAt = START + 20 * DAY;
    await createApiKey(deps, actor, { name: 'unused', scopes: ['groups:read'], expiresAt });
    const { key } = await used('revoked', 20);
    await revokeApiKey(deps, actor, key.id);
    const { user } = await createUser(deps, actor, profileOf('mika.admin'), 'temporary-password');
    await transact(deps.db, (tx) => saveUserRole(tx, user.id, 'admin', START));
    await used('of a leaver', 20, { kind: 'admin', id: user.id, name: user.username, role: 'admin' });
    await suspendUser(deps, actor, user.id);
    passo.clock.now = expiresAt - 10 * DAY;
    expect(await giveApiKeyNotices(deps)).toBe(0);
    await used('for a week', 7);
    await used('for eight days', 8);
    await used('for two weeks', 14.9);
    expect(await giveApiKeyNotices(deps)).toBe(0);
    passo.clock.now += 5 * DAY;
    await used('for days', 3.9);
    // Several in one message.
    expect(await giveApiKeyNotices(deps)).toBe(2);
    await sendDueMail(deps);
    expect(subjects()).toEqual(['2 API keys end soon']);
  });

  test('of several instances that look at once, one tells', async () => {
    await used('nightly', 20);
    passo.clock.now += 10 * DAY;
    const given = await Promise.all([1, 2, 3].map(() => giveApiKeyNotices(deps)));
    expect([...given].sort()).toEqual([0, 0, 1]);
  });

  test('Home and the page of keys say so, until it is revoked', async () => {
    const { key } = await used('nightly', 20);
    const browser = new BrowserSession(buildApp(passo.context));
    await browser.signIn();
    expect(wordsOf(await browser.open('/admin'))).not.toContain('API key nightly It');
    passo.clock.now = START + 10 * DAY;
    await browser.signIn();
    expect(wordsOf(await browser.open('/admin'))).toMatch(/API key nightly It ends on 21 January 2027/);
    expect(wordsOf(await browser.open('/admin/settings/api-keys'))).toContain('Ends soon');
    passo.clock.now = START + 21 * DAY;
    await browser.signIn();
    expect(wordsOf(await browser.open('/admin'))).toMatch(/API key nightly It ended on 21 January 2027/);
    await revokeApiKey(deps, actor, key.id);
    expect(wordsOf(await browser.open('/admin'))).not.toContain('API key nightly It');
  });
}
