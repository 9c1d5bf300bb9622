import { X509Certificate } from 'node:crypto';
import type { SsoSettings } from '../../src/core/application';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { readDuration, readMoment } from '../../src/saml/metadata/duration';
import { compareSso, digestOf, isChanged, ssoFromMetadata } from '../../src/saml/metadata/sp-changes';
import { readSpDocument, readSpMetadata, type SpMetadata } from '../../src/saml/metadata/sp-metadata';
import { makeCertificate } from './certificate-maker';
import { ACS, NOW, refusal, SETTINGS, SP } from './support';

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';
const B = 'urn:oasis:names:tc:SAML:2.0:bindings:';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
let pair: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  [pair, other] = await Promise.all([
    makeKeyPair({ commonName: 'one', now: NOW, validDays: 700 }),
    makeKeyPair({ commonName: 'two', now: NOW, validDays: 30 }),
  ]);
});

const base64 = (pem: string): string => new X509Certificate(pem).raw.toString('base64');
const key = (pem: string, use = '', more = ''): string =>
  `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${more}</md:KeyDescriptor>`;
const post = (url: string, more = ''): string =>
  `<md:AssertionConsumerService Binding="${B}HTTP-POST" Location="${url}" index="1"${more}/>`;
const slo = (binding: string, url: string, more = ''): string =>
  `<md:SingleLogoutService Binding="${B}${binding}" Location="${url}"${more}/>`;
const entity = (content: string, id = SP, more = '', roleMore = '', after = ''): string =>
  `<md:EntityDescriptor xmlns:md="${MD}" entityID="${id}"${more}><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"${roleMore}>${content}</md:SPSSODescriptor>${after}</md:EntityDescriptor>`;
const group = (content: string, more = ''): string =>
  `<md:EntitiesDescriptor xmlns:md="${MD}"${more}>${content}</md:EntitiesDescriptor>`;
const read = (xml: string, now = NOW): SpMetadata => readSpMetadata(Buffer.from(xml), now);

