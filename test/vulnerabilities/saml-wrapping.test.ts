import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { SamlError } from '../../src/saml/errors';
import { readAuthnRequest, type AuthnRequest } from '../../src/saml/authn-request';
import { readPostMessage } from '../../src/saml/bindings';
import { verifyMessageSignature } from '../../src/saml/message-signature';
import {
  ACS,
  ACS_TWO,
  acceptPost,
  acceptRedirect,
  expectedWith,
  NOW,
  postForm,
  redirectQuery,
  requestXml,
  signXml,
} from '../saml/support';
import { WRAPPING_SHAPES, type WrappingParts } from './wrapping-shapes';

/**
 * Each shape holds a request that was really signed and a request of the attacker. The attacker's ID and address (also a
 * registered one, so that only the signature stands between) must never come out.
 */
let pair: KeyPair;
let parts: WrappingParts;

beforeAll(async () => {
  pair = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
  parts = {
    signed: signXml(requestXml(), pair.privateKeyPem),
    evil: requestXml({ attributes: { ID: '_evil', AssertionConsumerServiceURL: ACS_TWO, ForceAuthn: 'false' } }),
    signedId: '_request1',
    evilId: '_evil',
    addedAttribute: ' ForceAuthn="false"',
  };
});

const WAYS: readonly [string, (xml: string, required: boolean) => AuthnRequest][] = [
  ['POST', (xml, required) => acceptPost(xml, expected(required))],
  ['Redirect', (xml, required) => acceptRedirect(redirectQuery(xml), expected(required))],
];
const expected = (requireSignedRequests: boolean) =>
  expectedWith({ spCertificates: [pair.certificatePem], requireSignedRequests });

describe('S1: a wrapped request is refused, or the signed values are the ones that come out', () => {
  test.each(WAYS)('the signed request alone is accepted by %s', (_way, accept) => {
    expect(accept(parts.signed, true)).toMatchObject({ id: '_request1', acsUrl: ACS, signed: true });
  });

  test('what is read afterwards is the signed bytes, parsed anew, without the signature', () => {
    const message = readPostMessage(postForm(parts.signed));
    const { root } = readAuthnRequest(message);
    const { certificates } = expected(true).serviceProvider;
    const verified = verifyMessageSignature(message, root, { certificates, required: true });
    expect(verified.signed).toBe(true);
    expect(verified.root).not.toBe(root);
    expect([root, verified.root].map(({ childNodes }) => childNodes.length)).toEqual([2, 1]);
  });

  test('there are at least sixteen shapes, all different', () => {
    const texts = WRAPPING_SHAPES.map((shape) => shape.make(parts));
    expect(new Set(texts).size).toBe(WRAPPING_SHAPES.length);
    expect(WRAPPING_SHAPES.length).toBeGreaterThanOrEqual(16);
    for (const text of texts) expect(text).not.toBe(parts.signed);
  });

  describe.each(WAYS)('by %s', (_way, accept) => {
    test.each(WRAPPING_SHAPES)('$name', ({ make, harmless }) => {
      for (const required of [true, false]) {
        let request: AuthnRequest | undefined;
        let refusal: unknown;
        try {
          request = accept(make(parts), required);
        } catch (error) {
          refusal = error;
        }
        if (harmless) {
          expect(request).toMatchObject({ id: '_request1', acsUrl: ACS, signed: true });
        } else {
          expect(refusal).toBeInstanceOf(SamlError);
          expect((refusal as SamlError).deliver).toBe('to-person');
        }
      }
    });
  });
});
