import { X509Certificate } from 'node:crypto';
import { buildIdpMetadata } from '../../src/saml/metadata/idp-metadata';
import { makeKeyPair, pemOf, readCertificate, type KeyPair } from '../../src/saml/key-pair';
import { readSpMetadata } from '../../src/saml/metadata/sp-metadata';
import { ACS, ACS_TWO, IDP, NOW, refusal, SP, SSO_URL } from './support';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
let pair: KeyPair;
let next: KeyPair;
const base64 = ({ certificatePem }: KeyPair): string => new X509Certificate(certificatePem).raw.toString('base64');
beforeAll(async () => {
  [pair, next] = await Promise.all([
    makeKeyPair({ commonName: 'Zoë’s <app> 你好', now: NOW, validDays: 730 }),
    makeKeyPair({ commonName: 'next', now: NOW, validDays: 1 }),
  ]);
});

const key = (content: string, use = ' use="signing"'): string =>
  `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${content}</ds:KeyInfo></md:KeyDescriptor>`;
const certificate = (content: string): string =>
  `<ds:X509Data><ds:X509Certificate>${content}</ds:X509Certificate></ds:X509Data>`;
const acs = (Location: string, rest = ' index="0"', Binding = POST): string =>
  `<md:AssertionConsumerService Binding="${Binding}" Location="${Location}"${rest}/>`;
const role = (content: string, attributes = ''): string =>
  `<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol"${attributes}>${content}</md:SPSSODescriptor>`;
