import type { Application } from '../../../src/core/application';
import type { BrowserSession } from '../browser-session';
import { wordsOf } from '../browser-session';
import { readForm } from '../read-form';
import { startSsoBench, tab, type SsoBench } from '../sso-bench';

let bench: SsoBench;

beforeAll(async () => {
  bench = await startSsoBench();
});
afterAll(() => bench.passo.stop());

const metadataOf = (acs: string, number = 0): string =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sp.example/${number}">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
  <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acs}" index="3"/>
  </SPSSODescriptor></EntityDescriptor>`;
describe('Upload Metadata (M-051)', () => {
  const upload = (application: Application, xml: string): ReturnType<BrowserSession['send']> =>
    bench.browser.send(
      `${tab(application)}/metadata`,
      { metadataText: '' },
      { name: 'metadata', filename: 'sp.xml', bytes: Buffer.from(xml) },
    );

  test('what was read is listed before it is applied, and Apply fills the fields and activates', async () => {
    const application = await bench.add('rhombus-systems');
    await bench.browser.open(tab(application));
    const review = await upload(application, metadataOf('https://sp.example/acs', 7));
    expect(review.status).toBe(200);
    const words = wordsOf(review.text);
    expect(words).toContain('Nothing is changed yet.');
    expect(words).toContain('https://sp.example/acs (index 3, default)');
    expect((await bench.stored(application)).ssoState).toBe('inactive');
    const apply = `${tab(application)}/metadata/apply`;
    const page = await bench.browser.sendAndFollow(apply, readForm(review.text, apply));
    expect(wordsOf(page)).toContain('Metadata applied');
    const after = await bench.stored(application);
    expect(after).toMatchObject({ ssoState: 'active', sso: { spEntityId: 'https://sp.example/7' } });
    expect(after.sso?.acs).toEqual([{ url: 'https://sp.example/acs', index: 3, isDefault: true }]);
  });

  test('metadata can be pasted as text', async () => {
    const application = await bench.add('custom-saml');
    await bench.browser.open(tab(application));
    const review = await bench.browser.send(`${tab(application)}/metadata`, {
      metadataText: metadataOf('https://sp.example/pasted'),
    });
    expect(wordsOf(review.text)).toContain('https://sp.example/pasted');
  });

  test.each([
    ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', 'metadata'],
    ['not xml at all', 'metadata'],
    [' ', 'Choose the metadata file'],
    [`<a>${'x'.repeat(2048 * 1024)}</a>`, 'The metadata is too large: more than 2048 KB'],
    [metadataOf('javascript:alert(1)'), 'is not a full http or https address'],
  ])('a file that can’t be used is refused with the reason and stores nothing (%#)', async (xml, sentence) => {
    const application = await bench.add('custom-saml');
    await bench.browser.open(tab(application));
    const response =
      xml.trim() === ''
        ? await bench.browser.send(`${tab(application)}/metadata`, { metadataText: xml })
        : await upload(application, xml);
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('There is a problem');
    expect(wordsOf(response.text)).toContain(sentence);
    expect(response.text).not.toContain('root:');
    expect(await bench.stored(application)).toEqual(application);
  });

  test('Apply reads the file again: a changed hidden field can’t bring in what an upload could not', async () => {
    const application = await bench.add('custom-saml');
    await bench.browser.open(tab(application));
    const xml = Buffer.from(metadataOf('javascript:alert(1)')).toString('base64');
    const response = await bench.browser.send(`${tab(application)}/metadata/apply`, { xml });
    expect(response.status).toBe(422);
    expect(await bench.stored(application)).toEqual(application);
  });
});
