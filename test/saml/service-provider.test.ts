import type { SsoSettings } from '../../src/core/application';
import { makeKeyPair } from '../../src/saml/key-pair';
import { checkSsoSettings, isWebAddress, serviceProviderOf } from '../../src/saml/service-provider';
import { makeCertificate } from './certificate-maker';
import { ACS, ACS_TWO, NOW, refusal, SETTINGS, SP } from './support';

const endpoint = (url: string, index?: number, isDefault = false) => ({
  url,
  isDefault,
  ...(index === undefined ? {} : { index }),
});
const attribute = (name: string) => ({ name, from: 'email' as const, jit: false, enabled: true });

const MADE = makeCertificate('rsa-2048');
const RSA_2048 = MADE.certificatePem;
const WITH_KEY = RSA_2048 + MADE.privateKeyPem;

test('a private key that was pasted along is refused by its name', () =>
  expect(checkSsoSettings({ ...SETTINGS, spCertificates: [WITH_KEY] }).spCertificates).toContain('private key'));

test('every option at once is allowed', () => {
  expect(
    checkSsoSettings({
      ...SETTINGS,
      nameId: { format: 'unspecified', from: 'username', fixed: true },
      hash: 'sha512',
      encryption: { certificate: RSA_2048, algorithm: 'aes128-gcm' },
      spCertificates: [makeCertificate('P-384').certificatePem, RSA_2048],
      allowSha1: true,
      slo: [
        { binding: 'redirect', url: ACS, responseUrl: ACS_TWO },
        { binding: 'post', url: ACS },
        { binding: 'soap', url: ACS },
      ],
      acceptUnsignedLogout: true,
      signMetadata: true,
      wantRequestsSigned: true,
      attributes: [
        { ...attribute('a'), nameFormat: 'basic', expression: 'join(" ", firstname, lastname)' },
        { ...attribute('b'), from: 'groups', groups: { kind: 'starts-with', text: 'Team' } },
        { ...attribute('c'), from: 'groups', groups: { kind: 'of-application' } },
      ],
    }),
  ).toEqual({});
});

test('a fault in an attribute names the attribute and the place', () => {
  const attributes = [attribute('fine'), { ...attribute('short name'), expression: 'lower(emial)' }];
  expect(checkSsoSettings({ ...SETTINGS, attributes })).toEqual({
    attributes:
      'short name: There is no property called emial. Texts stand in quotes. It stands after lower( at character 7.',
  });
});

test('good settings have no problem and become a service provider with parsed keys', async () => {
  const { certificatePem } = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 1 });
  const sso: SsoSettings = { ...SETTINGS, spCertificates: [certificatePem], requireSignedRequests: true };
  expect(checkSsoSettings(sso)).toEqual({});
  const provider = serviceProviderOf(sso);
  expect(provider).toMatchObject({ entityId: SP, acs: SETTINGS.acs, sign: 'both', requireSignedRequests: true });
  expect(provider.certificates.map((key) => key.asymmetricKeyType)).toEqual(['rsa']);
});

