import type { Test } from 'supertest';
import { buildApp } from '../../../src/app';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { listEvents } from '../../../src/store/events';
import { BrowserSession, wordsOf } from '../browser-session';
import { readForm } from '../read-form';
import { startSsoBench, tab, type SsoBench } from '../sso-bench';

let bench: SsoBench;

const rawBody: Parameters<Test['parse']>[0] = (response, done) => {
  let text = '';
  response.on('data', (part: Buffer) => (text += part.toString('utf8')));
  response.on('end', () => done(null, text));
};

beforeAll(async () => {
  bench = await startSsoBench();
});
afterAll(() => bench.passo.stop());

describe('what is handed to the service provider', () => {
  test('IdP URL, IdP Entity ID, Metadata URL and certificate are there to copy (M-052, M-054)', async () => {
    const application = await bench.add('custom-saml');
    const html = await bench.browser.open(tab(application));
    const base = `http://localhost:9999/saml2/${application.slug}`;
    expect(html).toContain(`id="sso-idp-url" readonly value="${base}"`);
    expect(html).toContain(`id="idp-entity-id" readonly value="${base}/metadata"`);
    expect(html).toContain(`id="metadata-url" readonly value="${base}/metadata"`);
    expect(html).toContain('aria-label="Copy Metadata URL"');
    expect(html).toContain('-----BEGIN CERTIFICATE-----');
  });

  test('"IDP Certificate Valid" offers certificate.pem, and the download is an event (M-055)', async () => {
    const application = await bench.add('custom-saml');
    const words = wordsOf(await bench.browser.open(tab(application)));
    expect(words).toContain('IDP Certificate Valid');
    expect(words).toContain('Download certificate');
    const response = await bench.browser.agent
      .get(`${tab(application)}/certificate.pem`)
      .buffer(true)
      .parse(rawBody)
      .expect(200);
    expect(response.headers['content-disposition']).toBe('attachment; filename=certificate.pem');
    expect(String(response.body)).toMatch(/^-----BEGIN CERTIFICATE-----/);
    const [event] = await listEvents(bench.passo.context.db, {
      applicationId: application.id,
      name: 'certificate_download',
      take: 1,
    });
    expect(event?.actor.name).toBe('sam.okafor');
  });

  test('the metadata needs no sign-in (M-053)', async () => {
    const application = await bench.add('custom-saml');
    const stranger = new BrowserSession(buildApp(bench.passo.context));
    const response = await stranger.agent.get(`/saml2/${application.slug}/metadata`).expect(200);
    expect(response.headers['content-type']).toContain('application/samlmetadata+xml');
    await stranger.agent.get(`${tab(application)}/certificate.pem`).expect(303);
  });

  test('the guide of the connector stands beside, filled with our addresses', async () => {
    const application = await bench.add('interact-software', { YOUR_SUBDOMAIN: 'fernhill.interactgo.com' });
    const words = wordsOf(await bench.browser.open(tab(application)));
    expect(words).toContain(
      `Metadata URL: enter http://localhost:9999/saml2/${application.slug}/metadata and choose Import.`,
    );
  });
});

