import { chooseAcs } from '../../src/saml/acs';
import { ACS, ACS_TWO, refusal, SETTINGS } from './support';

const registered = SETTINGS.acs;

describe('saml-profiles 4.1.4.1: the address of the answer', () => {
  test.each([
    ['by address', { url: ACS_TWO }, ACS_TWO],
    ['by index', { index: 7 }, ACS_TWO],
    ['by index 0', { index: 0 }, ACS],
    ['the default one', {}, ACS],
  ])('%s', (_name, asked, url) => expect(chooseAcs(registered, asked).url).toBe(url));
  test('the first one when none is marked', () => {
    const unmarked = registered.map((endpoint) => ({ ...endpoint, isDefault: false }));
    expect(chooseAcs(unmarked, {}).url).toBe(ACS);
  });
  test('the marked one wherever it stands', () => {
    const second = registered.map((endpoint) => ({ ...endpoint, isDefault: endpoint.url === ACS_TWO }));
    expect(chooseAcs(second, {}).url).toBe(ACS_TWO);
  });
  test('P2: no fallback from an unknown index, from both at once, or from nothing', () => {
    for (const asked of [{ index: 1 }, { index: 7, url: ACS }, { index: 99, url: ACS_TWO }]) {
      expect(refusal(() => chooseAcs(registered, asked)).code).toBe('acs_not_registered');
    }
    expect(refusal(() => chooseAcs([], {})).code).toBe('acs_not_registered');
  });
});

describe('P1: an address that only looks registered is refused', () => {
  test.each([
    '',
    ' ',
    `${ACS} `,
    ` ${ACS}`,
    `${ACS}\n`,
    `${ACS}/`,
    `${ACS}?`,
    `${ACS}?a=b`,
    `${ACS}#`,
    `${ACS}#x`,
    `${ACS}%20`,
    `${ACS}\u0000`,
    `${ACS}\u200B`,
    `${ACS}.evil.example`,
    `${ACS}/../acs`,
    ACS.toUpperCase(),
    ACS.replace('https', 'http'),
    ACS.replace('https', 'HTTPS'),
    ACS.replace('sp.', 'SP.'),
    ACS.replace('sp.example.net', 'sp.example.net:443'),
    ACS.replace('sp.example.net', 'sp.example.net.'),
    ACS.replace('sp.example.net', 'sp.example.net@evil.example'),
    ACS.replace('https://', 'https://user@'),
    ACS.replace('https://', 'https:\\\\'),
    ACS.replace('https://', '//'),
    ACS.replace('/saml/', '//saml/'),
    ACS.replace('/saml/', '/./saml/'),
    ACS.replace('acs', '%61cs'),
    ACS.replace('sp.', '\u0455p.'),
    ACS.replace('/saml/acs', '/saml'),
    'https://evil.example/saml/acs',
    'javascript:alert(1)',
    'data:text/html,x',
    '__proto__',
    '*',
  ])('%j', (url) => {
    const error = refusal(() => chooseAcs(registered, { url }));
    expect(error).toMatchObject({ code: 'acs_not_registered', deliver: 'to-person' });
    expect(error.facts).toEqual({ asked: url, allowed: `${ACS} ${ACS_TWO}` });
  });
});
