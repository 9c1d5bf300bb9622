import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { buildStatusResponse, prepareEncryption, prepareSigningKey } from '../../../src/saml/response/response';
import { allElements, attributeOf, parseXml, type XmlElement } from '../../../src/saml/xml';
import { makeCertificate } from '../certificate-maker';
import { nodeSamlProfile, xmlCryptoVerifies } from './judges';
import { installed, responseInput, responseXml, xmlsecVerifies } from '../response-support';
import { ACS, IDP, NOW, SP } from '../support';
import { acceptedBySamlify } from '../samlify-support';

let pair: KeyPair;
let ec: KeyPair;
beforeAll(async () => {
  pair = await makeKeyPair({ commonName: 'idp', now: NOW, validDays: 365 });
  ec = makeCertificate('P-256');
});

const withXmlsec = installed('xmlsec1');
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

/** A Response as an SP reads it: elements and attributes by name. */
class Shape {
  private readonly root: XmlElement;

  constructor(readonly xml: string) {
    this.root = parseXml(Buffer.from(xml), 'message');
  }

  all(name: string): XmlElement[] {
    return allElements(this.root).filter((found) => found.localName === name);
  }

  texts(name: string): string[] {
    return this.all(name).map((found) => found.textContent ?? '');
  }

  /** The values of an attribute on every element of a name; undefined where it is absent. */
  values(name: string, attribute: string): (string | undefined)[] {
    return this.all(name).map((found) => attributeOf(found, attribute));
  }

  /** Names of the children of an element, in order. */
  children(name: string): string[] {
    const [found] = this.all(name);
    return Array.from(found?.childNodes ?? [], (child) => child.nodeName);
  }
}

