import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import forge from 'node-forge';
import { SignedXml } from 'xml-crypto';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { SamlError } from '../../src/saml/errors';
import { verifyDetached } from '../../src/saml/signature';
import {
  acceptPost,
  acceptRedirect,
  ENVELOPED,
  EXC_C14N,
  expectedWith,
  NOW,
  redirectQuery,
  refusal,
  requestXml,
  RSA_SHA256,
  SHA256,
  signXml,
} from '../saml/support';

let pair: KeyPair;
let other: KeyPair;
let key: KeyObject;
let signed: string;
beforeAll(async () => {
  [pair, other] = await Promise.all([
    makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 }),
    makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 }),
  ]);
  key = createPrivateKey(pair.privateKeyPem);
  signed = signXml(requestXml(), pair.privateKeyPem);
});

const registered = (require = false) =>
  expectedWith({ spCertificates: [pair.certificatePem], requireSignedRequests: require });
const codeOf = (xml: string): string => refusal(() => acceptPost(xml, registered())).code;
const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;

describe('good signatures are accepted', () => {
  test.each(['sha256', 'sha384', 'sha512'])('Redirect with rsa-%s', (hash) => {
    const algorithm = `http://www.w3.org/2001/04/xmldsig-more#rsa-${hash}`;
    const query = redirectQuery(requestXml(), { key, hash, algorithm, relayState: 'a b' });
    expect(acceptRedirect(query, registered(true))).toMatchObject({ signed: true, relayState: 'a b' });
  });
  test.each(['sha256', 'sha512'])('POST with rsa-%s', (hash) => {
    const xml = signXml(requestXml(), pair.privateKeyPem, {
      algorithm: `http://www.w3.org/2001/04/xmldsig-more#rsa-${hash}`,
      digest: `http://www.w3.org/2001/04/xmlenc#${hash}`,
    });
    expect(acceptPost(xml, registered(true)).signed).toBe(true);
  });
  test('inside the XML over Redirect, as some service providers always do', () => {
    expect(acceptRedirect(redirectQuery(signed), registered(true)).signed).toBe(true);
  });
  test('S12: with either of two registered certificates', () => {
    const both = expectedWith({
      spCertificates: [other.certificatePem, pair.certificatePem],
      requireSignedRequests: true,
    });
    expect(acceptPost(signed, both).signed).toBe(true);
    expect(acceptPost(signXml(requestXml(), other.privateKeyPem), both).signed).toBe(true);
    expect(acceptRedirect(redirectQuery(requestXml(), { key }), both).signed).toBe(true);
  });
  test('POST with ECDSA, and an EC key beside an RSA key', () => {
    const uri = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signer = new SignedXml({
      privateKey: ec.privateKey,
      signatureAlgorithm: uri,
      canonicalizationAlgorithm: EXC_C14N,
    });
    signer.SignatureAlgorithms[uri] = class {
      getSignature = (data: unknown): string =>
        sign('sha256', Buffer.from(String(data)), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
      verifySignature = (): boolean => false;
      getAlgorithmName = (): string => uri;
    };
    signer.addReference({ xpath: '/*', transforms: [ENVELOPED, EXC_C14N], digestAlgorithm: SHA256 });
    signer.computeSignature(requestXml());
    const expected = registered(true);
    const certificates = [...expected.serviceProvider.certificates, ec.publicKey];
    const withBoth = { ...expected, serviceProvider: { ...expected.serviceProvider, certificates } };
    expect(acceptPost(signer.getSignedXml(), withBoth).signed).toBe(true);
    expect(refusal(() => acceptPost(signer.getSignedXml(), expected)).code).toBe('signature_invalid');
  });
  test('with a list of inclusive prefixes and a prefix declared outside, as ruby-saml does', () => {
    const signer = new SignedXml({
      privateKey: key,
      signatureAlgorithm: RSA_SHA256,
      canonicalizationAlgorithm: EXC_C14N,
    });
    const inclusiveNamespacesPrefixList = ['samlp', 'saml', 'ds', 'xs'];
    const transforms = [ENVELOPED, EXC_C14N];
    signer.addReference({ xpath: '/*', transforms, digestAlgorithm: SHA256, inclusiveNamespacesPrefixList });
    signer.computeSignature(requestXml().replace(' ID=', ' xmlns:xs="http://www.w3.org/2001/XMLSchema" ID='));
    expect(signer.getSignedXml()).toContain('InclusiveNamespaces');
    expect(acceptPost(signer.getSignedXml(), registered(true)).signed).toBe(true);
  });
  test('ECDSA over Redirect, r and s side by side or as DER', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
    const [signedOctets, tail] = redirectQuery('<a/>', { key: ec.privateKey, algorithm }).split('&Signature=');
    const signature = Buffer.from(decodeURIComponent(tail ?? ''), 'base64');
    const detached = { signedOctets: signedOctets ?? '', algorithm, signature };
    expect(() => verifyDetached(detached, [ec.publicKey])).not.toThrow();
    expect(() => verifyDetached({ ...detached, signedOctets: 'x' }, [ec.publicKey])).toThrow(SamlError);
  });
});

