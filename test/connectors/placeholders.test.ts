import fc from 'fast-check';
import type { ConnectorVariable } from '../../src/connectors/definition';
import {
  checkVariables,
  fillGuide,
  fillPlaceholders,
  findPlaceholders,
  unreplaced,
} from '../../src/connectors/placeholders';

const variable: ConnectorVariable = {
  name: 'YOUR_SUBDOMAIN',
  label: 'subdomain',
  help: 'The host name.',
  example: 'fernhill.example.com',
};

describe('finding', () => {
  it.each([
    ['https://{YOUR_SUBDOMAIN}/x', ['YOUR_SUBDOMAIN']],
    ['https://%7BYOUR_SUBDOMAIN%7D/x', ['YOUR_SUBDOMAIN']],
    ['https://%7btenant_id%7d/x', ['TENANT_ID']],
    ['https://YOURDOMAIN.example.com', ['YOURDOMAIN']],
    ['https://myYOURDOMAINhost.example.com', ['YOURDOMAIN']],
    ['https://YOUR_SUBDOMAIN/{TENANT}/{TENANT}', ['TENANT', 'YOUR_SUBDOMAIN']],
    ['{YOUR_DOMAIN_NAME}', ['YOUR_DOMAIN_NAME']],
    ['https://yourdomain.example.com', []],
    ['{sso-url} and {}', []],
    ['', []],
  ])('A-32: finds what is left in %s', (text, names) => {
    expect([...findPlaceholders(text)].sort()).toEqual([...names].sort());
  });

  it('A-32: names every field that still holds one', () => {
    const errors = unreplaced({
      acsUrl: 'https://{YOUR_SUBDOMAIN}/a',
      entityId: 'https://fine.example',
      loginUrl: undefined,
    });
    expect(Object.keys(errors)).toEqual(['acsUrl']);
    expect(errors['acsUrl']).toMatch(/YOUR_SUBDOMAIN/);
  });
});

describe('filling', () => {
  it('A-32: one value fills every place, in braces or bare', () => {
    const text = 'https://{YOUR_SUBDOMAIN}/a https://YOUR_SUBDOMAIN/b';
    expect(fillPlaceholders(text, { YOUR_SUBDOMAIN: ' x.example ' })).toBe('https://x.example/a https://x.example/b');
  });

  it('leaves a placeholder without a value, so that it is found', () => {
    expect(fillPlaceholders('{TENANT}', {})).toBe('{TENANT}');
    expect(fillPlaceholders('{TENANT}', { TENANT: '' })).toBe('{TENANT}');
  });

  it('is not led astray by names of the object prototype', () => {
    expect(fillPlaceholders('{CONSTRUCTOR}', Object.create({ CONSTRUCTOR: 'bad' }) as Record<string, string>)).toBe(
      '{CONSTRUCTOR}',
    );
  });

  it('never fills a placeholder that a value brought along, and takes replacement marks as text', () => {
    expect(fillPlaceholders('{A}', { A: '{B}', B: 'secret' })).toBe('{B}');
    expect(fillPlaceholders('{A}', { A: '$&$1' })).toBe('$&$1');
  });
});

describe('checking values', () => {
  it.each(['fernhill', 'fernhill.example.com', 'fernhill-works', 'localhost:8443', 'a', 'A_1'])(
    'accepts %s',
    (value) => {
      expect(checkVariables([variable], { YOUR_SUBDOMAIN: value })).toEqual({});
    },
  );

  it.each([
    '',
    '   ',
    'https://fernhill.example.com',
    'fernhill.example.com/',
    'evil.example/#',
    'evil.example?x=',
    'user@evil.example',
    'a b',
    'a\nb',
    'a..b',
    '.a',
    'a.',
    '{YOUR_SUBDOMAIN}',
    'YOURDOMAIN',
    'a%2fb',
    'a:port',
    'münchen',
    'a'.repeat(300),
  ])('A-32: refuses %j', (value) => {
    expect(checkVariables([variable], { YOUR_SUBDOMAIN: value })['YOUR_SUBDOMAIN']).toMatch(/\.$/);
  });

  it('A-32: an accepted value never changes which host an address leads to', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ09.-_:/?#@\\%{} \n'), maxLength: 8 }), (value) => {
        if (Object.keys(checkVariables([variable], { YOUR_SUBDOMAIN: value })).length > 0) return;
        const address = fillPlaceholders('https://{YOUR_SUBDOMAIN}.sp.example/path', { YOUR_SUBDOMAIN: value });
        if (!URL.canParse(address)) return;
        expect(new URL(address).hostname.endsWith('.sp.example')).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

it('M-089: fills a guide with our addresses and leaves other braces alone', () => {
  const guide = {
    title: 'There',
    steps: ['Enter {sso-url} and {metadata-url}', '{idp-entity-id} {other} {YOUR_SUBDOMAIN}'],
  };
  const values = { 'sso-url': 'https://s', 'idp-entity-id': 'https://i', 'metadata-url': 'https://m' };
  expect(fillGuide(guide, values, { YOUR_SUBDOMAIN: 'x' }).steps).toEqual([
    'Enter https://s and https://m',
    'https://i {other} x',
  ]);
});
