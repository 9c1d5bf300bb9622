import type { Test } from 'supertest';
import { readRotation, type RotationState } from '../../../src/actions/certificates/board';
import { createNextCertificate, uploadNextCertificate } from '../../../src/actions/certificates/next';
import { switchCertificate } from '../../../src/actions/certificates/switch';
import type { Application } from '../../../src/core/application';
import type { CertificateId } from '../../../src/core/ids';
import { SecretText } from '../../../src/core/secret-text';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { saveSso } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { noteMetadataRead } from '../../../src/store/sign-on/metadata-reads';
import { transact } from '../../../src/store/tx';
import { buildApp } from '../../../src/app';
import { BrowserSession, wordsOf } from '../browser-session';
import { startSsoBench, tab, type SsoBench } from '../sso-bench';

let bench: SsoBench;

beforeAll(async () => {
  bench = await startSsoBench();
});
afterAll(() => bench.passo.stop());

const asText: Parameters<Test['parse']>[0] = (response, done) => {
  let body = '';
  response.on('data', (part: Buffer) => (body += part.toString('utf8')));
  response.on('end', () => done(null, body));
};
const page = (application: Application, below = ''): string => `${tab(application)}/certificate${below}`;
const rotation = (application: Application): Promise<RotationState> => readRotation(bench.passo.context, application);
const states = async (application: Application): Promise<string[]> => {
  const { current, next, retiring } = await rotation(application);
  return [current, next, ...retiring].flatMap((one) => (one === undefined ? [] : [one.state]));
};
const post = async (
  application: Application,
  below: string,
  fields: Record<string, string>,
): ReturnType<BrowserSession['send']> => {
  await bench.browser.open(page(application));
  return bench.browser.send(page(application, below), fields);
};
const create = (application: Application): ReturnType<typeof createNextCertificate> =>
  createNextCertificate(bench.passo.context, bench.actor, application.id, 'ec-p256');
const pair = (validDays: number): Promise<KeyPair> =>
  makeKeyPair({ commonName: 'own', now: Date.now(), validDays, kind: 'ec-p256' });
/** Puts a certificate with few days left into use. */
const ending = async (application: Application, validDays: number): Promise<void> => {
  const { certificatePem, privateKeyPem } = await pair(validDays);
  const upload = { file: Buffer.from(certificatePem + privateKeyPem), passphrase: new SecretText('') };
  const { context } = bench.passo;
  const { certificate } = await uploadNextCertificate(context, bench.actor, application.id, upload);
  await switchCertificate(context, bench.actor, application.id, certificate.id, true);
};

