import type { SsoSettings } from '../../src/core/application';
import { makeKeyPair } from '../../src/saml/key-pair';
import { checkSsoSettings, isWebAddress, serviceProviderOf } from '../../src/saml/service-provider';
import { ACS, NOW, refusal, SETTINGS, SP } from './support';

const endpoint = (url: string, index?: number, isDefault = false) => ({
  url,
  isDefault,
  ...(index === undefined ? {} : { index }),
});
const attribute = (name: string) => ({ name, from: 'email' as const, jit: false, enabled: true });

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
