import type { Application, SsoSettings } from '../../../src/core/application';
import { FUNCTIONS } from '../../../src/core/expression/functions';
import { makeCertificate } from '../../saml/certificate-maker';
import { wordsOf } from '../browser-session';
import { readForm } from '../read-form';
import { startSsoBench, tab, type SsoBench } from '../sso-bench';

let bench: SsoBench;
let certificate: string;

beforeAll(async () => {
  bench = await startSsoBench();
  certificate = makeCertificate('rsa-2048').certificatePem.trim();
});
afterAll(() => bench.passo.stop());

const storedSso = async (application: Application): Promise<SsoSettings> => {
  const { sso } = await bench.stored(application);
  if (sso === undefined) throw new Error('The application has SAML.');
  return sso;
};
/** Settings that are off in every new application, by the name of their field in the form. */
const OPTIONS = [
  ['nameIdFixed', 'on', { nameId: { format: 'email', from: 'email', fixed: true } }],
  ['hash', 'sha512', { hash: 'sha512' }],
  ['allowSha1', 'on', { allowSha1: true }],
  ['acceptUnsignedLogout', 'on', { acceptUnsignedLogout: true }],
  ['signMetadata', 'on', { signMetadata: true }],
  ['wantRequestsSigned', 'on', { wantRequestsSigned: true }],
] as const;

describe('options of the SSO tab', () => {
  test.each(OPTIONS)('%s is stored, shown again and taken back', async (name, value, expected) => {
    const application = await bench.add('custom-saml');
    await bench.post(application, bench.values());
    const plain = JSON.stringify(await storedSso(application));
    expect((await bench.post(application, { [name]: value })).status).toBe(303);
    expect(await storedSso(application)).toMatchObject(expected);
    const fields = await bench.fieldsOf(application);
    expect(fields[name]).toBe(value);
    const off: Record<string, string | string[]> = { ...fields, action: 'save' };
    if (name === 'hash') off[name] = 'sha256';
    else delete off[name];
    expect((await bench.browser.send(tab(application), off)).status).toBe(303);
    expect(JSON.stringify(await storedSso(application))).toBe(plain);
  });

  test('an application that was saved without options has none of them in its settings', async () => {
    const application = await bench.add('custom-saml');
    await bench.post(application, bench.values());
    expect(Object.keys(await storedSso(application)).sort()).toEqual(
      ['acs', 'attributes', 'nameId', 'requireSignedRequests', 'sign', 'spCertificates', 'spEntityId'].sort(),
    );
  });

  test.each([
    ['allowSha1', 'Accept SHA-1 signatures from this application is on'],
    ['acceptUnsignedLogout', 'Accept unsigned logout messages from this application is on'],
  ])('%s warns by its own name while it is on', async (name, warning) => {
    const application = await bench.add('custom-saml');
    await bench.post(application, bench.values());
    expect(wordsOf(await bench.browser.open(tab(application)))).not.toContain(warning);
    await bench.post(application, { [name]: 'on' });
    expect(wordsOf(await bench.browser.open(tab(application)))).toContain(warning);
  });
});