describe('S2: unsigned or stripped where signing is required', () => {
  test.each<[string, () => unknown]>([
    ['POST', () => acceptPost(requestXml(), registered(true))],
    ['Redirect', () => acceptRedirect(redirectQuery(requestXml()), registered(true))],
    ['stripped POST', () => acceptPost(signed.replace(SIGNATURE, ''), registered(true))],
    [
      'stripped Redirect',
      () => acceptRedirect(redirectQuery(requestXml(), { key }).replace(/&SigAlg.*/, ''), registered(true)),
    ],
    ['no certificate to check with', () => acceptPost(signed, expectedWith({ requireSignedRequests: true }))],
  ])('%s', (_name, run) => expect(refusal(run).code).toBe('signature_required'));
  test('S2: a signature of another namespace is no signature, and does not belong in a request', () => {
    const xml = signed.replaceAll('http://www.w3.org/2000/09/xmldsig#"', 'urn:x"');
    expect(refusal(() => acceptPost(xml, registered(true))).code).toBe('message_malformed');
  });
  test('S2: a signature over Redirect query parameters counts for nothing in a form', () => {
    expect(refusal(() => acceptPost(requestXml(), registered(true))).code).toBe('signature_required');
  });
});

describe('S3: a signature that is there has to fit, also where it is optional', () => {
  test('changed message', () =>
    expect(codeOf(signed.replace('_request1"', '_request1" ForceAuthn="true"'))).toBe('signature_invalid'));
  test('changed value', () => expect(codeOf(signed.replace('11:59:50Z', '11:59:51Z'))).toBe('signature_invalid'));
  test('changed signature value', () =>
    expect(
      codeOf(
        signed.replace(
          /(<ds:SignatureValue>)(.)/,
          (_, tag: string, first: string) => tag + (first === 'A' ? 'B' : 'A'),
        ),
      ),
    ).toBe('signature_invalid'));
  test.each([
    ['relay state changed', (query: string) => query.replace('RelayState=x', 'RelayState=y')],
    ['relay state removed', (query: string) => query.replace('&RelayState=x', '')],
    ['signature of nothing', (query: string) => query.replace(/Signature=.*/, 'Signature=AAAA')],
  ])('S9: %s', (_name, change) => {
    const query = change(redirectQuery(requestXml(), { key, relayState: 'x' }));
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_invalid');
  });
  test('S9: relay state added to a query signed without one', () => {
    const query = `${redirectQuery(requestXml(), { key })}&RelayState=x`;
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_invalid');
  });
  test('a good detached signature does not cover for a bad one inside', () => {
    const query = redirectQuery(signed.replace('11:59:50Z', '11:59:51Z'), { key });
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_invalid');
  });
  test('without a registered certificate the request counts as unsigned', () => {
    expect(acceptPost(signed).signed).toBe(false);
    expect(acceptRedirect(redirectQuery(requestXml(), { key })).signed).toBe(false);
  });
});