describe('the page of a certificate', () => {
  test('M-055: certificate.pem is the one in use, next-certificate.pem the one to come; both are events', async () => {
    const application = await bench.add('custom-saml');
    await bench.browser.open(`${tab(application)}/next-certificate.pem`, 404);
    const next = await create(application);
    const file = async (name: string): Promise<string> => {
      const answer = await bench.browser.agent
        .get(`${tab(application)}/${name}`)
        .buffer(true)
        .parse(asText)
        .expect(200);
      expect(answer.headers['content-disposition']).toBe(`attachment; filename=${name}`);
      expect(answer.headers['cache-control']).toBe('no-store');
      return String(answer.body);
    };
    expect(await file('next-certificate.pem')).toBe(next.pem);
    expect(await file('certificate.pem')).toBe((await rotation(application)).current?.pem);
    const taken = await listEvents(bench.passo.context.db, {
      applicationId: application.id,
      name: 'certificate_download',
      take: 5,
    });
    expect(taken).toHaveLength(2);
  });

  test('the three steps, with the evidence as it comes in', async () => {
    const application = await bench.add('custom-saml');
    const created = await post(application, '/next', { kind: 'rsa-3072' });
    expect([created.status, created.headers['location']]).toEqual([303, page(application)]);
    const { next } = await rotation(application);
    expect(next?.keyWords).toBe('RSA, 3,072 bits');
    let words = wordsOf(await bench.browser.open(page(application)));
    expect(words).toContain('Rotation in progress');
    expect(words).toContain('Not ready');
    const read = { userAgent: '<b>Robin</b>/3', clientIp: '203.0.113.9', fingerprints: [next?.fingerprint ?? ''] };
    await transact(bench.passo.context.db, (tx) =>
      noteMetadataRead(tx, { applicationId: application.id, now: Date.now(), ...read }),
    );
    const html = await bench.browser.open(page(application));
    expect(html).toContain('&lt;b>Robin');
    words = wordsOf(html);
    expect(words).toContain('from 203.0.113.9');
    expect(words).not.toContain('Not ready');
    const switched = await post(application, '/switch', { certificate: next?.id ?? '' });
    expect(switched.status).toBe(303);
    expect(await states(application)).toEqual(['current', 'retiring']);
    const again = await post(application, '/switch', { certificate: next?.id ?? '' });
    expect(again.status).toBe(303);
    expect(wordsOf(await bench.browser.open(page(application)))).toContain('This certificate is in use already');
  });

  test('S12: a switch that nothing is ready for asks first, and says the order of steps', async () => {
    const application = await bench.add('custom-saml');
    const { id } = await create(application);
    const asked = await post(application, '/switch', { certificate: id });
    expect(asked.status).toBe(200);
    expect(wordsOf(asked.text)).toContain('every sign-on to');
    expect(wordsOf(asked.text)).toContain('Save the new certificate there at once');
    expect(await states(application)).toEqual(['current', 'next']);
    expect((await bench.browser.send(page(application, '/switch'), { certificate: id, anyway: 'on' })).status).toBe(
      303,
    );
    expect(await states(application)).toEqual(['current', 'retiring']);
  });

  test.each([
    [{ date: '', time: '06:00' }, 'Choose a day.'],
    [{ date: '2027-02-31', time: '06:00' }, 'Choose a day.'],
    [{ date: '+275760-09-13', time: '06:00' }, 'Choose a day.'],
    [{ date: '2001-01-01', time: '06:00' }, 'Choose a moment that is still to come.'],
    [{ date: '9999-12-31', time: '06:00' }, 'Choose a moment within a year.'],
    [{ date: '2027-01-01', time: '6 o’clock' }, 'Enter hours and minutes, such as 06:00.'],
    [{ date: '2027-01-01', time: '24:00' }, 'Enter hours and minutes, such as 06:00.'],
  ])('a date of %j is refused, and what was typed is still there', async (typed, sentence) => {
    const application = await bench.add('custom-saml');
    const { id } = await create(application);
    const refused = await post(application, '/plan', { certificate: id, anyway: 'on', ...typed });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain(sentence);
    expect(refused.text).toContain(`value="${typed.time}"`);
    expect((await rotation(application)).next?.switchAt).toBeUndefined();
  });

  test('names of certificates that are not there, or another application’s, change nothing', async () => {
    const application = await bench.add('custom-saml');
    const other = await bench.add('custom-saml');
    const mine = await create(application);
    const theirs = (await create(other)).id;
    const used = (await rotation(other)).current?.id ?? '';
    for (const certificate of ['', 'x'.repeat(5000), '%', theirs, used]) {
      for (const below of ['/switch', '/plan', '/back', '/confirmation']) {
        const fields = { certificate, anyway: 'on', confirmed: 'yes', date: '2027-01-01', time: '06:00' };
        const answer = await post(application, below, fields);
        expect([below, answer.status]).toEqual([below, 409]);
      }
      expect((await post(application, '/discard', { certificate })).status).toBe(303);
      const query = `?certificate=${encodeURIComponent(certificate)}`;
      await bench.browser.open(page(application, `/revocation${query}`), 404);
      const typed = application.label;
      expect((await post(application, '/revocation', { certificate, typed, replaceBy: 'next' })).status).toBe(404);
    }
    expect((await post(application, '/next', { kind: '__proto__' })).status).toBe(422);
    expect((await rotation(application)).next).toMatchObject({ id: mine.id });
    expect(await states(other)).toEqual(['current', 'next']);
    expect((await rotation(other)).next?.id).toBe(theirs);
  });

  test('S11: revoking asks for the application’s name; the next one or a fresh key takes the place', async () => {
    const application = await bench.add('custom-saml');
    const next = await create(application);
    const id = (await rotation(application)).current?.id ?? ('' as CertificateId);
    const query = `/revocation?certificate=${id}`;
    expect(wordsOf(await bench.browser.open(page(application, query)))).toContain('Sign-on breaks until');
    const refused = await post(application, '/revocation', { certificate: id, typed: 'No', replaceBy: 'fresh' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="No"');
    expect(refused.text).toMatch(/value="fresh"[^>]* checked|checked[^>]* value="fresh"/);
    const done = await post(application, '/revocation', {
      certificate: id,
      typed: application.label,
      replaceBy: 'next',
    });
    expect(done.status).toBe(303);
    expect((await rotation(application)).current?.id).toBe(next.id);
    expect(await states(application)).toEqual(['current']);
  });

  test('an application without SAML has none of these pages', async () => {
    const application = await bench.add('custom-scim');
    for (const below of ['', '/upload', '/revocation', '.pem']) await bench.browser.open(page(application, below), 404);
    await bench.browser.open('/admin/applications');
    for (const below of ['/next', '/switch', '/plan', '/back', '/discard', '/confirmation', '/upload', '/revocation']) {
      expect((await bench.browser.send(page(application, below), {})).status).toBe(404);
    }
  });

  test('nobody but an admin gets there, and nothing is changed without the token of a page', async () => {
    const application = await bench.add('custom-saml');
    const stranger = new BrowserSession(buildApp(bench.passo.context));
    await stranger.agent.get(page(application)).expect(303);
    await stranger.agent.get('/admin/certificates').expect(303);
    await stranger.agent.get(`${tab(application)}/next-certificate.pem`).expect(303);
    for (const below of ['/next', '/switch', '/revocation', '/upload']) {
      await stranger.agent.post(page(application, below)).type('form').send({ kind: 'rsa-2048' }).expect(403);
      await bench.browser.agent.post(page(application, below)).type('form').send({ kind: 'rsa-2048' }).expect(403);
    }
    expect(await states(application)).toEqual(['current']);
  });
});

describe('a key that an admin brings', () => {
  const upload = async (
    application: Application,
    bytes: Buffer,
    fields: Record<string, string> = {},
  ): ReturnType<BrowserSession['send']> => {
    await bench.browser.open(page(application, '/upload'));
    const file = { name: 'file', bytes, filename: 'key.pem' };
    return bench.browser.send(page(application, '/upload'), fields, file);
  };

  test('is taken as the next certificate, with a warning when it ends soon', async () => {
    const application = await bench.add('custom-saml');
    const { certificatePem, privateKeyPem } = await pair(20);
    const answer = await upload(application, Buffer.from(privateKeyPem + certificatePem));
    expect(answer.status).toBe(303);
    expect(wordsOf(await bench.browser.open(page(application)))).toContain('in less than 60 days');
    expect((await rotation(application)).next).toMatchObject({ origin: 'uploaded', algorithm: 'ec' });
  });

  test('refused, nothing of it is kept or shown: no key, no passphrase', async () => {
    const application = await bench.add('custom-saml');
    const [one, two] = await Promise.all([pair(90), pair(90)]);
    const before = await bench.passo.context.db('certificates').count();
    const secret = one.privateKeyPem.split('\n')[1] ?? '';
    const cases: readonly [string, string][] = [
      [two.certificatePem + one.privateKeyPem, 'does not belong to the certificate'],
      [one.privateKeyPem, 'There is no certificate'],
      [one.certificatePem, 'There is no private key'],
      ['<script>alert(1)</script>', 'neither a certificate nor a private key'],
    ];
    for (const [text, sentence] of cases) {
      const answer = await upload(application, Buffer.from(text), { passphrase: 'pp-of-this-run' });
      expect(answer.status).toBe(422);
      expect(wordsOf(answer.text)).toContain(sentence);
      expect(answer.text).not.toContain(secret);
      expect(answer.text).not.toContain('pp-of-this-run');
    }
    const nothing = await bench.browser.send(page(application, '/upload'), { passphrase: 'x' });
    expect([nothing.status, wordsOf(nothing.text)]).toEqual([422, expect.stringContaining('Choose the file')]);
    expect(await bench.passo.context.db('certificates').count()).toEqual(before);
    const events = JSON.stringify(
      await listEvents(bench.passo.context.db, { applicationId: application.id, take: 50 }),
    );
    expect(events).not.toContain('pp-of-this-run');
    expect(await states(application)).toEqual(['current']);
  });
});

describe('what ends', () => {
  test('within 60 days it stands on the SSO tab, on Home and first on the board; a rotation under way is said', async () => {
    const calm = await bench.add('custom-saml');
    expect(wordsOf(await bench.browser.open(tab(calm)))).not.toContain('The certificate ends in');
    const soon = await bench.add('custom-saml');
    await ending(soon, 30);
    const sooner = await bench.add('custom-saml');
    await ending(sooner, 5);
    expect(wordsOf(await bench.browser.open(tab(soon)))).toMatch(/The certificate ends in (29|30) days/);
    const home = await bench.browser.open('/admin');
    expect(wordsOf(home)).toContain('Certificates that end');
    expect(home.indexOf(page(sooner))).toBeLessThan(home.indexOf(page(soon)));
    expect(home).not.toContain(page(calm));
    const board = await bench.browser.open('/admin/certificates');
    const places = [sooner, soon, calm].map((application) => board.indexOf(`"${page(application)}"`));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(Math.min(...places)).toBeGreaterThan(0);
    await create(soon);
    expect(wordsOf(await bench.browser.open(tab(soon)))).toContain('Go on with the rotation');
    expect(wordsOf(await bench.browser.open('/admin'))).toContain('The next one is published');
  });

  test('the application’s own certificates are on the board, also broken ones do no harm', async () => {
    const application = await bench.add('custom-saml');
    const { certificatePem } = await pair(6);
    await bench.post(application, { ...bench.values(), 'certificate.0': certificatePem });
    const { sso, ssoState } = await bench.stored(application);
    if (sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const broken = { ...sso, spCertificates: [...sso.spCertificates, 'broken'] };
    await transact(bench.passo.context.db, (tx) => saveSso(tx, application.id, { sso: broken, ssoState, now: 1 }));
    const words = wordsOf(await bench.browser.open('/admin/certificates'));
    expect(words).toContain('The application’s own, for its requests');
    expect(words).toMatch(/[56] days left/);
  });

  test('beyond the articles 5: one date for all that are ready; the others are left', async () => {
    const ready = await bench.add('custom-saml');
    const never = await bench.add('custom-saml');
    const [one, two] = [await create(ready), await create(never)];
    await post(ready, '/confirmation', { certificate: one.id, confirmed: 'yes' });
    await bench.browser.open('/admin/certificates');
    const date = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const refused = await bench.browser.send('/admin/certificates/plan', { certificate: one.id, date, time: 'noon' });
    expect([refused.status, refused.text.includes('value="noon"')]).toEqual([422, true]);
    const certificate = [one.id, two.id, 'x'];
    const done = await bench.browser.send('/admin/certificates/plan', { certificate, date, time: '04:05' });
    expect(done.status).toBe(303);
    const words = wordsOf(await bench.browser.open('/admin/certificates'));
    expect(words).toContain(`The switch of 1 application is planned for ${date} 04:05:00 UTC`);
    expect(words).toContain('2 were left');
    expect((await rotation(ready)).next?.switchAt).toBe(Date.parse(`${date}T04:05:00Z`));
    expect((await rotation(never)).next?.switchAt).toBeUndefined();
  });
});