describe('encryption', () => {
  test('a cipher and a certificate are stored together and shown again', async () => {
    const application = await bench.add('custom-saml');
    const fields = { ...bench.values(), encryption: 'aes128-cbc', encryptionCertificate: `\n${certificate}\n` };
    expect((await bench.post(application, fields)).status).toBe(303);
    expect((await storedSso(application)).encryption).toEqual({ algorithm: 'aes128-cbc', certificate });
    expect(await bench.fieldsOf(application)).toMatchObject({
      encryption: 'aes128-cbc',
      encryptionCertificate: certificate,
    });
  });

  test.each([
    ['', 'Paste the certificate of the application that assertions are encrypted for.'],
    ['rubbish', "The encryption certificate can't be read."],
    [makeCertificate('rsa-1024').certificatePem, 'has 1024 bits, which is too weak'],
    [makeCertificate('P-256').certificatePem, 'has no RSA key'],
  ])('a certificate that can’t be used is refused, and stays as typed (%#)', async (pem, sentence) => {
    const application = await bench.add('custom-saml');
    const fields = { ...bench.values(), encryption: 'aes256-gcm', encryptionCertificate: pem };
    const response = await bench.post(application, fields);
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain(sentence);
    expect(response.text).toContain('href="#f-encryption"');
    const shown = readForm(response.text, tab(application));
    expect(shown).toMatchObject({ encryption: 'aes256-gcm', encryptionCertificate: pem.trim() });
    expect((await storedSso(application)).encryption).toBeUndefined();
  });

  test('a certificate typed while nothing is encrypted stays until save', async () => {
    const application = await bench.add('custom-saml');
    const response = await bench.post(application, { encryptionCertificate: certificate }, 'add-attribute');
    expect(readForm(response.text, tab(application))).toMatchObject({ encryptionCertificate: certificate });
  });
});

describe('logout URLs', () => {
  test('rows are added and removed without script, each with another binding, at most three', async () => {
    const application = await bench.add('custom-saml');
    let fields = await bench.fieldsOf(application);
    for (const number of [1, 2, 3]) {
      const added = await bench.browser.send(tab(application), { ...fields, action: 'add-slo' });
      fields = readForm(added.text, tab(application));
      fields[`slo.${number - 1}.url`] = `https://sp.example/slo/${number}`;
      if (number === 3) expect(added.text).not.toContain('value="add-slo"');
    }
    expect([0, 1, 2].map((place) => fields[`slo.${place}.binding`])).toEqual(['redirect', 'post', 'soap']);
    const removed = await bench.browser.send(tab(application), { ...fields, action: 'remove-slo:1' });
    const left = readForm(removed.text, tab(application));
    expect(left).toMatchObject({ 'slo.0.binding': 'redirect', 'slo.1.url': 'https://sp.example/slo/3' });
    expect((await storedSso(application)).slo).toBeUndefined();
    await bench.browser.send(tab(application), {
      ...left,
      ...bench.values(),
      'slo.0.responseUrl': 'https://sp.example/answers',
      action: 'save',
    });
    expect((await storedSso(application)).slo).toEqual([
      { binding: 'redirect', url: 'https://sp.example/slo/1', responseUrl: 'https://sp.example/answers' },
      { binding: 'soap', url: 'https://sp.example/slo/3' },
    ]);
  });

  test('a row left empty is no logout URL', async () => {
    const application = await bench.add('custom-saml');
    const added = await bench.post(application, bench.values(), 'add-slo');
    await bench.browser.send(tab(application), { ...readForm(added.text, tab(application)), action: 'save' });
    expect((await storedSso(application)).slo).toBeUndefined();
  });

  test.each([
    [{ 'slo.0.binding': 'post', 'slo.0.url': 'javascript:alert(1)' }, 'is not a full http or https address'],
    [{ 'slo.0.binding': 'post', 'slo.0.url': '', 'slo.0.responseUrl': 'https://x.example' }, 'An empty logout address'],
    [
      { 'slo.0.binding': 'soap', 'slo.0.url': 'https://x.example', 'slo.0.responseUrl': 'https://y.example' },
      'come back at once',
    ],
    [
      {
        'slo.0.binding': 'post',
        'slo.0.url': 'https://x.example',
        'slo.1.binding': 'post',
        'slo.1.url': 'https://y.example',
      },
      'There are two logout addresses for HTTP-POST. Keep one.',
    ],
    [{ 'slo.0.binding': '__proto__', 'slo.0.url': 'https://x.example' }, 'Choose how logout messages are sent'],
  ])('what can’t be a logout URL is refused (%#)', async (rows, sentence) => {
    const application = await bench.add('custom-saml');
    const response = await bench.post(application, { ...bench.values(), ...(rows as Record<string, string>) });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain(sentence);
    expect((await storedSso(application)).slo).toBeUndefined();
  });
});

