import { readServiceProviderConfig } from '../../src/scim/service-provider-config';

const NOTHING = { patch: false, bulk: false, filter: false, changePassword: false, sort: false, etag: false };

describe('RFC 7643 section 5: what an SP says it can do', () => {
  test('supported features are read', () => {
    const json = {
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: false },
    };
    expect(readServiceProviderConfig(json)).toEqual({ ...NOTHING, patch: true, filter: true, maxResults: 200 });
  });

  test.each([
    undefined,
    null,
    'x',
    [],
    { patch: true },
    { patch: { supported: 'true' } },
    { filter: { maxResults: -1 } },
  ])('what can not be read counts as not supported: %p', (json) =>
    expect(readServiceProviderConfig(json)).toEqual(NOTHING),
  );
});