describe('S9: the raw octets are verified', () => {
  test('lower-case percent-encoding', () => {
    const encode = (text: string): string => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase());
    expect(
      acceptRedirect(redirectQuery(requestXml(), { key, encode, relayState: 'a/b' }), registered(true)).signed,
    ).toBe(true);
  });
  test('over-encoded letters and a plus for a space', () => {
    const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+').replace(/a/g, '%61');
    const query = redirectQuery(requestXml(), { key, encode, relayState: 'an a' });
    expect(acceptRedirect(query, registered(true))).toMatchObject({ signed: true, relayState: 'an a' });
  });
  test('re-encoded after signing', () => {
    const query = redirectQuery(requestXml(), { key, relayState: 'a/b' }).replace('a%2Fb', 'a%2fb');
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_invalid');
  });
  test('parameters in another order, with others between', () => {
    const parts = redirectQuery(requestXml(), { key, relayState: 'x' }).split('&').reverse();
    expect(acceptRedirect(parts.join('&utm=1&'), registered(true)).signed).toBe(true);
  });
});

describe('S4, S5: algorithms outside the allow-list are refused by name', () => {
  const refused = [
    'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
    'http://www.w3.org/2001/04/xmldsig-more#hmac-sha512',
    'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-md5',
    'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1',
    'none',
    '__proto__',
    'constructor',
    'http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256',
    `${RSA_SHA256} `,
  ];
  test.each(refused)('Redirect: %s', (algorithm) => {
    const error = refusal(() => acceptRedirect(redirectQuery(requestXml(), { key, algorithm }), registered()));
    expect(error.code).toBe('signature_algorithm_refused');
    expect(error.facts.algorithm).toBe(algorithm);
    expect(error.message).toContain(algorithm);
  });
  test.each([...refused, ''])('POST: %s', (algorithm) => {
    expect(codeOf(signed.replace(RSA_SHA256, algorithm))).toBe('signature_algorithm_refused');
  });
  test('S4: HMAC keyed with the public certificate', () => {
    const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
    const [base] = redirectQuery(requestXml(), { key, algorithm }).split('&Signature=');
    const mac = createHmac('sha256', pair.certificatePem)
      .update(base ?? '')
      .digest('base64');
    const query = `${base}&Signature=${encodeURIComponent(mac)}`;
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_algorithm_refused');
  });
  test('S5: a real RSA-SHA1 signature and a SHA-1 digest', () => {
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
    const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
    expect(codeOf(signXml(requestXml(), pair.privateKeyPem, { algorithm: rsaSha1 }))).toBe(
      'signature_algorithm_refused',
    );
    expect(codeOf(signXml(requestXml(), pair.privateKeyPem, { digest: sha1 }))).toBe('signature_algorithm_refused');
    const query = redirectQuery(requestXml(), { key, algorithm: rsaSha1, hash: 'sha1' });
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_algorithm_refused');
  });
  test('an RSA algorithm does not run with an EC key, nor the other way round', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [signedOctets, tail] = redirectQuery('<a/>', { key: ec.privateKey }).split('&Signature=');
    const signature = Buffer.from(decodeURIComponent(tail ?? ''), 'base64');
    const detached = { signedOctets: signedOctets ?? '', signature };
    expect(() => verifyDetached({ ...detached, algorithm: RSA_SHA256 }, [ec.publicKey])).toThrow(SamlError);
    const ecdsa = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
    expect(() => verifyDetached({ ...detached, algorithm: ecdsa }, [createPublicKey(pair.certificatePem)])).toThrow(
      SamlError,
    );
  });
});

