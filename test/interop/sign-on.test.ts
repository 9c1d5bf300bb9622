import { PASSPORT_SAML } from './passport-sp';
import { BOXYHQ, SAML2_JS } from './saml2-sp';
import { SAMLIFY } from './samlify-sp';
import type { SpLibrary, SpOptions } from './sp-app';
import { startStage, told, type Stage } from './stage';

const LIBRARIES: readonly SpLibrary[] = [PASSPORT_SAML, SAMLIFY, SAML2_JS, BOXYHQ];
const NOOR = 'noor.abadi@fernhill.example';
const format = (name: string, version = '2.0'): string => `urn:oasis:names:tc:SAML:${version}:nameid-format:${name}`;

jest.setTimeout(60_000);
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
beforeEach(() => stage.browser.forget());
afterAll(() => stage.stop());

describe.each(LIBRARIES.map((library) => [library.name, library] as const))('%s', (_name, library) => {
  const can = (what: NonNullable<SpLibrary['cannot']>[number]): boolean => library.cannot?.includes(what) !== true;
  const login = async (): Promise<Record<string, unknown>> => {
    const page = await stage.browser.open('https://sp.example:8443/login');
    return told(new URL(page.url).pathname === '/login' ? await stage.signIn(page) : page);
  };

  const WAYS: readonly Pick<SpOptions, 'binding' | 'sign'>[] = [
    { binding: 'redirect', sign: false },
    { binding: 'redirect', sign: true },
    { binding: 'post', sign: false },
    ...(can('signed-post') ? [{ binding: 'post', sign: true } as const] : []),
  ];
  test.each(WAYS)('M-060: sign-on by $binding, signed: $sign', async (way) => {
    await stage.play(library, way);
    const { browser } = stage;
    const asked = await browser.open('https://sp.example:8443/login');
    const first = told(await stage.signIn(asked));
    expect(first).toMatchObject({ nameId: NOOR });
    if (library !== PASSPORT_SAML) expect(first['relayState']).toBe('/start');
    // M-062: the session serves the next request.
    expect(told(await browser.open('https://sp.example:8443/login'))).toMatchObject({ nameId: NOOR });
  });

  test('M-059: sign-on from the tile', async () => {
    await stage.play(library);
    await stage.signIn(await stage.browser.open('http://localhost:9999/login'));
    expect(told(await stage.browser.open('http://localhost:9999/apps/atlas'))).toMatchObject({ nameId: NOOR });
  });

  test.each(['both', 'assertion', 'response'] as const)('signatures on: %s', async (sign) => {
    // node-saml wants both by default; the others take any.
    await stage.play(library, {}, { sign });
    const outcome = await login();
    if (sign === 'both' || library !== PASSPORT_SAML) expect(outcome).toMatchObject({ nameId: NOOR });
    else expect(outcome).toHaveProperty('refused');
  });

  test('a Response with SHA-512', async () => {
    await stage.play(library, {}, { hash: 'sha512' });
    expect(await login()).toMatchObject({ nameId: NOOR });
  });

  test.each(['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm'] as const)(
    'encrypted with %s',
    async (algorithm) => {
      await stage.play(library, { encrypted: algorithm });
      expect(await login()).toMatchObject({ nameId: NOOR });
    },
  );

  const FORMATS = [
    [format('emailAddress', '1.1'), NOOR],
    [format('unspecified', '1.1'), NOOR],
    [format('persistent'), /^[0-9a-f]{64}$/],
    [format('transient'), /^_?\w{20,}$/],
  ] as const;
  test.each(FORMATS)('a name in the format asked for: %s', async (nameIdFormat, expected) => {
    await stage.play(library, { nameIdFormat });
    const { nameId } = await login();
    if (typeof expected === 'string') expect(nameId).toBe(expected);
    else expect(nameId).toMatch(expected);
    if (nameIdFormat === format('persistent')) {
      stage.browser.forget();
      expect((await login())['nameId']).toBe(nameId);
    }
  });
  test.each(['email', 'unspecified', 'persistent', 'transient'] as const)(
    'a name in the format of the application: %s',
    async (fixed) => {
      await stage.play(library, {}, { nameId: { format: fixed, from: 'email', fixed: true } });
      expect((await login())['nameId']).toEqual(expect.any(String));
    },
  );

  if (can('passive')) {
    test('passive: refused with a status without a session, silent with one', async () => {
      await stage.play(library, { passive: true });
      const alone = told(await stage.browser.open('https://sp.example:8443/login'));
      expect(alone).toHaveProperty('refused');
      await stage.signIn(await stage.browser.open('http://localhost:9999/login'));
      expect(told(await stage.browser.open('https://sp.example:8443/login'))).toMatchObject({ nameId: NOOR });
    });
  }

  test('forced: the person signs in again', async () => {
    await stage.play(library, { forced: true });
    await stage.signIn(await stage.browser.open('http://localhost:9999/login'));
    const page = await stage.browser.open('https://sp.example:8443/login');
    expect(new URL(page.url).pathname).toBe('/login');
    expect(told(await stage.signIn(page))).toMatchObject({ nameId: NOOR });
  });
});
