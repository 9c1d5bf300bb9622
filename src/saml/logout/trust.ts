import type { KeyObject } from 'node:crypto';
import { TIME } from '../constants';
import type { SignOnMessage } from '../bindings';
import { SamlError } from '../errors';
import { verifyMessageSignature } from '../message-signature';
import type { CommonValues } from '../reading/message-parts';
import type { XmlElement } from '../xml';

/** What a logout message is held against: the application at whose address it came in. */
export interface ExpectedLogout {
  readonly spEntityId: string;
  /** Public keys of the registered certificates; every one is tried. */
  readonly certificates: readonly KeyObject[];
  /** Take messages that are not signed (INTEROP, "Logout"). One that is signed has to be signed right all the same. */
  readonly acceptUnsigned: boolean;
  /** Whether signatures made with SHA-1 are taken; off when absent. */
  readonly allowSha1?: boolean;
  /** The configured public address logout messages for this application come to. */
  readonly sloUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Verifies who sent a message, and gives the values that may be believed: issuer first, because it picks the keys, then
 * the signature, then the issuer again as it was signed (saml-core section 5, saml-profiles section 4.4.4).
 * @param read turns a root into values
 * @throws SamlError unknown_issuer, signature_required, signature_invalid, signature_algorithm_refused
 */
export function believe<Values extends CommonValues>(
  message: SignOnMessage,
  root: XmlElement,
  expected: ExpectedLogout,
  read: (root: XmlElement) => Values,
): { readonly values: Values; readonly signed: boolean } {
  const unverified = read(root);
  requireIssuer(unverified, expected);
  const policy = {
    certificates: expected.certificates,
    required: !expected.acceptUnsigned,
    allowSha1: expected.allowSha1 === true,
  };
  const verified = verifyMessageSignature(message, root, policy);
  const values = verified.root === root ? unverified : read(verified.root);
  requireIssuer(values, expected);
  return { values, signed: verified.signed };
}

/** saml-core section 3.2.1: the issuer is the registered entity ID, byte for byte. */
function requireIssuer({ issuer }: CommonValues, { spEntityId }: ExpectedLogout): void {
  if (issuer.value === spEntityId) return;
  throw new SamlError(
    'unknown_issuer',
    'The logout message comes from an application that is not set up at this address. An admin can compare the entity ID on the SSO tab.',
    { clause: 'saml-core 3.2.1', facts: { asked: issuer.value, allowed: spEntityId } },
  );
}

/** saml-core section 3.2.1: version 2.0. */
export function requireVersion({ version }: CommonValues): void {
  if (version === '2.0') return;
  throw new SamlError('version_unsupported', 'The logout message is not of SAML version 2.0.', {
    clause: 'saml-core 3.2.1',
    deliver: 'to-sp',
    facts: { asked: version.slice(0, 20), allowed: '2.0' },
  });
}

/**
 * saml-core section 3.2.1, saml-bindings sections 3.4.5.2 and 3.5.5.2: meant for this address, byte for byte; a signed
 * message has to say so, because it could have been signed for somebody else.
 */
export function requireDestination(
  { destination }: CommonValues,
  { sloUrl }: Pick<ExpectedLogout, 'sloUrl'>,
  signed: boolean,
): void {
  if (destination === sloUrl || (destination === undefined && !signed)) return;
  throw new SamlError('destination_mismatch', 'The logout message was meant for another address than this one.', {
    clause: destination === undefined ? 'saml-bindings 3.4.5.2, 3.5.5.2' : 'saml-core 3.2.1',
    facts: { asked: destination?.slice(0, 2048) ?? '(none)', allowed: sloUrl },
  });
}

/** saml-core section 3.2.1: issued less than five minutes ago, and by a clock less than five minutes ahead. */
export function requireFreshness({ issueInstant }: CommonValues, { now }: Pick<ExpectedLogout, 'now'>): void {
  if (Math.abs(now - issueInstant) < TIME.requestWindow) return;
  throw tooOld(issueInstant, now, 'saml-core 3.2.1');
}

/** The refusal of a message that is too old, or comes from a clock that is wrong. */
export function tooOld(time: number, now: number, clause: string): SamlError {
  return new SamlError(
    'request_expired',
    'The logout message is too old or comes from a clock that is wrong. Sign out again at the application.',
    { clause, facts: { issued: new Date(time).toISOString(), now: new Date(now).toISOString() } },
  );
}
