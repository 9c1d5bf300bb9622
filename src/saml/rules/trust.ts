import { ENTITY_FORMAT, TIME } from '../constants';
import { SamlError } from '../errors';
import type { AuthnRequestValues } from '../reading/authn-request-values';

/** saml-core sections 3.2.1 and 8.3.6: the issuer is the registered entity ID, byte for byte, and nothing qualifies it. */
export function requireIssuer({ issuer }: AuthnRequestValues, spEntityId: string): void {
  if (issuer.value !== spEntityId) {
    throw new SamlError(
      'unknown_issuer',
      'The request comes from an application that is not set up at this address. An admin can compare the entity ID on the SSO tab.',
      { clause: 'saml-core 3.2.1', facts: { asked: issuer.value, allowed: spEntityId } },
    );
  }
  const { format = ENTITY_FORMAT, nameQualifier, spNameQualifier, spProvidedId } = issuer;
  const odd = [nameQualifier, spNameQualifier].find((name) => name !== undefined && name !== spEntityId);
  if (format === ENTITY_FORMAT && odd === undefined && spProvidedId === undefined) return;
  throw new SamlError('unknown_issuer', 'The request names its application in another way than by its entity ID.', {
    clause: 'saml-core 8.3.6',
    facts: {
      asked: (format === ENTITY_FORMAT ? (odd ?? spProvidedId ?? '') : format).slice(0, 200),
      allowed: ENTITY_FORMAT,
    },
  });
}

/**
 * saml-core section 3.2.1, saml-bindings sections 3.4.5.2 and 3.5.5.2: meant for this address, byte for byte; a signed
 * message has to say so, because it could have been signed for somebody else.
 */
export function requireDestination({ destination }: AuthnRequestValues, ssoUrl: string, signed: boolean): void {
  if (destination === ssoUrl || (destination === undefined && !signed)) return;
  throw new SamlError('destination_mismatch', 'The request was meant for another address than this one.', {
    clause: destination === undefined ? 'saml-bindings 3.4.5.2, 3.5.5.2' : 'saml-core 3.2.1',
    facts: { asked: destination?.slice(0, 2048) ?? '(none)', allowed: ssoUrl },
  });
}

/** saml-core section 3.2.1: issued less than five minutes ago, and by a clock less than five minutes ahead. */
export function requireFreshness({ issueInstant }: AuthnRequestValues, now: number): void {
  if (Math.abs(now - issueInstant) < TIME.requestWindow) return;
  throw new SamlError(
    'request_expired',
    'The request is too old or comes from a clock that is wrong. Start again from the application.',
    {
      clause: 'saml-core 3.2.1',
      facts: { issued: new Date(issueInstant).toISOString(), now: new Date(now).toISOString() },
    },
  );
}