describe('settings that are refused, by field', () => {
  test.each<[string, Partial<SsoSettings>]>([
    ['spEntityId', { spEntityId: '' }],
    ['spEntityId', { spEntityId: 'x'.repeat(1025) }],
    ['spEntityId', { spEntityId: ' x' }],
    ['spEntityId', { spEntityId: 'x\ny' }],
    ['spEntityId', { spEntityId: 'x\u0000' }],
    ['acs', { acs: [] }],
    ['acs', { acs: [endpoint('')] }],
    ['acs', { acs: [endpoint('/saml/acs')] }],
    ['acs', { acs: [endpoint('javascript:alert(1)')] }],
    ['acs', { acs: [endpoint('ftp://sp.example.net/')] }],
    ['acs', { acs: [endpoint(`${ACS}#x`)] }],
    ['acs', { acs: [endpoint('https://user:pass@sp.example.net/')] }],
    ['acs', { acs: [endpoint('https://{YOUR_SUBDOMAIN}.example.net/')] }],
    ['acs', { acs: [endpoint(ACS), endpoint(ACS)] }],
    ['acs', { acs: [endpoint(ACS, 1), endpoint(`${ACS}2`, 1)] }],
    ['acs', { acs: [endpoint(ACS, 70_000)] }],
    ['acs', { acs: [endpoint(ACS, 1.5)] }],
    ['acs', { acs: [endpoint(ACS, 1, true), endpoint(`${ACS}2`, 2, true)] }],
    ['acs', { acs: Array.from({ length: 101 }, (_, n) => endpoint(`${ACS}${n}`)) }],
    ['loginUrl', { loginUrl: 'sp.example.net' }],
    ['attributes', { attributes: [attribute(' ')] }],
    ['attributes', { attributes: [attribute('a'), attribute('a')] }],
    ['attributes', { attributes: [attribute('a\u0000')] }],
    ['attributes', { attributes: [attribute('a'.repeat(513))] }],
    ['nameId', { nameId: { format: 'constructor' as 'email', from: 'email' } }],
    ['nameIdFrom', { nameId: { format: 'email', from: 'groups' } }],
    ['nameIdFrom', { nameId: { format: 'persistent', from: 'passwordHash' as 'email' } }],
    ['spEntityId', { spEntityId: 'x\uFFFE' }],
    ['acs', { acs: [endpoint(`${ACS}\uD800`)] }],
    ['acs', { acs: [endpoint(`${ACS}\uFFFF`)] }],
    ['sign', { sign: 'none' as 'both' }],
    ['hash', { hash: 'sha1' as 'sha512' }],
    ['hash', { hash: 'sha384' as 'sha512' }],
    ['encryption', { encryption: { certificate: '', algorithm: 'aes256-gcm' } }],
    ['encryption', { encryption: { certificate: 'rubbish', algorithm: 'aes256-gcm' } }],
    ['encryption', { encryption: { certificate: RSA_2048, algorithm: 'tripledes-cbc' as 'aes256-gcm' } }],
    ['encryption', { encryption: { certificate: RSA_2048, algorithm: '__proto__' as 'aes256-gcm' } }],
    [
      'encryption',
      { encryption: { certificate: makeCertificate('rsa-1024').certificatePem, algorithm: 'aes128-cbc' } },
    ],
    ['encryption', { encryption: { certificate: makeCertificate('P-256').certificatePem, algorithm: 'aes128-cbc' } }],
    ['spCertificates', { spCertificates: [makeCertificate('ed25519').certificatePem] }],
    ['spCertificates', { spCertificates: Array.from({ length: 21 }, () => RSA_2048) }],
    ['spCertificates', { spCertificates: [WITH_KEY] }],
    ['spCertificates', { spCertificates: [`${RSA_2048}\u0000`] }],
    ['encryption', { encryption: { certificate: `${RSA_2048}\uD800`, algorithm: 'aes256-gcm' } }],
    ['attributes', { attributes: [{ ...attribute('a'), groups: { kind: 'contains', text: 'a\u0000' } }] }],
    ['spCertificates', { spCertificates: [RSA_2048 + RSA_2048] }],
    ['encryption', { encryption: { certificate: WITH_KEY, algorithm: 'aes256-gcm' } }],
    ['encryption', { encryption: { certificate: RSA_2048 + RSA_2048, algorithm: 'aes256-gcm' } }],
    ['slo', { slo: [{ binding: 'redirect', url: '' }] }],
    ['slo', { slo: [{ binding: 'redirect', url: 'javascript:alert(1)' }] }],
    ['slo', { slo: [{ binding: 'paos' as 'soap', url: ACS }] }],
    ['slo', { slo: [{ binding: 'post', url: ACS, responseUrl: '//evil.example' }] }],
    ['slo', { slo: [{ binding: 'soap', url: ACS, responseUrl: ACS_TWO }] }],
    [
      'slo',
      {
        slo: [
          { binding: 'post', url: ACS },
          { binding: 'post', url: ACS_TWO },
        ],
      },
    ],
    ['attributes', { attributes: [attribute('a\uFFFF')] }],
    ['attributes', { attributes: [{ ...attribute('a'), constant: 'x\u0000' }] }],
    ['attributes', { attributes: [{ ...attribute('a'), constant: 'x'.repeat(1025) }] }],
    ['attributes', { attributes: [{ ...attribute('a'), from: 'password' as 'email' }] }],
    ['attributes', { attributes: [{ ...attribute('a'), expression: 'lower(' }] }],
    ['attributes', { attributes: [{ ...attribute('a'), expression: '' }] }],
    ['attributes', { attributes: [{ ...attribute('a'), expression: 'email', constant: 'x' }] }],
    ['attributes', { attributes: [{ ...attribute('a'), expression: 'lower(', enabled: false }] }],
    ['attributes', { attributes: [{ ...attribute('a'), nameFormat: 'toString' as 'uri' }] }],
    ['attributes', { attributes: [{ ...attribute('a'), groups: { kind: 'contains', text: ' ' } }] }],
    ['attributes', { attributes: [{ ...attribute('a'), groups: { kind: 'contains', text: 'x'.repeat(257) } }] }],
    ['attributes', { attributes: [{ ...attribute('a'), groups: { kind: 'matches' as 'contains', text: '.*' } }] }],
    ['attributes', { attributes: Array.from({ length: 101 }, (_, n) => attribute(`a${n}`)) }],
    ['spCertificates', { spCertificates: ['rubbish'] }],
    ['requireSignedRequests', { requireSignedRequests: true }],
  ])('%s (%#)', (field, changes) => {
    const problems = checkSsoSettings({ ...SETTINGS, ...changes });
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(/\.$/);
  });
  test("a stored certificate that can't be read is an error of the settings", () => {
    expect(refusal(() => serviceProviderOf({ ...SETTINGS, spCertificates: ['x'] })).code).toBe('metadata_malformed');
  });
});

test.each([
  ['https://sp.example.net/acs?x=1', true],
  ['http://localhost:3000', true],
  ['https://', false],
  ['https:\\\\sp.example.net', false],
  ['https://sp.example.net/a b', false],
  [`https://sp.example.net/${'a'.repeat(2048)}`, false],
])('%s is a web address: %s', (text, expected) => expect(isWebAddress(text)).toBe(expected));