describe('what is taken from the service provider', () => {
  test('save stores the tab and activates what was never usable before (M-050, M-056)', async () => {
    const application = await bench.add('custom-saml');
    expect(application.ssoState).toBe('inactive');
    expect(wordsOf(await bench.browser.open(tab(application)))).toContain('SSO is active from then on');
    const response = await bench.post(application, bench.values());
    expect(response.status).toBe(303);
    const after = await bench.stored(application);
    expect(after).toMatchObject({ ssoState: 'active', sso: { spEntityId: bench.values().spEntityId } });
    expect(after.sso?.acs).toEqual([{ url: bench.values()['acs.0.url'], isDefault: true }]);
    expect(wordsOf(await bench.browser.open(tab(application)))).toContain('is saved and active');
  });

  test('a placeholder that is left is refused, by its name and at its field (M-048, A-32)', async () => {
    const application = await bench.add('custom-saml');
    const response = await bench.post(application, { ...bench.values(), spEntityId: 'https://YOURDOMAIN.example/sp' });
    expect(response.status).toBe(422);
    expect(response.text).toContain('<title>Problem: ');
    expect(wordsOf(response.text)).toContain(
      'This still holds the placeholder YOURDOMAIN. Replace it with your own value.',
    );
    expect(response.text).toContain('href="#f-spEntityId"');
    expect(response.text).toContain('value="https://YOURDOMAIN.example/sp"');
    expect((await bench.stored(application)).sso?.spEntityId).toBe(application.sso?.spEntityId);
  });

  test.each([
    ['javascript:alert(1)', 'is not a full http or https address'],
    ['', 'Enter at least one address'],
  ])('the ACS URL "%s" is refused with a sentence and nothing is stored', async (url, sentence) => {
    const application = await bench.add('custom-saml');
    const response = await bench.post(application, { ...bench.values(), 'acs.0.url': url });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain(sentence);
    expect((await bench.stored(application)).ssoState).toBe('inactive');
  });

  test('two applications of one connector can’t share SP Entity ID and ACS URL; the other is named', async () => {
    const first = await bench.add('custom-saml');
    const twin = { spEntityId: 'https://twin.example/sp', 'acs.0.url': 'https://twin.example/acs' };
    await bench.post(first, twin);
    const response = await bench.post(await bench.add('custom-saml'), twin);
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain(`${first.label} is set up for this SP Entity ID and ACS URL already.`);
  });

  test('rows for ACS URLs are added and removed without script and without storing anything', async () => {
    const application = await bench.add('custom-saml');
    const added = await bench.post(application, bench.values(), 'add-acs');
    expect(added.status).toBe(200);
    expect(wordsOf(added.text)).toContain('Not saved yet');
    const fields = readForm(added.text, tab(application));
    expect(fields).toMatchObject({ 'acs.0.url': bench.values()['acs.0.url'], 'acs.1.url': '', 'acs.default': '0' });
    const filled = { ...fields, 'acs.1.url': 'https://atlas.example/acs/2', 'acs.1.index': '7', 'acs.default': '1' };
    const removed = await bench.browser.send(tab(application), { ...filled, action: 'remove-acs:0' });
    expect(readForm(removed.text, tab(application))).toMatchObject({
      'acs.0.url': 'https://atlas.example/acs/2',
      'acs.0.index': '7',
    });
    expect((await bench.stored(application)).sso?.acs).toEqual([]);
    await bench.browser.send(tab(application), { ...filled, action: 'save' });
    expect((await bench.stored(application)).sso?.acs).toEqual([
      { url: bench.values()['acs.0.url'], isDefault: false },
      { url: 'https://atlas.example/acs/2', index: 7, isDefault: true },
    ]);
  });

  test('signed requests can be required once a certificate is there', async () => {
    const application = await bench.add('custom-saml');
    const refused = await bench.post(application, { ...bench.values(), requireSigned: 'on' });
    expect(wordsOf(refused.text)).toContain('Add a certificate of the application first');
    const { certificatePem } = await makeKeyPair({ commonName: 'SP', now: Date.now(), validDays: 30 });
    const wrong = await bench.post(application, { ...bench.values(), 'certificate.0': 'not a certificate' });
    expect(wordsOf(wrong.text)).toContain("A certificate can't be read");
    await bench.post(application, { ...bench.values(), requireSigned: 'on', 'certificate.0': certificatePem });
    expect(await bench.stored(application)).toMatchObject({ ssoState: 'active', sso: { requireSignedRequests: true } });
  });

  test.each([
    ['sign', 'everything'],
    ['nameIdFrom', 'passwordHash'],
    ['nameId', '__proto__'],
  ])('a choice that is not on the form is refused (%s)', async (name, value) => {
    const application = await bench.add('custom-saml');
    expect((await bench.post(application, { ...bench.values(), [name]: value })).status).toBe(422);
    expect(await bench.stored(application)).toEqual(application);
  });

  test('an unknown application and one without SAML have no SSO tab', async () => {
    await bench.browser.open('/admin/applications/no-such/sso', 404);
    await bench.browser.open(tab(await bench.add('custom-scim')), 404);
  });
});