const entity = (content: string, attributes = `entityID="${SP}"`): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ${attributes}>${content}</md:EntityDescriptor>`;
const read = (xml: string | Buffer, now = NOW) => readSpMetadata(Buffer.from(xml), now);
const problem = (xml: string): string => refusal(() => read(xml)).message;

describe('M-051: reading the metadata of a service provider', () => {
  test('everything Passo uses is read', () => {
    const xml = entity(
      role(
        key(certificate(base64(pair).replace(/.{50}/g, '$&\n   '))) +
          key(certificate(base64(next)), ' use="encryption"') +
          '<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>' +
          acs('https://sp.example.net/artifact', ' index="1"', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact') +
          acs(ACS, ' index="2"') +
          acs(ACS_TWO, ' index="3" isDefault="1"'),
        ' WantAssertionsSigned="1" AuthnRequestsSigned="true"',
      ),
    );
    expect(read(xml)).toEqual({
      entityId: SP,
      acs: [
        { url: ACS, index: 2, isDefault: false },
        { url: ACS_TWO, index: 3, isDefault: true },
      ],
      certificates: [pair.certificatePem],
      nameIdFormats: ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
      wantAssertionsSigned: true,
      authnRequestsSigned: true,
      encryptionCertificates: [next.certificatePem],
      slo: [],
      requestedAttributes: [],
      warnings: ['ACS addresses for HTTP-Artifact were passed over: answers go out by HTTP-POST.'],
    });
  });
  test('the least: no key, no format, no index, default namespace, single quotes, Extensions, comments', () => {
    const xml = entity(`<md:Extensions><x xmlns="urn:x"/></md:Extensions>${role(acs(ACS, ''))}`)
      .replaceAll('md:', '')
      .replace('xmlns:md', 'xmlns')
      .replaceAll('"', "'");
    expect(read(`<!-- hello -->${xml}`)).toMatchObject({
      entityId: SP,
      acs: [{ url: ACS, isDefault: true }],
      certificates: [],
    });
  });
  test('S10: a key without use serves for signing, two keys are both taken, one twice is one', () => {
    const xml = entity(
      role(
        key(certificate(base64(pair)), '') + key(certificate(base64(next))) + key(certificate(base64(pair))) + acs(ACS),
      ),
    );
    expect(read(xml).certificates).toEqual([pair.certificatePem, next.certificatePem]);
  });
  test('saml-metadata 2.2.3: which address is the default', () => {
    const defaults = (...marks: string[]): boolean[] =>
      read(entity(role(marks.map((mark, n) => acs(`${ACS}${n}`, ` index="${n}"${mark}`)).join('')))).acs.map(
        (one) => one.isDefault,
      );
    expect(defaults('', '')).toEqual([true, false]);
    expect(defaults(' isDefault="false"', '')).toEqual([false, true]);
    expect(defaults(' isDefault="false"', ' isDefault="0"')).toEqual([true, false]);
    expect(defaults('', ' isDefault="true"', ' isDefault="true"')).toEqual([false, true, false]);
  });
  test('an address that comes twice is taken once, with a warning', () => {
    const { acs: found, warnings } = read(entity(role(acs(ACS) + acs(ACS, ' index="1"') + acs(ACS_TWO, ' index="0"'))));
    expect(found).toEqual([{ url: ACS, index: 0, isDefault: true }]);
    expect(warnings).toHaveLength(2);
  });
  test('validUntil in the past warns and does not stop', () => {
    const at = (validUntil: string) =>
      read(entity(role(acs(ACS)), `entityID="${SP}" validUntil="${validUntil}"`)).warnings;
    expect(at('2026-11-22T11:59:59Z')).toEqual([expect.stringContaining('valid until 2026-11-22T11:59:59.000Z')]);
    expect(at('2026-11-24T12:00:00Z')).toEqual([]);
  });
  test('S10, R14: an expired certificate and a key without certificate warn', () => {
    const xml = entity(role(key(certificate(base64(next))) + key('<ds:KeyName>x</ds:KeyName>') + acs(ACS)));
    expect(read(xml, NOW + 2 * 86_400_000).warnings).toEqual([
      'A signing key comes without a certificate and was passed over.',
      'The certificate CN=next has expired.',
    ]);
  });
  test('one service provider among others in a group is found', () => {
    const group = (content: string): string =>
      `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${content}</md:EntitiesDescriptor>`;
    const idp = entity(
      '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>',
      'entityID="idp"',
    );
    const one = entity(role(acs(ACS)));
    expect(read(group(idp + group(one))).entityId).toBe(SP);
    const two = entity(role(acs(ACS_TWO)), 'entityID="urn:two"');
    const error = refusal(() => read(group(one + two)));
    expect(error.message).toContain(`${SP}, urn:two`);
    expect(problem(group(idp))).toContain('identity provider');
    expect(problem(group(''))).toContain('no EntityDescriptor');
  });
  test('the certificate of an identity provider in the same file is not taken', () => {
    const idp = `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${key(certificate(base64(next)))}</md:IDPSSODescriptor>`;
    expect(read(entity(idp + role(acs(ACS)))).certificates).toEqual([]);
  });
});

describe('metadata that is refused, with the reason', () => {
  test.each<[string, () => string, RegExp]>([
    [
      'metadata of an identity provider',
      () => buildIdpMetadata({ entityId: IDP, ssoUrl: SSO_URL, certificates: [], nameIdFormats: [] }),
      /metadata of an identity provider/,
    ],
    ['no role', () => entity(''), /no SPSSODescriptor/],
    [
      'SAML 1.1 alone',
      () => entity(role(acs(ACS)).replace(' urn:oasis:names:tc:SAML:2.0:protocol', '')),
      /does not speak SAML 2\.0/,
    ],
    ['two roles', () => entity(role(acs(ACS)) + role(acs(ACS))), /twice/],
    ['no entityID', () => entity(role(acs(ACS)), ''), /entityID/],
    ['a long entityID', () => entity(role(acs(ACS)), `entityID="${'x'.repeat(1025)}"`), /entityID/],
    ['no address', () => entity(role('')), /AssertionConsumerService/],
    [
      'Artifact alone',
      () => entity(role(acs(ACS, '', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact'))),
      /AssertionConsumerService/,
    ],
    ['a script as address', () => entity(role(acs('javascript:alert(1)'))), /javascript:alert\(1\)/],
    [
      'S10: a broken certificate, with its place and line',
      () => entity(role(`${key(certificate(base64(pair)))}\n${key(certificate('AAAA'))}${acs(ACS)}`)),
      /certificate 2 can't be read \(line 2\)/,
    ],
    [
      'a certificate that is not base64',
      () => entity(role(key(certificate('!')) + acs(ACS))),
      /certificate 1 can't be read/,
    ],
    [
      'X6: a comment in a certificate',
      () => entity(role(key(certificate(`${base64(pair)}<!-- -->`)) + acs(ACS))),
      /markup inside/,
    ],
    ['an unknown use', () => entity(role(key(certificate(base64(pair)), ' use="x"') + acs(ACS))), /unknown use/],
    ['a flag that is neither', () => entity(role(acs(ACS), ' WantAssertionsSigned="yes"')), /WantAssertionsSigned/],
    ['another root', () => '<a/>', /begins with a/],
    ['plain text', () => 'hello', /text outside the root element/],
    ['HTML', () => '<!DOCTYPE html><html></html>', /document type/],
    [
      'X1: an external entity',
      () => `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${entity('&b;')}`,
      /document type/,
    ],
    ['X5: a tag that is not closed, with its line', () => entity('\n\n<md:SPSSODescriptor>'), /line 3/],
  ])('%s', (_name, xml, message) => {
    const error = refusal(() => read(xml()));
    expect(error.code).toBe('metadata_malformed');
    expect(error.message).toMatch(message);
  });
  test('X4: too large', () =>
    expect(refusal(() => read(`<a>${'<b/>'.repeat(60_000)}</a>`)).code).toBe('message_too_large'));
  test('X4: too many bytes', () =>
    expect(refusal(() => read(`<a>${' '.repeat(2 * 1024 * 1024)}</a>`)).message).toContain('more than 2048 KB'));
  test('X4: too deep', () =>
    expect(refusal(() => read(`${'<a>'.repeat(51)}${'</a>'.repeat(51)}`)).message).toContain('more than 50 levels'));
});

describe('key pairs', () => {
  test('the facts of a made certificate', () => {
    const facts = readCertificate(pair.certificatePem);
    expect(facts).toMatchObject({ notBefore: NOW - 300_000, notAfter: NOW + 730 * 86_400_000, keyBits: 2048 });
    expect(facts.subject).toBe('CN=Zoë’s \\<app\\> 你好');
    expect(facts.fingerprintSha256).toBe(new X509Certificate(pair.certificatePem).fingerprint256);
  });
  test('the certificate is signed with its own key by SHA-256, and every one has another serial number', () => {
    const [one, two] = [pair, next].map(({ certificatePem }) => new X509Certificate(certificatePem));
    expect(one?.verify(one.publicKey)).toBe(true);
    expect(one?.ca).toBe(false);
    expect(one?.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(one?.serialNumber).not.toBe(two?.serialNumber);
  });
  test('a long name is cut and an empty one replaced', async () => {
    const long = await makeKeyPair({ commonName: '\u{1F600}'.repeat(80), now: NOW, validDays: 1 });
    expect(readCertificate(long.certificatePem).subject).toBe(`CN=${'\u{1F600}'.repeat(64)}`);
    const empty = await makeKeyPair({ commonName: '\u0000', now: NOW, validDays: 1 });
    expect(readCertificate(empty.certificatePem).subject).toBe('CN=Passo');
  });
  test.each(['', 'rubbish', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    '%j is not a certificate',
    (text) => {
      expect(refusal(() => readCertificate(text)).code).toBe('metadata_malformed');
      expect(refusal(() => pemOf(text)).code).toBe('metadata_malformed');
    },
  );
  test('base64 becomes the same PEM whatever its line ends', () => {
    expect(pemOf(base64(pair).replace(/.{10}/g, '$& \r\n'))).toBe(pair.certificatePem);
  });
});