/** The rows of the table of measured changes: what service providers refuse is what must never be there. */
const ROWS: readonly [string, (shape: Shape) => unknown, unknown][] = [
  [
    'NotBefore is a minute past, for those without any skew',
    (s) => s.values('Conditions', 'NotBefore'),
    ['2026-11-22T11:59:00.000Z'],
  ],
  ['Conditions end five minutes ahead', (s) => s.values('Conditions', 'NotOnOrAfter'), ['2026-11-22T12:05:00.000Z']],
  ['Destination is the address', (s) => s.values('Response', 'Destination'), [ACS]],
  ['Recipient is the address', (s) => s.values('SubjectConfirmationData', 'Recipient'), [ACS]],
  [
    'the confirmation ends, and does not begin',
    (s) => [s.values('SubjectConfirmationData', 'NotOnOrAfter'), s.values('SubjectConfirmationData', 'NotBefore')],
    [['2026-11-22T12:05:00.000Z'], [undefined]],
  ],
  [
    'one AudienceRestriction with one Audience',
    (s) => [s.all('AudienceRestriction').length, s.texts('Audience')],
    [1, [SP]],
  ],
  ['InResponseTo on the Response', (s) => s.values('Response', 'InResponseTo'), ['_request1']],
  ['InResponseTo in the confirmation', (s) => s.values('SubjectConfirmationData', 'InResponseTo'), ['_request1']],
  ['a SessionIndex', (s) => s.values('AuthnStatement', 'SessionIndex'), ['_session1']],
  ['no SessionNotOnOrAfter, which loops', (s) => s.values('AuthnStatement', 'SessionNotOnOrAfter'), [undefined]],
  [
    'one AuthnStatement with the time of the sign-in',
    (s) => s.values('AuthnStatement', 'AuthnInstant'),
    ['2026-11-22T11:00:00.000Z'],
  ],
  [
    'an AuthnContext class',
    (s) => s.texts('AuthnContextClassRef'),
    ['urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'],
  ],
  ['one NameID with its format', (s) => s.values('NameID', 'Format'), [PERSISTENT]],
  ['SPNameQualifier, because it is persistent', (s) => s.values('NameID', 'SPNameQualifier'), [SP]],
  [
    'no NameQualifier: it is that of the Issuer (saml-core 8.3.7)',
    (s) => s.values('NameID', 'NameQualifier'),
    [undefined],
  ],
  [
    'every attribute says its NameFormat, uri or unspecified',
    (s) => s.values('Attribute', 'NameFormat'),
    ['unspecified', 'uri', 'unspecified'].map((name) => `urn:oasis:names:tc:SAML:2.0:attrname-format:${name}`),
  ],
  ['no attribute name twice', (s) => new Set(s.values('Attribute', 'Name')).size, 3],
  ['several values in one attribute', (s) => s.texts('AttributeValue').slice(-2), ['Staff', 'Ops "QA"']],
  ['no xsi:type', (s) => /xsi:|XMLSchema/.test(s.xml), false],
  ['no attribute without a value', (s) => s.values('Attribute', 'Name').includes('nothing'), false],
  ['Issuer on Response and assertion', (s) => s.texts('Issuer'), [IDP, IDP]],
  ['no Format on the Issuer', (s) => s.values('Issuer', 'Format'), [undefined, undefined]],
  ['KeyInfo in both signatures', (s) => s.all('X509Certificate').length, 2],
  [
    'exclusive C14N, enveloped first',
    (s) => s.values('Transform', 'Algorithm').slice(0, 2),
    [`${DS}enveloped-signature`, 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  ],
  ['no prefix list', (s) => s.all('InclusiveNamespaces').length, 0],
  ['no Advice, Consent or Extensions', (s) => /Advice|Consent|Extensions/.test(s.xml), false],
  [
    'children of the Response in the order of the schema',
    (s) => s.children('Response'),
    ['saml:Issuer', 'ds:Signature', 'samlp:Status', 'saml:Assertion'],
  ],
  [
    'children of the assertion in the order of the schema',
    (s) => s.children('Assertion'),
    [
      'saml:Issuer',
      'ds:Signature',
      'saml:Subject',
      'saml:Conditions',
      'saml:AuthnStatement',
      'saml:AttributeStatement',
    ],
  ],
  [
    'Version 2.0 on both',
    (s) => [s.values('Response', 'Version'), s.values('Assertion', 'Version')],
    [['2.0'], ['2.0']],
  ],
];

describe('S14: a Response is as service providers need it', () => {
  const shape = (): Shape =>
    new Shape(responseXml(pair, { nameId: { format: PERSISTENT, value: 'x', spNameQualifier: SP } }));
  test.each(ROWS)('%s', (_name, read, expected) => expect(read(shape())).toEqual(expected));
  test('InResponseTo is nowhere when nobody asked', () => {
    const unasked = new Shape(responseXml(pair, { inResponseTo: undefined }));
    expect(unasked.values('Response', 'InResponseTo')).toEqual([undefined]);
    expect(unasked.values('SubjectConfirmationData', 'InResponseTo')).toEqual([undefined]);
  });
  test('an encrypted assertion stands where the plain one does', () => {
    const encryption = prepareEncryption({ certificate: pair.certificatePem, algorithm: 'aes256-gcm' });
    const encrypted = new Shape(responseXml(pair, { encryption }));
    expect(encrypted.children('Response')).toEqual([
      'saml:Issuer',
      'ds:Signature',
      'samlp:Status',
      'saml:EncryptedAssertion',
    ]);
    expect(encrypted.all('Assertion')).toEqual([]);
  });
});

describe('S14: algorithms of our signatures', () => {
  const methods = (xml: string): (string | undefined)[] => {
    const shape = new Shape(xml);
    return [...shape.values('SignatureMethod', 'Algorithm'), ...shape.values('DigestMethod', 'Algorithm')];
  };
  const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-';
  const ECDSA = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
  const DIGEST = 'http://www.w3.org/2001/04/xmlenc#sha';

  test('RSA takes SHA-256 unless told otherwise', () =>
    expect(methods(responseXml(pair))).toEqual([`${RSA}sha256`, `${RSA}sha256`, `${DIGEST}256`, `${DIGEST}256`]));
  test('RSA takes SHA-512 for signature and digest when told', () =>
    expect(methods(responseXml(pair, { hash: 'sha512' }))).toEqual([
      `${RSA}sha512`,
      `${RSA}sha512`,
      `${DIGEST}512`,
      `${DIGEST}512`,
    ]));
  test.each(['sha256', 'sha512'] as const)('EC takes SHA-256, also when told %s', (hash) => {
    const xml = responseXml(pair, { hash, key: prepareSigningKey(ec) });
    expect(methods(xml)).toEqual([ECDSA, ECDSA, `${DIGEST}256`, `${DIGEST}256`]);
    expect(xmlCryptoVerifies(xml, ec.certificatePem, 'Response')).toBe(true);
  });
  test('RFC 6931 2.3.6: an EC signature is r and s of 32 bytes each', () => {
    for (let round = 0; round < 20; round += 1) {
      const [value = ''] = new Shape(responseXml(pair, { key: prepareSigningKey(ec) })).texts('SignatureValue');
      expect(Buffer.from(value, 'base64')).toHaveLength(64);
    }
  });

  describe.each(['both', 'assertion', 'response'] as const)('signed as "%s"', (sign) => {
    const elements =
      sign === 'both'
        ? (['Response', 'Assertion'] as const)
        : ([sign === 'response' ? 'Response' : 'Assertion'] as const);
    test('node-saml and samlify accept RSA with SHA-512', async () => {
      const xml = responseXml(pair, { sign, hash: 'sha512', now: Date.now() });
      expect((await nodeSamlProfile(xml, { ...pair, sign })).nameID).toBe('anna@example.com');
      expect(await acceptedBySamlify(xml, pair.certificatePem, sign)).toBe('anna@example.com');
      const changed = xml.replace('anna@', 'eve@');
      await expect(nodeSamlProfile(changed, { ...pair, sign })).rejects.toThrow();
    });
    test.each(['SHA-512', 'ECDSA'])('xml-crypto and xmlsec1 accept %s and refuse what was changed', (kind) => {
      const signer = kind === 'ECDSA' ? ec : pair;
      const xml = responseXml(signer, { sign, ...(kind === 'ECDSA' ? {} : { hash: 'sha512' as const }) });
      for (const element of elements) {
        expect(xmlCryptoVerifies(xml, signer.certificatePem, element)).toBe(true);
        expect(xmlCryptoVerifies(xml.replace('anna@', 'eve@'), signer.certificatePem, element)).toBe(false);
        if (!withXmlsec) continue;
        expect(xmlsecVerifies(xml, signer.certificatePem, element)).toBe(true);
        expect(xmlsecVerifies(xml.replace('anna@', 'eve@'), signer.certificatePem, element)).toBe(false);
      }
    });
  });

  test.each(['SHA-512', 'ECDSA'])('a status Response is signed with %s as well', (kind) => {
    const signer = kind === 'ECDSA' ? ec : pair;
    const { key, hash } = responseInput(signer, kind === 'ECDSA' ? {} : { hash: 'sha512' });
    const { xml } = buildStatusResponse({
      issuer: IDP,
      acsUrl: ACS,
      inResponseTo: '_request1',
      status: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
      now: NOW,
      responseId: '_response1',
      key,
      hash,
    });
    expect(xmlCryptoVerifies(xml, signer.certificatePem, 'Response')).toBe(true);
    if (withXmlsec) expect(xmlsecVerifies(xml, signer.certificatePem, 'Response')).toBe(true);
  });
});
