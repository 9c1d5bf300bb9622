import fc from 'fast-check';
import { checkBaseUrl, resolveBaseUrl } from '../../src/connectors/base-url';

describe('A-31: an accepted Base URL', () => {
  it.each([
    ['https://fernhill.blogin.co/sso/scim/V2', 'https://fernhill.blogin.co/sso/scim/V2'],
    ['https://fernhill.blogin.co/sso/scim/V2/', 'https://fernhill.blogin.co/sso/scim/V2'],
    ['https://fernhill.blogin.co/sso/scim/V2//', 'https://fernhill.blogin.co/sso/scim/V2/'],
    ['  https://Fernhill.Blogin.co/SCIM  ', 'https://fernhill.blogin.co/SCIM'],
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['https://api.example.com:8443/scim', 'https://api.example.com:8443/scim'],
    ['http://localhost:4010/scim/v2', 'http://localhost:4010/scim/v2'],
    ['https://[2001:db8::1]/scim', 'https://[2001:db8::1]/scim'],
  ])('%s is kept as %s', (typed, url) => {
    expect(checkBaseUrl(typed)).toEqual({ ok: true, url });
  });
});

describe('A-31: a refused Base URL', () => {
  it.each([
    ['', /Enter the Base URL/],
    ['https://.blogin.co/sso/scim/V2', /part of the host name is missing/],
    ['https://a..b/scim', /part of the host name is missing/],
    ['https://a.example./scim', /part of the host name is missing/],
    ['https:///scim', /part of the host name is missing/],
    ['https://:8080/scim', /part of the host name is missing/],
    ['https://{YOUR_SUBDOMAIN}/api/v2/scim/v2', /placeholder YOUR_SUBDOMAIN/],
    ['https://YOURDOMAIN.example/scim', /placeholder YOURDOMAIN/],
    ['https://<tenant>.blogin.co/sso/scim/V2', /placeholder <tenant>/],
    ['api.example.com/scim', /beginning with https/],
    ['ftp://api.example.com/scim', /beginning with https/],
    ['javascript:alert(1)', /beginning with https/],
    ['https:api.example.com', /beginning with https/],
    ['https://user:pw@api.example.com/scim', /username or password/],
    ['https://trusted.example@evil.example/scim', /username or password/],
    ['https://api.example.com\\@evil.example/scim', /backslash/],
    ['https://api.example.com/scim?token=x', /without a query/],
    ['https://api.example.com/scim#x', /without a query/],
    ['https://api.example.com/sc im', /space or a line break/],
    ['https://api.example.com/sc\nim', /space or a line break/],
    ['https://api.exa\u200bmple.com/scim', /space or a line break/],
    ['https://api.example.com:99999/scim', /not a valid address/],
    [`https://api.example.com/${'a'.repeat(2100)}`, /longer than/],
  ])('%j is refused with its own sentence', (typed, sentence) => {
    const check = checkBaseUrl(typed);
    expect(check.ok).toBe(false);
    expect(check.ok ? '' : check.sentence).toMatch(sentence);
  });
});

it('A-31: an accepted address is accepted again unchanged and has no query, user or fragment', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.webUrl(),
        fc.string().map((text) => `https://${text}`),
      ),
      (typed) => {
        const first = checkBaseUrl(typed);
        if (!first.ok) return;
        const { search, hash, username, password } = new URL(first.url);
        expect([search, hash, username, password].join('')).toBe('');
        if (!first.url.endsWith('/')) expect(checkBaseUrl(first.url)).toEqual(first);
      },
    ),
  );
});

describe('finding the address of an application', () => {
  const template = { baseUrl: { kind: 'template', template: 'https://{YOUR_SUBDOMAIN}/api/v2/scim/v2' } } as const;

  it("M-078: takes the connector's own whatever was typed", () => {
    const fixed = { baseUrl: { kind: 'fixed', url: 'https://own.example/scim' } } as const;
    expect(resolveBaseUrl(fixed, {}, 'https://other.example')).toEqual({ ok: true, url: 'https://own.example/scim' });
  });

  it('M-079: asks where the admin has to type it', () => {
    const ask = { baseUrl: { kind: 'ask', example: 'https://x.example/scim' } } as const;
    expect(resolveBaseUrl(ask, {}).ok).toBe(false);
    expect(resolveBaseUrl(ask, {}, 'https://y.example/scim')).toEqual({ ok: true, url: 'https://y.example/scim' });
  });

  it('A-32: refuses a template that is not filled', () => {
    expect(resolveBaseUrl(template, {}).ok).toBe(false);
    expect(resolveBaseUrl(template, { YOUR_SUBDOMAIN: 'x.example' })).toEqual({
      ok: true,
      url: 'https://x.example/api/v2/scim/v2',
    });
  });

  it('M-081: what was typed wins over the template', () => {
    expect(resolveBaseUrl(template, { YOUR_SUBDOMAIN: 'x.example' }, 'https://YOUR_SUBDOMAIN/own')).toEqual({
      ok: true,
      url: 'https://x.example/own',
    });
  });
});
