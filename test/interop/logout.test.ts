import { PASSPORT_SAML } from './passport-sp';
import { SAML2_JS } from './saml2-sp';
import { SAMLIFY } from './samlify-sp';
import type { SpLibrary } from './sp-app';
import { startStage, told, type Stage } from './stage';
import { wordsOf } from './browser';

const LIBRARIES: readonly SpLibrary[] = [PASSPORT_SAML, SAMLIFY, SAML2_JS];
const SP = 'https://sp.example:8443';
const PRODUCT = 'http://localhost:9999';

jest.setTimeout(60_000);
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
beforeEach(() => stage.browser.forget());
afterAll(() => stage.stop());

describe.each(LIBRARIES.map((library) => [library.name, library] as const))('%s', (_name, library) => {
  beforeEach(async () => {
    await stage.play(library, { sign: true });
    const page = await stage.browser.open(`${SP}/login`);
    expect(told(await stage.signIn(page))).toHaveProperty('nameId');
  });
  const isIn = async (): Promise<boolean> =>
    new URL((await stage.browser.open(`${PRODUCT}/`)).url).pathname !== '/login';

  test('sign-out from the service provider ends the session here, and its answer is taken there', async () => {
    expect(await isIn()).toBe(true);
    const end = await stage.browser.open(`${SP}/logout`);
    expect(told(end)).toEqual({ signedOut: true });
    expect(await isIn()).toBe(false);
    const again = await stage.browser.open(`${SP}/login`);
    expect(new URL(again.url).pathname).toBe('/login');
  });

  test('sign-out from Passo goes round the service provider and comes back', async () => {
    const portal = await stage.browser.open(`${PRODUCT}/`);
    const end = await stage.browser.submit(portal, '/logout');
    expect(new URL(end.url).origin).toBe(PRODUCT);
    expect(wordsOf(end)).toMatch(/signed out/i);
    expect(stage.browser.trail).toContain(`${SP}/saml/slo`);
    expect(told(await stage.browser.open(`${SP}/who`))).toBeNull();
    expect(await isIn()).toBe(false);
  });
});