describe('what a service provider says of logout, encryption and itself', () => {
  test('logout: SOAP listed first, ResponseLocation, other bindings, one address for each binding', () => {
    const found = read(
      entity(
        slo('SOAP', 'https://sp.example.net/soap') +
          slo('HTTP-Artifact', 'https://sp.example.net/art') +
          slo('HTTP-POST', 'https://sp.example.net/post') +
          slo('HTTP-Redirect', 'https://sp.example.net/slo', ' ResponseLocation="https://sp.example.net/slo/done"') +
          slo('HTTP-Redirect', 'https://sp.example.net/second') +
          post(ACS),
      ),
    );
    expect(found.slo).toEqual([
      { binding: 'redirect', url: 'https://sp.example.net/slo', responseUrl: 'https://sp.example.net/slo/done' },
      { binding: 'post', url: 'https://sp.example.net/post' },
      { binding: 'soap', url: 'https://sp.example.net/soap' },
    ]);
  });

  test('A1: a logout address that is a script is passed over with its line', () => {
    const found = read(entity(`\n${slo('HTTP-POST', 'javascript:alert(1)')}${post(ACS)}`));
    expect(found.slo).toEqual([]);
    expect(found.warnings).toEqual([
      'The logout address "javascript:alert(1)" (line 2) is not a full http or https address and was passed over.',
    ]);
  });

  test('S10: a key without use signs and encrypts; one for encryption does not sign, and the cipher asked for is read', () => {
    const methods =
      '<md:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/><md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/><md:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>';
    const found = read(
      entity(key(pair.certificatePem) + key(other.certificatePem, ' use="encryption"', methods) + post(ACS)),
    );
    expect(found.certificates).toEqual([pair.certificatePem]);
    expect(found.encryptionCertificates).toEqual([pair.certificatePem, other.certificatePem]);
    expect(found.encryptionAlgorithm).toBe('aes128-gcm');
  });

  test('S10: a key under 2,048 bits is taken with a warning', () => {
    const weak = makeCertificate('rsa-1024').certificatePem;
    expect(read(entity(key(weak, ' use="signing"') + post(ACS))).warnings).toEqual([
      'The certificate CN=Test has a weak key of 1024 bits.',
    ]);
  });

  test('names, contact and the attributes it asks for are read for people, markup and control characters taken out', () => {
    const ui = `<md:Extensions><u:UIInfo xmlns:u="urn:oasis:names:tc:SAML:metadata:ui"><u:DisplayName xml:lang="de">Zeiten</u:DisplayName><u:DisplayName xml:lang="en-GB">  Time\n <b xmlns="">Sheets</b></u:DisplayName></u:UIInfo></md:Extensions>`;
    const consuming = `<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="en">S</md:ServiceName><md:RequestedAttribute Name="urn:oid:0.9.2342.19200300.100.1.3" FriendlyName="mail" isRequired="true"/><md:RequestedAttribute Name="groups"/><md:RequestedAttribute Name=""/></md:AttributeConsumingService>`;
    const contact = `<md:ContactPerson contactType="support"><md:GivenName>No</md:GivenName></md:ContactPerson><md:ContactPerson contactType="technical"><md:GivenName>Ann</md:GivenName><md:SurName>Lee</md:SurName><md:EmailAddress>mailto:ann@sp.example</md:EmailAddress></md:ContactPerson>`;
    expect(read(entity(ui + post(ACS) + consuming, SP, '', '', contact))).toMatchObject({
      displayName: 'Time Sheets',
      contact: 'Ann Lee, ann@sp.example',
      requestedAttributes: [
        { name: 'urn:oid:0.9.2342.19200300.100.1.3', friendlyName: 'mail', required: true },
        { name: 'groups', required: false },
      ],
    });
  });

  test('INTEROP: PAOS, Artifact and SimpleSign beside POST are passed over and named; NameIDFormat may come first', () => {
    const others = ['PAOS', 'HTTP-Artifact', 'HTTP-POST-SimpleSign']
      .map(
        (name, n) => `<md:AssertionConsumerService Binding="${B}${name}" Location="https://x.example/" index="${n}"/>`,
      )
      .join('');
    const found = read(
      entity(
        `<md:NameIDFormat> ${PERSISTENT}\n</md:NameIDFormat>${others}${slo('HTTP-Redirect', 'https://x.example/slo')}${post(ACS)}`,
      ),
    );
    expect(found.acs).toEqual([{ url: ACS, index: 1, isDefault: true }]);
    expect(found.nameIdFormats).toEqual([PERSISTENT]);
    expect(found.slo).toHaveLength(1);
    expect(found.warnings).toEqual([
      'ACS addresses for PAOS, HTTP-Artifact and HTTP-POST-SimpleSign were passed over: answers go out by HTTP-POST.',
    ]);
  });

  test('INTEROP: prefixes md:, ns0: and none, with double and single quotes, read the same', () => {
    const xml = entity(key(pair.certificatePem) + slo('SOAP', 'https://sp.example.net/soap') + post(ACS));
    const ns0 = xml.replaceAll('<md:', '<ns0:').replaceAll('</md:', '</ns0:').replaceAll('xmlns:md', 'xmlns:ns0');
    const none = xml.replaceAll('<md:', '<').replaceAll('</md:', '</').replaceAll('xmlns:md', 'xmlns');
    for (const shape of [ns0, none, xml.replaceAll('"', "'"), `\uFEFF${xml}`]) expect(read(shape)).toEqual(read(xml));
  });

  test('the earliest end and the shortest time to keep count, wherever they stand', () => {
    const one = entity(
      post(ACS),
      SP,
      ' validUntil="2026-11-26T00:00:00Z" cacheDuration="PT6H"',
      ' cacheDuration="P1D"',
    );
    const found = read(group(one, ' validUntil="2026-11-25T00:00:00Z"'));
    expect(found).toMatchObject({ validUntil: Date.parse('2026-11-25T00:00:00Z'), cacheDuration: 6 * 3_600_000 });
    expect(found.warnings).toEqual([]);
  });

  test.each([
    ['PT1H', 3_600_000],
    ['P1D', 86_400_000],
    ['P1Y2M3DT4H5M6.5S', ((365 + 60 + 3) * 24 + 4) * 3_600_000 + 306_000],
    [' PT604800S ', 604_800_000],
    ['-P1D', undefined],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['1 day', undefined],
    [`P${'9'.repeat(50)}D`, undefined],
    [undefined, undefined],
  ])('a duration: %s', (text, expected) => expect(readDuration(text)).toBe(expected));

  test.each([
    ['2026-11-25T00:00:00', Date.parse('2026-11-25T00:00:00Z')],
    ['2026-11-25T01:00:00+01:00', Date.parse('2026-11-25T00:00:00Z')],
    ['2026-99-25T01:00:00Z', undefined],
    ['tomorrow', undefined],
  ])('a moment: %s', (text, expected) => expect(readMoment(text)).toBe(expected));
});

