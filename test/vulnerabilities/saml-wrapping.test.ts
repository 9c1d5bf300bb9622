import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { SamlError } from '../../src/saml/errors';
import type { AuthnRequest } from '../../src/saml/authn-request';
import { ACS, ACS_TWO, acceptPost, expectedWith, NOW, requestXml, signXml } from '../saml/support';

/**
 * Each shape holds a request that was really signed and a request of the attacker. The attacker's ID and address (also a
 * registered one, so that only the signature stands between) must never come out.
 */
let pair: KeyPair;
let signed: string;
let signature: string;
let unsigned: string;
const evil = requestXml({ attributes: { ID: '_evil', AssertionConsumerServiceURL: ACS_TWO, ForceAuthn: 'false' } });

beforeAll(async () => {
  pair = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
  signed = signXml(requestXml(), pair.privateKeyPem);
  signature = /<ds:Signature .*<\/ds:Signature>/s.exec(signed)?.[0] ?? '';
  unsigned = signed.replace(signature, '');
});

const afterIssuer = (xml: string, piece: string): string => xml.replace('</saml:Issuer>', `</saml:Issuer>${piece}`);
const atEnd = (xml: string, piece: string): string =>
  xml.replace(/<\/samlp:AuthnRequest>$/, `${piece}</samlp:AuthnRequest>`);
const inObject = (piece: string): string =>
  signature.replace('</ds:Signature>', `<ds:Object>${piece}</ds:Object></ds:Signature>`);
const inKeyInfo = (piece: string): string =>
  signature.replace('</ds:SignatureValue>', `</ds:SignatureValue><ds:KeyInfo>${piece}</ds:KeyInfo>`);
const extensions = (piece: string): string => `<samlp:Extensions>${piece}</samlp:Extensions>`;
const sameId = (xml: string): string => xml.replace('"_evil"', '"_request1"');

const SHAPES: [string, () => string][] = [
  ['1 original signed inside the evil root', () => atEnd(evil, signed)],
  ['2 original signed in Extensions of the evil root', () => afterIssuer(evil, extensions(signed))],
  ['3 signature at the evil root, original in Extensions', () => afterIssuer(evil, signature + extensions(unsigned))],
  ['4 signature at the evil root, original at the end', () => atEnd(afterIssuer(evil, signature), unsigned)],
  ['5 original in Object of the signature at the evil root', () => afterIssuer(evil, inObject(unsigned))],
  ['6 original in KeyInfo of the signature at the evil root', () => afterIssuer(evil, inKeyInfo(unsigned))],
  ['7 signed original in Object', () => afterIssuer(evil, inObject(signed))],
  [
    '8 evil with the same ID, original in Extensions',
    () => sameId(afterIssuer(evil, signature + extensions(unsigned))),
  ],
  ['9 evil with the same ID, original in Object', () => sameId(afterIssuer(evil, inObject(unsigned)))],
  ['10 evil inside the signed original', () => atEnd(signed, evil)],
  ['11 evil in Extensions of the signed original', () => afterIssuer(signed, extensions(evil))],
  ['12 evil in Object of the good signature', () => signed.replace(signature, inObject(evil))],
  ['13 evil in KeyInfo of the good signature', () => signed.replace(signature, inKeyInfo(evil))],
  [
    '14 two signatures, the second for the original',
    () => afterIssuer(evil, signature + signature.replace('#_request1', '#_evil') + extensions(unsigned)),
  ],
  ['15 both in an envelope', () => `<x xmlns="urn:x">${evil}${signed}</x>`],
  ['16 evil first, original second as roots', () => evil + signed],
  ['17 Issuer repeated outside the signature', () => afterIssuer(signed, '<saml:Issuer>x</saml:Issuer>')],
  [
    '18 attribute added to the root',
    () => signed.replace(' ID="_request1"', ' ID="_request1" AssertionConsumerServiceIndex="7"'),
  ],
  ['19 signature moved below the Issuer', () => unsigned.replace('</saml:Issuer>', `${signature}</saml:Issuer>`)],
  [
    '20 signature with an empty reference at the evil root',
    () => afterIssuer(evil, signature.replace('#_request1', '')),
  ],
  ['21 evil inside the signature value', () => signed.replace('<ds:SignatureValue>', `<ds:SignatureValue>${evil}`)],
];

describe('S1: a wrapped request is refused, or the signed values are the ones that come out', () => {
  test('the signed request alone is accepted', () => {
    const request = acceptPost(
      signed,
      expectedWith({ spCertificates: [pair.certificatePem], requireSignedRequests: true }),
    );
    expect(request).toMatchObject({ id: '_request1', acsUrl: ACS, signed: true });
  });

  for (const requireSignedRequests of [true, false]) {
    test.each(SHAPES)(`shape %s (signing ${requireSignedRequests ? 'required' : 'optional'})`, (_name, shape) => {
      const expected = expectedWith({ spCertificates: [pair.certificatePem], requireSignedRequests });
      let request: AuthnRequest | undefined;
      try {
        request = acceptPost(shape(), expected);
      } catch (error) {
        expect(error).toBeInstanceOf(SamlError);
        expect((error as SamlError).deliver).toBe('to-person');
        return;
      }
      expect(request).toMatchObject({ id: '_request1', acsUrl: ACS, signed: true });
    });
  }

  test('shape 13 is the only one accepted, because KeyInfo is never read', () => {
    const expected = expectedWith({ spCertificates: [pair.certificatePem], requireSignedRequests: true });
    const accepted = SHAPES.filter(([, shape]) => {
      try {
        return acceptPost(shape(), expected).id === '_request1';
      } catch {
        return false;
      }
    });
    expect(accepted.map(([name]) => name.split(' ')[0])).toEqual(['13']);
  });
});
