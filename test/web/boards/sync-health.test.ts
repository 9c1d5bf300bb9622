import { writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { MIGRATIONS } from '../../../migrations';
import type { Actor } from '../../../src/actions/deps';
import { addressCheck } from '../../../src/actions/health/address';
import { checkHealth, type HealthCheck } from '../../../src/actions/health/check';
import { diskCheck } from '../../../src/actions/health/machine';
import { addApplication } from '../../../src/actions/applications/add';
import { buildApp } from '../../../src/app';
import { secretsFrom } from '../../../src/config/secrets';
import type { Simulator } from '../../../src/dev/simulator/types';
import { addMember, integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const SYNC = '/admin/sync';
const HEALTH = '/admin/health';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  sp = await startSp();
});

afterAll(async () => {
  await passo.stop();
  await sp.stop();
});

describe('Sync Activity', () => {
  let robin: Integrated;

  test('without an integration it says how to get one', async () => {
    const page = wordsOf(await browser.open(SYNC));
    expect(page).toContain('No integration is active');
    expect(page).toContain('No job is under way');
  });

  const integration = (): string => `/admin/applications/${robin.application.slug}/identity-management`;

  test('nothing waiting reads as everything in sync; what waits is counted with the oldest, and who paused it', async () => {
    robin = await integrate(passo.context, actor, sp);
    expect(wordsOf(await browser.open(SYNC))).toContain('Everything is in sync');
    await browser.open(integration());
    await browser.sendAndFollow(`${integration()}/pause`, {});
    await addMember(passo.context, actor, robin.group, 'noor');
    await addMember(passo.context, actor, robin.group, 'dele');
    const page = wordsOf(await browser.open(SYNC));
    expect(page).toContain('2 Waiting');
    expect(page).toContain('1 Held or paused');
    expect(page).toMatch(/Paused by sam.okafor, now 2 people oldest since/);
    expect(page).not.toContain('Everything is in sync');
  });

  test('once sent, the last success is told and nobody waits', async () => {
    await browser.open(integration());
    await browser.sendAndFollow(`${integration()}/resume`, {});
    await passo.context.worker.idle();
    const page = wordsOf(await browser.open(SYNC));
    expect(page).toContain('Everything is in sync');
    expect(page).toContain('2 accounts in sync');
    expect(page).not.toContain('none yet');
  });

  test('a hold stands first with its sentence, and Health says so too', async () => {
    await passo.context.db('lanes').update({
      hold_reason: 'unauthorized',
      hold_sentence: 'Atlas refused the Token Key.',
      hold_since: Date.now(),
      next_try_at: Date.now() + 60_000,
    });
    expect(wordsOf(await browser.open(SYNC))).toContain('Held Atlas refused the Token Key.');
    const queue = (await checkHealth(passo.context)).find(({ id }) => id === 'queue');
    expect(queue).toMatchObject({ state: 'bad', sentence: expect.stringContaining('Atlas') as string });
    await passo.context.db('lanes').update({ hold_reason: null, next_try_at: 0 });
  });

  test('an import under way shows how far it is, and the page asks again by itself', async () => {
    await passo.context.db('imports').insert({
      id: passo.context.newId(),
      application_id: robin.application.id,
      state: 'importing',
      progress: JSON.stringify({
        read: 240,
        run: { eventId: 'x', actor: { name: 'sam.okafor' }, total: 240, created: 90, linked: 6, refused: 0 },
      }),
      started_by: 'sam.okafor',
      lease_until: Date.now() + 600_000,
      lease_owner: 'another',
      created_at: Date.now(),
      updated_at: Date.now(),
    });
    const answer = await browser.agent.get(SYNC).expect(200);
    expect(answer.headers['refresh']).toBe('10');
    expect(wordsOf(answer.text)).toContain('Import of Atlas Running 96 users of 240 done.');
    expect(answer.text).toContain('<progress value="96" max="240"');
    await passo.context.db('imports').delete();
  });
});

describe('Health', () => {
  const checksBy = async (): Promise<ReadonlyMap<string, HealthCheck>> =>
    new Map((await checkHealth(passo.context)).map((check) => [check.id, check]));

  test('every check stands on the page, each fault with its remedy, and no secret among them', async () => {
    const html = await browser.open(HEALTH);
    const page = wordsOf(html);
    for (const title of [
      ...['Public address', 'Clock', 'Database', 'Encryption key', 'Mail', 'Certificates', 'Changes in line'],
      ...['Disk space', 'Version'],
    ]) {
      expect(page).toContain(title);
    }
    expect(page).toContain(`Migrated up to ${MIGRATIONS.at(-1)?.name}`);
    expect(page).toContain('Set PASSO_SMTP_URL and PASSO_MAIL_FROM');
    expect(html).not.toContain(passo.context.secrets.sealingKey.toString('base64'));
    expect(html).not.toContain(passo.context.secrets.cookieKey);
  });

  test('the address the browser used is compared with the published one', async () => {
    const { config } = passo.context;
    expect(wordsOf(await browser.open(HEALTH))).toContain('this browser came by http://127.0.0.1');
    const https = { ...config, baseUrl: 'https://sso.fernhill.example' };
    const same = addressCheck(https, { origin: 'https://sso.fernhill.example', forwarded: false });
    expect(same).toMatchObject({ state: 'ok' });
    const behind = addressCheck(https, { origin: 'http://sso.fernhill.example', forwarded: true });
    expect(behind).toMatchObject({ state: 'bad', fix: expect.stringContaining('PASSO_TRUST_PROXY') as string });
    expect(addressCheck({ ...config, baseUrl: 'http://sso.fernhill.example' })).toMatchObject({ state: 'bad' });
    expect(addressCheck(config)).toMatchObject({ state: 'warn' });
  });

  test('a database under another key, and a key’s file that others may read, are found', async () => {
    await addApplication(passo.context, actor, {
      connectorId: 'custom-saml',
      label: 'Wiki',
      showInPortal: true,
      variables: {},
    });
    expect((await checksBy()).get('key')?.state).toBe('ok');
    const other = await checkHealth({ ...passo.context, secrets: secretsFrom(randomBytes(32)) });
    expect(other.find(({ id }) => id === 'key')).toMatchObject({
      state: 'bad',
      sentence: expect.stringContaining('another key') as string,
    });
    const file = `${passo.folder}/open.key`;
    writeFileSync(file, 'x', { mode: 0o644 });
    const open = await checkHealth({ ...passo.context, config: { ...passo.context.config, encryptionKeyFile: file } });
    expect(open.find(({ id }) => id === 'key')).toMatchObject({ state: 'warn' });
  });

  test('a clock that was set back is found by the newest event', async () => {
    const checks = await checkHealth({ ...passo.context, clock: () => Date.now() - 600_000 });
    expect(checks.find(({ id }) => id === 'clock')).toMatchObject({
      state: 'bad',
      sentence: expect.stringContaining('in the future') as string,
    });
  });

  test('a check that fails by itself is a finding, and the others are made', async () => {
    const config = { ...passo.context.config, dataDir: `${passo.folder}/gone` };
    const checks = await checkHealth({ ...passo.context, config });
    expect(checks.find(({ id }) => id === 'disk')).toMatchObject({ state: 'bad', fix: 'Look into the log of Passo.' });
    expect(checks).toHaveLength(9);
    expect(await diskCheck(passo.context.config)).toMatchObject({ id: 'disk' });
  });
});