describe('several service providers in one document', () => {
  const many = (count: number): string =>
    group(
      Array.from({ length: count }, (_, n) =>
        entity(
          key(pair.certificatePem) +
            key(other.certificatePem, ' use="encryption"') +
            post(`https://sp${n}.example/acs`).repeat(8),
          `https://sp${n}.example/saml`,
        ),
      ).join('\n'),
    );

  test('200 of them are listed, and one of them is read within a second', () => {
    const bytes = Buffer.from(many(200));
    const started = performance.now();
    const document = readSpDocument(bytes, { now: NOW });
    expect(document).toMatchObject({ kind: 'several' });
    expect(document.kind === 'several' && document.choices).toHaveLength(200);
    const chosen = readSpDocument(bytes, { now: NOW, entityId: 'https://sp137.example/saml' });
    expect(chosen.kind === 'one' && chosen.metadata.acs[0]?.url).toBe('https://sp137.example/acs');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('the part of the chosen one is a document of its own that reads the same, whatever the prefixes', () => {
    const xml = many(3)
      .replaceAll(' xmlns:md=', '  xmlns:md=')
      .replace(/(<md:EntityDescriptor) {2}xmlns:md="[^"]+"/g, '$1');
    const chosen = readSpDocument(Buffer.from(xml), { entityId: 'https://sp1.example/saml' });
    if (chosen.kind !== 'one') throw new Error('not found');
    expect(readSpMetadata(Buffer.from(chosen.xml))).toEqual(chosen.metadata);
    expect(chosen.xml).not.toContain('sp2.example');
  });

  test('one that is described twice can’t be chosen, and one that is not there leads back to the list', () => {
    const xml = Buffer.from(
      group(entity(post(ACS)) + entity(post('https://evil.example/acs')) + entity(post(ACS), 'urn:x')),
    );
    expect(refusal(() => readSpDocument(xml, { entityId: SP })).message).toContain('more than once');
    expect(readSpDocument(xml, { entityId: 'urn:y' }).kind).toBe('several');
    expect(readSpDocument(xml, { entityId: 'urn:x' }).kind).toBe('one');
  });
});

describe('what is taken over of it', () => {
  const ask = { encrypt: false, useNameId: false };
  const from = (content: string, roleMore = ''): SpMetadata => read(entity(content + post(ACS), SP, '', roleMore));
  const FULL: SsoSettings = { ...SETTINGS, sign: 'response', nameId: { format: 'email', from: 'email' } };

  test('addresses, certificates and logout are; the encryption key and the name ID only when asked for', () => {
    const metadata = from(
      key(pair.certificatePem) +
        slo('HTTP-POST', 'https://sp.example.net/slo') +
        `<md:NameIDFormat>${PERSISTENT}</md:NameIDFormat>`,
      ' WantAssertionsSigned="true" AuthnRequestsSigned="true"',
    );
    const after = ssoFromMetadata(FULL, metadata, ask);
    expect(after).toMatchObject({ spCertificates: [pair.certificatePem], requireSignedRequests: true, sign: 'both' });
    expect(after.slo).toEqual([{ binding: 'post', url: 'https://sp.example.net/slo' }]);
    expect(after.encryption).toBeUndefined();
    expect(after.nameId.format).toBe('email');
    const asked = ssoFromMetadata(FULL, metadata, { encrypt: true, useNameId: true });
    expect(asked.encryption).toEqual({ certificate: pair.certificatePem, algorithm: 'aes256-gcm' });
    expect(asked.nameId).toEqual({ format: 'persistent', from: 'email' });
  });

  test('S6: metadata never makes an application less strict, and never allows SHA-1', () => {
    const strict: SsoSettings = { ...FULL, requireSignedRequests: true, spCertificates: [other.certificatePem] };
    const silent = ssoFromMetadata(strict, from('', ' AuthnRequestsSigned="false"'), ask);
    expect(silent.requireSignedRequests).toBe(true);
    const keyed = from(key(pair.certificatePem), ' AuthnRequestsSigned="true"');
    expect(ssoFromMetadata(FULL, keyed, ask)).not.toHaveProperty('allowSha1');
  });

  test('what it is silent about stays: logout addresses entered by hand, encryption, attributes', () => {
    const encryption = { certificate: other.certificatePem, algorithm: 'aes256-cbc' } as const;
    const before: SsoSettings = { ...FULL, encryption, slo: [{ binding: 'post', url: 'https://sp.example.net/out' }] };
    const after = ssoFromMetadata(before, from(''), ask);
    expect(after).toMatchObject({ encryption, slo: before.slo, attributes: before.attributes });
  });

  test('an encryption certificate stays while it is published, then the one that ends last takes over with the same cipher', () => {
    const encryption = { certificate: other.certificatePem, algorithm: 'aes128-cbc' } as const;
    const both = from(key(pair.certificatePem) + key(other.certificatePem));
    const yes = { encrypt: true, useNameId: false };
    expect(ssoFromMetadata({ ...FULL, encryption }, both, yes).encryption).toEqual(encryption);
    expect(ssoFromMetadata(FULL, both, yes).encryption?.certificate).toBe(pair.certificatePem);
    expect(ssoFromMetadata({ ...FULL, encryption }, from(key(pair.certificatePem)), yes).encryption).toEqual({
      certificate: pair.certificatePem,
      algorithm: 'aes128-cbc',
    });
    expect(ssoFromMetadata({ ...FULL, encryption }, both, ask)).not.toHaveProperty('encryption');
  });

  test('the difference names every line that is on one side alone, certificates by fingerprint and end', () => {
    const before: SsoSettings = { ...FULL, spCertificates: [pair.certificatePem] };
    const metadata = from(key(pair.certificatePem, ' use="signing"') + key(other.certificatePem, ' use="signing"'));
    const changes = compareSso(before, ssoFromMetadata(before, metadata, ask)).filter(isChanged);
    expect(changes.map(({ field }) => field)).toEqual(['acs', 'spCertificates']);
    const { fingerprint256 } = new X509Certificate(other.certificatePem);
    expect(changes[1]?.read.map(({ differs }) => differs)).toEqual([false, true]);
    expect(changes[1]?.read[1]?.text).toBe(`CN=two, until 2026-12-22, SHA-256 ${fingerprint256}`);
    expect(compareSso(before, before).some(isChanged)).toBe(false);
  });

  test('the digest is that of what matters: another end or name is the same, another address is not', () => {
    const one = read(entity(post(ACS), SP, ' validUntil="2026-11-26T00:00:00Z"'));
    const two = read(entity(post(ACS), SP, ' validUntil="2026-12-26T00:00:00Z" cacheDuration="PT1H"'));
    expect(digestOf(one)).toBe(digestOf(two));
    expect(digestOf(read(entity(post('https://sp.example.net/other'))))).not.toBe(digestOf(one));
  });
});

describe('X3, X4: hostile documents end quickly, with a sentence', () => {
  const many = (count: number, one: string): string => one.repeat(count);
  const cert = (): string => base64(pair.certificatePem);
  test.each<[string, () => string]>([
    ['a million characters of an entity', () => `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(1e6)}">]><a>&a;</a>`],
    ['entities in entities', () => '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><a>&b;</a>'],
    ['a parameter entity', () => '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><a/>'],
    ['an external document type', () => '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>'],
    [
      '20,000 service providers',
      () => group(many(6_000, '<md:EntityDescriptor entityID="x"><md:SPSSODescriptor/></md:EntityDescriptor>')),
    ],
    [
      'groups in groups, 60 deep',
      () => `${many(60, `<md:EntitiesDescriptor xmlns:md="${MD}">`)}${many(60, '</md:EntitiesDescriptor>')}`,
    ],
    ['50,000 attributes', () => `<a ${Array.from({ length: 60_001 }, (_, n) => `a${n}="1"`).join(' ')}/>`],
    [
      '2,000 namespaces on every level',
      () => many(30, `<a${Array.from({ length: 1_900 }, (_, n) => ` xmlns:n${n}="u"`).join('')}>`),
    ],
    ['an instruction', () => `<?xml-stylesheet href="x"?>${entity(post(ACS))}`],
    ['UTF-16', () => Buffer.from(`\uFEFF${entity(post(ACS))}`, 'utf16le').toString('latin1')],
    ['another encoding', () => `<?xml version="1.0" encoding="ISO-8859-1"?>${entity(post(ACS))}`],
    ['an entity ID that is only a comment away', () => entity(post(ACS), '')],
    [
      'two KeyInfo',
      () =>
        entity(
          `<md:KeyDescriptor>${many(2, '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>')}</md:KeyDescriptor>${post(ACS)}`,
        ),
    ],
    [
      'CDATA in a certificate',
      () => entity(key(pair.certificatePem).replace(cert(), `<![CDATA[${cert()}]]>`) + post(ACS)),
    ],
    ['an undeclared prefix, with its line', () => `\n\n<md:EntityDescriptor entityID="x"/>`],
    ['a reserved namespace', () => `<a xmlns:xmlns="http://www.w3.org/2000/xmlns/"/>`],
    ['an address with credentials', () => entity(post('https://a:b@sp.example/acs'))],
    ['an address with a host made for a policy', () => entity(post('https://sp.example;script-src/acs'))],
    ['an address without a host', () => entity(post('https://'))],
    ['a relative address', () => entity(post('/acs'))],
    ['an address with a fragment', () => entity(post('https://sp.example/acs#x'))],
  ])('%s', (_name, xml) => {
    const document = xml();
    const started = performance.now();
    const error = refusal(() => readSpDocument(Buffer.from(document), { now: NOW }));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(['metadata_malformed', 'message_too_large']).toContain(error.code);
    expect(error.message).toMatch(/\.$/);
  });

  test('a fault of namespaces names the line it is on', () => {
    const message = (xml: string): string => refusal(() => readSpDocument(Buffer.from(xml))).message;
    expect(message(`<a xmlns="u">\n\n<p:b/></a>`)).toContain('(line 3)');
    expect(message(`<a xmlns="u"\r\n>\r\n<b p:c="1"/>\n</a>`)).toContain('(line 3)');
    expect(message(`<a xmlns="u" xmlns:p="v" xmlns:q="v">\n<b p:c="1" q:c="2"/></a>`)).toContain('(line 2)');
  });

  test('documents at the limits are read in time: 200 keys, 1,000 addresses, 1,000 choices', () => {
    const started = performance.now();
    const keys = Array.from({ length: 200 }, () => key(pair.certificatePem)).join('');
    expect(read(entity(keys + post(ACS))).certificates).toHaveLength(1);
    const addresses = Array.from({ length: 1_000 }, (_, n) =>
      post(`https://sp.example/acs${n}`).replace('index="1"', `index="${n}"`),
    );
    expect(read(entity(addresses.join(''))).acs).toHaveLength(1_000);
    const thousand = Array.from({ length: 1_000 }, (_, n) => entity(post(ACS), `urn:sp:${n}`)).join('');
    const document = readSpDocument(Buffer.from(group(thousand)));
    expect(document.kind === 'several' && document.choices.length).toBe(1_000);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