describe('nothing typed is lost', () => {
  test('an index that is no number is refused and shown again', async () => {
    const application = await bench.add('custom-saml');
    const response = await bench.post(application, { ...bench.values(), 'acs.0.index': '1e3' });
    expect(wordsOf(response.text)).toContain('whole number from 0 to 65535');
    expect(readForm(response.text, tab(application))).toMatchObject({ 'acs.0.index': '1e3' });
  });

  test('with one field wrong, all others come back as they were typed', async () => {
    const application = await bench.add('blogin');
    const typed = {
      ...bench.values(),
      'acs.0.url': 'nonsense',
      loginUrl: 'https://sp.example/login',
      nameId: 'unspecified',
      nameIdFrom: 'username',
      nameIdFixed: 'on',
      sign: 'assertion',
      hash: 'sha512',
      encryption: 'aes256-cbc',
      encryptionCertificate: certificate,
      allowSha1: 'on',
      acceptUnsignedLogout: 'on',
      signMetadata: 'on',
      wantRequestsSigned: 'on',
      'slo.0.binding': 'soap',
      'slo.0.url': 'https://sp.example/slo',
      'attribute.0.expression': 'lower(email)',
      'attribute.0.nameFormat': 'basic',
      'attribute.0.groupFilter': 'contains',
      'attribute.0.groupText': 'team',
    };
    const response = await bench.post(application, typed);
    expect(response.status).toBe(422);
    expect(readForm(response.text, tab(application))).toMatchObject(typed);
  });
});

test('the tab names every function of expressions', async () => {
  const words = wordsOf(await bench.browser.open(tab(await bench.add('custom-saml'))));
  const [, listed = ''] = /the functions ([a-z, ]+)\./.exec(words) ?? [];
  expect(listed.split(/, | and /)).toEqual([...FUNCTIONS.keys()]);
});

describe('hostile forms', () => {
  test.each([
    ['hash', 'md5'],
    ['encryption', 'rsa-1_5'],
    ['encryption', '__proto__'],
    ['attribute.0.nameFormat', 'toString'],
    ['attribute.0.groupFilter', 'matches'],
    ['attribute.0.from', '__proto__'],
    ['nameIdFrom', 'groups'],
  ])('a choice that is not on the form is refused (%s = %s)', async (name, value) => {
    const application = await bench.add('blogin');
    expect((await bench.post(application, { ...bench.values(), [name]: value })).status).toBe(422);
    expect(await bench.stored(application)).toEqual(application);
  });

  test('more rows than are allowed are refused, in good time', async () => {
    const application = await bench.add('custom-saml');
    const rows: Record<string, string> = {};
    for (let place = 0; place < 400; place += 1) {
      rows[`attribute.${place}.name`] = `a${place}`;
      rows[`attribute.${place}.from`] = 'email';
      rows[`attribute.${place}.expression`] = 'lower('.repeat(80);
    }
    const started = performance.now();
    const response = await bench.post(application, { ...bench.values(), ...rows });
    expect([413, 422]).toContain(response.status);
    expect(performance.now() - started).toBeLessThan(2000);
    expect((await storedSso(application)).attributes.length).toBeLessThan(100);
  });

  test('fields that come twice, as lists or with odd places count as absent', async () => {
    const application = await bench.add('custom-saml');
    const response = await bench.browser.send(tab(application), {
      ...(await bench.fieldsOf(application)),
      ...bench.values(),
      hash: ['sha512', 'sha512'],
      'slo.9999.url': 'https://x.example',
      'slo.-1.url': 'https://x.example',
      'slo.constructor.url': 'https://x.example',
      'remove-slo': '0',
      action: 'save',
    });
    expect(response.status).toBe(303);
    const sso = await storedSso(application);
    expect(sso.hash).toBeUndefined();
    expect(sso.slo).toBeUndefined();
  });
});
