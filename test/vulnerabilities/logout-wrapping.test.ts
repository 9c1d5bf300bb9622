import { SamlError } from '../../src/saml/errors';
import type { LogoutRequest } from '../../src/saml/logout/logout-request';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import {
  acceptAnswer,
  acceptQuery,
  acceptRequest,
  answerXml,
  expectedLogout,
  logoutXml,
  person,
} from '../saml/logout/support';
import { NOW, redirectQuery, signXml } from '../saml/support';
import { WRAPPING_SHAPES, type WrappingParts } from './wrapping-shapes';

/** Each shape holds a logout that was really signed and one of the attacker, who wants somebody else signed out. */
let pair: KeyPair;
let parts: WrappingParts;
let answers: WrappingParts;

beforeAll(async () => {
  pair = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
  const names = { signedId: '_request1', evilId: '_evil' };
  parts = {
    ...{ ...names, addedAttribute: ' Reason="urn:evil"' },
    signed: signXml(logoutXml({ rest: person('anna@example.com', '_anna') }), pair.privateKeyPem),
    evil: logoutXml({ attributes: { ID: '_evil' }, rest: person('boss@example.com', '_boss') }),
  };
  answers = {
    ...{ ...names, addedAttribute: ' Consent="urn:evil"' },
    signed: signXml(answerXml({ attributes: { InResponseTo: '_one' } }), pair.privateKeyPem),
    evil: answerXml({ attributes: { ID: '_evil', InResponseTo: '_two' } }),
  };
});

const expected = (acceptUnsigned: boolean) =>
  expectedLogout({ spCertificates: [pair.certificatePem], ...(acceptUnsigned ? { acceptUnsignedLogout: true } : {}) });

/** What comes out, or the refusal. */
function outcome<T>(run: () => T): T | SamlError {
  try {
    return run();
  } catch (error) {
    if (error instanceof SamlError) return error;
    throw error;
  }
}

describe('S1: a wrapped LogoutRequest is refused, or the signed values are the ones that come out', () => {
  test('the signed request alone is accepted', () => {
    expect(acceptRequest(parts.signed, expected(false))).toMatchObject({ id: '_request1', signed: true });
  });

  test.each(WRAPPING_SHAPES)('$name', ({ make, harmless }) => {
    const ways: readonly ((required: boolean) => LogoutRequest)[] = [
      (unsigned) => acceptRequest(make(parts), expected(unsigned)),
      (unsigned) => acceptQuery(redirectQuery(make(parts)), expected(unsigned)),
    ];
    for (const accept of ways) {
      for (const unsigned of [false, true]) {
        const came = outcome(() => accept(unsigned));
        if (harmless === true) {
          expect(came).toMatchObject({
            id: '_request1',
            nameId: { value: 'anna@example.com' },
            sessionIndexes: ['_anna'],
          });
        } else {
          expect(came).toBeInstanceOf(SamlError);
          expect((came as SamlError).deliver).toBe('to-person');
        }
      }
    }
  });
});

describe('S1: a wrapped LogoutResponse as well', () => {
  test.each(WRAPPING_SHAPES)('$name', ({ make, harmless }) => {
    for (const unsigned of [false, true]) {
      const came = outcome(() => acceptAnswer(make(answers), expected(unsigned)));
      if (harmless === true) expect(came).toMatchObject({ inResponseTo: '_one', outcome: 'signed-out' });
      else expect(came).toBeInstanceOf(SamlError);
    }
  });
});