describe('S6: keys come from the registration alone', () => {
  test('the key of another service provider with the same subject', () => {
    expect(codeOf(signXml(requestXml(), other.privateKeyPem))).toBe('signature_invalid');
    const query = redirectQuery(requestXml(), { key: createPrivateKey(other.privateKeyPem) });
    expect(refusal(() => acceptRedirect(query, registered())).code).toBe('signature_invalid');
  });
  const keyInfos: [string, () => string][] = [
    [
      'X509Certificate',
      () =>
        `<ds:X509Data><ds:X509Certificate>${new X509Certificate(other.certificatePem).raw.toString('base64')}</ds:X509Certificate></ds:X509Data>`,
    ],
    [
      'RSAKeyValue',
      () => {
        const { n, e } = createPublicKey(other.certificatePem).export({ format: 'jwk' });
        const base64 = (text = ''): string => Buffer.from(text, 'base64url').toString('base64');
        return `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${base64(n)}</ds:Modulus><ds:Exponent>${base64(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
      },
    ],
    ['RetrievalMethod', () => '<ds:RetrievalMethod URI="http://127.0.0.1:9/key"/>'],
    ['KeyName', () => '<ds:KeyName>sp</ds:KeyName>'],
  ];
  test.each(keyInfos)("an attacker's KeyInfo with %s", (_name, content) => {
    const forged = signXml(requestXml(), other.privateKeyPem).replace(
      '</ds:SignatureValue>',
      `</ds:SignatureValue><ds:KeyInfo>${content()}</ds:KeyInfo>`,
    );
    expect(codeOf(forged)).toBe('signature_invalid');
  });
  test('a foreign KeyInfo beside a good signature changes nothing', () => {
    const certificate = new X509Certificate(other.certificatePem).raw.toString('base64');
    const info = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`;
    const xml = signed.replace('</ds:SignatureValue>', `</ds:SignatureValue>${info}`);
    expect(acceptPost(xml, registered(true)).signed).toBe(true);
  });
});

describe('S7: odd signatures are refused before a library sees them', () => {
  const info = (xml: string): string => /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(xml)?.[0] ?? '';
  test.each<[string, (xml: string) => string]>([
    ['two SignedInfo', (xml) => xml.replace('<ds:SignatureValue>', `${info(xml)}<ds:SignatureValue>`)],
    ['comment in DigestValue', (xml) => xml.replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->')],
    ['comment in SignatureValue', (xml) => xml.replace('<ds:SignatureValue>', '<ds:SignatureValue><!--x-->')],
    ['comment in SignedInfo', (xml) => xml.replace('<ds:SignedInfo>', '<ds:SignedInfo><!--x-->')],
    ['CDATA in DigestValue', (xml) => xml.replace(/<ds:DigestValue>([^<]*)/, '<ds:DigestValue><![CDATA[$1]]>')],
    ['two references', (xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, '$&$&')],
    ['no reference', (xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, '')],
    ['two SignatureValue', (xml) => xml.replace(/<ds:SignatureValue>.*<\/ds:SignatureValue>/s, '$&$&')],
    ['two signatures', (xml) => xml.replace(SIGNATURE, '$&$&')],
    ['an Object', (xml) => xml.replace('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>')],
    ['empty URI', (xml) => xml.replace('URI="#_request1"', 'URI=""')],
    ['no URI', (xml) => xml.replace(' URI="#_request1"', '')],
    ['URI of another', (xml) => xml.replace('URI="#_request1"', 'URI="#_other"')],
    ['URI with an XPointer', (xml) => xml.replace('URI="#_request1"', 'URI="#xpointer(/)"')],
    ['remote URI', (xml) => xml.replace('URI="#_request1"', 'URI="http://127.0.0.1:9/"')],
    ['the same ID as Id elsewhere', (xml) => xml.replace('<saml:Issuer>', '<saml:Issuer Id="_request1">')],
    [
      'the same ID as id in the signature',
      (xml) => xml.replace('<ds:SignatureValue>', '<ds:SignatureValue id="_request1">'),
    ],
    ['the same xml:id', (xml) => xml.replace('<saml:Issuer>', '<saml:Issuer xml:id="_request1">')],
    [
      'HMACOutputLength',
      (xml) =>
        xml.replace(
          /(<ds:SignatureMethod [^>]*[^/])\/>/,
          '$1><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>',
        ),
    ],
  ])('%s', (_name, change) => {
    const changed = change(signed);
    expect(changed).not.toBe(signed);
    expect(codeOf(changed)).toMatch(/^(signature_invalid|message_malformed)$/);
  });
});

describe('S7: the shape itself is refused, before anything is computed', () => {
  test.each<[string, (xml: string) => string]>([
    ['there is more than one signature', (xml) => xml.replace(SIGNATURE, '$&$&')],
    ['the same ID is there twice', (xml) => xml.replace('<saml:Issuer>', '<saml:Issuer Id="_request1">')],
    ['covers something else than the message', (xml) => xml.replace('URI="#_request1"', 'URI="#_other"')],
    [
      'not a child of the message',
      (xml) => xml.replace(SIGNATURE, (found) => `<samlp:Extensions>${found}</samlp:Extensions>`),
    ],
    ['comments or CDATA', (xml) => xml.replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->')],
    ['does not have the parts it should', (xml) => xml.replace(/<ds:Reference .*<\/ds:Reference>/s, '$&$&')],
  ])('%s', (reason, change) => {
    const error = refusal(() => acceptPost(change(signed), registered()));
    expect(error).toMatchObject({ code: 'signature_invalid', clause: 'saml-core 5.4' });
    expect(error.facts.reason).toContain(reason);
  });
});

describe('S8: transforms outside the allow-list are refused, and at once', () => {
  const transform = (algorithm: string, content = ''): string =>
    `<ds:Transform Algorithm="${algorithm}">${content}</ds:Transform>`;
  const TRANSFORMS = /<ds:Transforms>.*<\/ds:Transforms>/s;
  test.each([
    ['400 times c14n', transform(ENVELOPED) + transform(EXC_C14N).repeat(400)],
    ['three', transform(ENVELOPED) + transform(EXC_C14N).repeat(2)],
    ['enveloped alone', transform(ENVELOPED)],
    ['c14n alone', transform(EXC_C14N)],
    ['none', ''],
    ['XSLT', transform(ENVELOPED) + transform('http://www.w3.org/TR/1999/REC-xslt-19991116', '<x xmlns="urn:x"/>')],
    [
      'XPath',
      transform(ENVELOPED) + transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<ds:XPath>//*</ds:XPath>'),
    ],
    ['XPath filter', transform(ENVELOPED) + transform('http://www.w3.org/2002/06/xmldsig-filter2')],
    ['base64', transform(ENVELOPED) + transform('http://www.w3.org/2000/09/xmldsig#base64')],
    ['inclusive c14n', transform(ENVELOPED) + transform('http://www.w3.org/TR/2001/REC-xml-c14n-20010315')],
    ['with comments', transform(ENVELOPED) + transform(`${EXC_C14N}WithComments`)],
    ['__proto__', transform('__proto__') + transform(EXC_C14N)],
    ['parameters in enveloped', transform(ENVELOPED, '<ds:XPath>1</ds:XPath>') + transform(EXC_C14N)],
    ['parameters in c14n', transform(ENVELOPED) + transform(EXC_C14N, '<ds:XPath>1</ds:XPath>')],
  ])('%s', (_name, transforms) => {
    const began = performance.now();
    expect(codeOf(signed.replace(TRANSFORMS, `<ds:Transforms>${transforms}</ds:Transforms>`))).toBe(
      'signature_invalid',
    );
    expect(performance.now() - began).toBeLessThan(2_000);
  });
  test('another canonicalisation of SignedInfo', () => {
    const changed = signed.replace(
      /(CanonicalizationMethod Algorithm=")[^"]*/,
      '$1http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
    );
    expect(codeOf(changed)).toBe('signature_invalid');
  });
});

test('a certificate made by another library is read as well', () => {
  expect(forge.pki.certificateFromPem(pair.certificatePem).subject.getField('CN')).toMatchObject({ value: 'sp' });
});
