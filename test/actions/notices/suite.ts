import { addApplication } from '../../../src/actions/applications/add';
import { createNextCertificate } from '../../../src/actions/certificates/next';
import { planSwitch } from '../../../src/actions/certificates/switch';
import type { Actor, Deps } from '../../../src/actions/deps';
import { sendDueMail } from '../../../src/actions/mail/send-due';
import { giveCertificateNotices } from '../../../src/actions/notices/certificates';
import { addUser } from '../../../src/actions/users/create';
import type { Application, SsoSettings } from '../../../src/core/application';
import type { CertificateId } from '../../../src/core/ids';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { saveSso } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import { transact } from '../../../src/store/tx';
import type { TestSmtp } from '../../net/mail/smtp';
import { profileOf, startPasso, type TestPasso } from '../../support/passo';
import { startMailBench, type MailBench } from './mail-bench';

const DAY = 86_400_000;

/** Notices of certificates on one database, read as they arrive at a real mail server. */
export function describeNotices(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let server: TestSmtp;
  let bench: MailBench;
  let deps: Deps;
  let databaseUrl: string | undefined;

  beforeEach(async () => {
    databaseUrl = await database();
    bench = await startMailBench(databaseUrl);
    ({ passo, actor, server, deps } = bench);
  });

  afterEach(() => bench.stop());

  const add = (label: string): Promise<Application> =>
    addApplication(passo.context, actor, {
      connectorId: 'custom-saml',
      label,
      slug: label.toLowerCase().replace(/[^a-z]+/g, '-'),
      showInPortal: true,
      variables: {},
    });
  const current = async (application: Application): Promise<{ id: CertificateId; notAfter: number }> =>
    (await listCertificates(passo.context.db, application.id)).find(({ state }) => state === 'current')!;
  const notices = () => listEvents(passo.context.db, { name: 'certificate_notice', take: 500 });
  const run = async (): Promise<number> => {
    const given = await giveCertificateNotices(deps);
    await sendDueMail(deps);
    return given;
  };
  /** The text parts of the messages. */
  const texts = (): string[] => server.received.map(({ raw }) => partOf(raw, 'text/plain'));

  test('S12: each step is told once: 60, 30, 14, 7 and 1 days before, and at the end', async () => {
    const robin = await add('Robin');
    const { notAfter } = await current(robin);
    const told: number[] = [];
    for (let left = 70; left >= -5; left -= 0.5) {
      passo.clock.now = notAfter - left * DAY;
      if ((await run()) > 0) told.push(left);
      expect(await giveCertificateNotices(deps)).toBe(0);
    }
    expect(told).toEqual([60.5, 30.5, 14.5, 7.5, 1.5, 0]);
    expect(server.received).toHaveLength(6);
    const subjects = server.received.map(({ raw }) => /^Subject: (.+)$/m.exec(raw)?.[1]?.trim());
    expect(subjects).toEqual([
      'A certificate of Robin expires in 60 days',
      'A certificate of Robin expires in 30 days',
      'A certificate of Robin expires in 14 days',
      'A certificate of Robin expires in 7 days',
      'A certificate of Robin expires in 1 day',
      'A certificate of Robin has expired',
    ]);
  });

  test('the message says what, why and where, and names the event', async () => {
    const robin = await add('Robin');
    const { notAfter } = await current(robin);
    passo.clock.now = notAfter - 20 * DAY;
    await run();
    const [event] = await notices();
    expect(event).toMatchObject({
      actor: { kind: 'system' },
      applicationLabel: 'Robin',
      payload: { at: notAfter, sentence: 'It is the one Passo signs with, and it expires in 20 days' },
    });
    const [text] = texts();
    expect(text).toContain('The certificate that Passo signs with expires in 20 days, on ');
    expect(text).toContain('No next certificate has been created yet.');
    expect(text).toContain('http://localhost:9999/admin/applications/robin/sso/certificate');
    expect(text).toContain(`Event ${event?.id}`);
    expect(text).toContain('because you are an admin');
    const { raw } = server.received[0]!;
    expect(raw).not.toMatch(/<img|src=|PRIVATE KEY|BEGIN CERTIFICATE/);
  });

  test('after a time without Passo only the most urgent step is told', async () => {
    const robin = await add('Robin');
    const { notAfter } = await current(robin);
    passo.clock.now = notAfter - 5 * DAY;
    expect(await run()).toBe(1);
    passo.clock.now += DAY;
    expect(await run()).toBe(0);
    expect(server.received).toHaveLength(1);
    passo.clock.now = notAfter + 100 * DAY;
    expect(await run()).toBe(1);
    expect(await notices()).toHaveLength(2);
  });

  test('a certificate in its last hours has not expired', async () => {
    const robin = await add('Robin');
    const { notAfter } = await current(robin);
    passo.clock.now = notAfter - DAY / 2;
    await run();
    expect(texts()[0]).toContain('A certificate of Robin expires in less than a day');
    passo.clock.now = notAfter - 1;
    expect(await run()).toBe(0);
    passo.clock.now = notAfter;
    expect(await run()).toBe(1);
    expect(texts()[1]).toContain('has expired');
  });

  test('many applications: one message for each admin, with the most urgent first', async () => {
    for (let index = 0; index < 7; index += 1) await add(`App ${'abcdefg'.charAt(index)}`);
    const late = await add('Late');
    await transact(passo.context.db, async (tx) => {
      await addUser(passo.context, tx, profileOf('m.ito'), { role: 'admin', state: 'active' });
      await addUser(passo.context, tx, profileOf('p.aused'), { role: 'admin', state: 'suspended' });
      await addUser(passo.context, tx, profileOf('n.abadi'), { role: 'user', state: 'active' });
    });
    const { notAfter } = await current(late);
    await passo.context
      .db('certificates')
      .where({ application_id: late.id })
      .update({ not_after: notAfter - 40 * DAY });
    passo.clock.now = notAfter - 45 * DAY;
    expect(await run()).toBe(8);
    expect(server.received.flatMap(({ to }) => to).sort()).toEqual([
      'm.ito@fernhill.example',
      'sam.okafor@fernhill.example',
    ]);
    const [text] = texts();
    expect(text).toContain('8 certificates expire soon');
    expect(text!.indexOf('* Late')).toBeLessThan(text!.indexOf('* App a'));
    const events = await notices();
    expect(events).toHaveLength(8);
    const first = events.at(-1)!.id;
    expect(events.slice(0, -1).every(({ correlationId }) => correlationId === first)).toBe(true);
    expect(text).toContain(first);
  });

  test('500 applications at once make one message with the first hundred', async () => {
    const model = await add('Model');
    const { notAfter } = await current(model);
    const [certificate] = (await passo.context.db('certificates').select('*')) as Record<string, unknown>[];
    const [row] = (await passo.context.db('applications').select('*')) as Record<string, unknown>[];
    const pad = (index: number): string => String(index).padStart(4, '0');
    const ids = Array.from({ length: 499 }, (_, index) => `01J0000000000000000000${pad(index)}`);
    await passo.context.db.batchInsert(
      'applications',
      ids.map((id, index) => ({ ...row, id, slug: `copy-${index}`, label: `Copy ${index}` })),
      20,
    );
    await passo.context.db.batchInsert(
      'certificates',
      ids.map((id) => ({ ...certificate, id, application_id: id })),
      20,
    );
    passo.clock.now = notAfter - 3 * DAY;
    expect(await run()).toBe(500);
    expect(server.received).toHaveLength(1);
    expect(texts()[0]!.match(/^\* /gm)).toHaveLength(100);
    expect(texts()[0]).toContain('400 more are on the page of certificates');
    expect(await run()).toBe(0);
  });

  test('two instances at the same time: each notice once, each message once', async () => {
    for (const label of ['One', 'Two', 'Three']) await add(label);
    const second =
      databaseUrl === undefined ? undefined : await startPasso({ databaseUrl, env: { logLevel: 'silent' } });
    const others =
      second === undefined ? deps : { ...second.context, mailer: bench.mailer, clock: passo.context.clock };
    passo.clock.now += 3 * 365 * DAY - 10 * DAY;
    const given = await Promise.all([
      giveCertificateNotices(deps),
      giveCertificateNotices(others),
      giveCertificateNotices(deps),
      giveCertificateNotices(others),
    ]);
    expect(given.reduce((sum, count) => sum + count, 0)).toBe(3);
    await Promise.all([sendDueMail(deps), sendDueMail(others)]);
    expect(await notices()).toHaveLength(3);
    const applications = texts().flatMap((text) => text.match(/^\* .+$/gm) ?? []);
    expect(applications.map((line) => line.trim()).sort()).toEqual(['* One', '* Three', '* Two']);
    await second?.stop();
  });

  test('a rotation under way is said, with its date', async () => {
    const robin = await add('Robin');
    const { notAfter } = await current(robin);
    passo.clock.now = notAfter - 50 * DAY;
    const next = await createNextCertificate(deps, actor, robin.id, 'rsa-2048');
    await run();
    expect(texts()[0]).toContain('The next certificate is published.');
    expect(texts()[0]!.replace(/\s+/g, ' ')).toContain('Switch to it once the application has it.');
    const switchAt = passo.clock.now + 10 * DAY;
    await planSwitch(deps, actor, robin.id, next.id, switchAt, true);
    passo.clock.now = notAfter - 41 * DAY;
    await passo.context.db('notices').delete();
    await run();
    const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(switchAt);
    expect(texts()[1]!.replace(/\s+/g, ' ')).toContain(`takes over on ${date}`);
    // Once its date has come, the next certificate is the one that is watched, whether the switch is kept yet or not.
    passo.clock.now = notAfter - 29 * DAY;
    expect(await run()).toBe(0);
  });

  test('the application’s own certificates are told of as well, and lead to the SSO tab', async () => {
    const robin = await add('Robin');
    const now = passo.clock.now;
    const { certificatePem } = await makeKeyPair({ commonName: 'sp', now, validDays: 20 });
    const other = await makeKeyPair({ commonName: 'sp2', now, validDays: 10 });
    const sso: SsoSettings = {
      ...robin.sso!,
      spCertificates: [certificatePem, 'not a certificate'],
      encryption: { certificate: other.certificatePem, algorithm: 'aes256-gcm' },
    };
    await transact(passo.context.db, (tx) => saveSso(tx, robin.id, { sso, ssoState: 'active', now }));
    expect(await run()).toBe(2);
    const text = texts()[0]!.replace(/\s+/g, ' ');
    expect(text).toContain('The certificate that the application signs its requests with expires in 19 days');
    expect(text).toContain('The certificate that Passo encrypts with for the application expires in 9 days');
    expect(text).toContain('/admin/applications/robin/sso ');
    expect(await run()).toBe(0);
  });

  test('without a mail server the event is written all the same, and nothing waits to be sent', async () => {
    const robin = await add('Robin');
    passo.clock.now = (await current(robin)).notAfter - 3 * DAY;
    expect(await giveCertificateNotices(passo.context)).toBe(1);
    expect(await notices()).toHaveLength(1);
    expect(await sendDueMail(deps)).toBe(0);
  });

  test.each([
    ['Rob\r\nBcc: eve@evil.example'],
    ['<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['\u202eevil\u2066 " \' & ; \u0007'],
    ['x'.repeat(150)],
    ['http://evil.example/ =?utf-8?B?QmNjOiBldmVAZXZpbC5leGFtcGxl?='],
  ])('A1: an application called %j is told of in plain words', async (label) => {
    const robin = await add('Robin');
    const { notAfter } = await current(robin);
    await passo.context.db('applications').where({ id: robin.id }).update({ label });
    await passo.context.db('settings').where({ name: 'organisation' }).update({ value: label });
    passo.clock.now = notAfter - 3 * DAY;
    expect(await run()).toBe(1);
    const [got] = server.received;
    expect(got?.to).toEqual(['sam.okafor@fernhill.example']);
    expect(got!.raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
    expect(partOf(got!.raw, 'text/html')).not.toMatch(/<script|<img|[\u202e\u2066]/);
    expect(partOf(got!.raw, 'text/plain')).not.toMatch(/[\u202e\u2066]|^Bcc/m);
  });
}

/** One part of a message, with its transfer encoding taken off. */
function partOf(raw: string, type: 'text/plain' | 'text/html'): string {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? 'none';
  const part = raw.split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${type}`));
  if (part === undefined) throw new Error(`the message has no ${type}`);
  const [head = '', ...body] = part.trimStart().split('\r\n\r\n');
  const content = body.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(content, 'base64').toString('utf8');
  return (/quoted-printable/i.test(head) ? unquoted(content) : content).replaceAll('\r\n', '\n');
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
