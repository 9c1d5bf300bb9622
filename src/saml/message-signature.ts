import type { KeyObject } from 'node:crypto';
import type { SignOnMessage } from './bindings';
import { SamlError } from './errors';
import { checkSignatureStructure, hasSignature } from './reading/signature-structure';
import { verifyDetached, verifyEmbedded } from './signature';
import { attributeOf, parseXml, type XmlElement } from './xml';

/** What the signature of a message is held against. */
export interface SignaturePolicy {
  /** Public keys of the registered certificates; every one is tried. */
  readonly certificates: readonly KeyObject[];
  /** Refuse messages that are not signed. */
  readonly required: boolean;
  /** Take RSA signatures and digests made with SHA-1 too; off when absent. */
  readonly allowSha1?: boolean;
}

/**
 * Verifies the signature of a message, beside it or inside (saml-core section 5, saml-bindings section 3.4.4.1). It has
 * to be there when it is required, and has to fit when it is there and a certificate is registered. Without a
 * certificate nothing can be said, so the message counts as unsigned.
 * @param root what was parsed of the message
 * @returns the element whose values may be used: the signed bytes alone, parsed anew, when the signature is inside
 * @throws SamlError signature_required, signature_invalid, signature_algorithm_refused
 */
export function verifyMessageSignature(
  message: SignOnMessage,
  root: XmlElement,
  policy: SignaturePolicy,
): { root: XmlElement; signed: boolean } {
  const { certificates, required, allowSha1 = false } = policy;
  const present = message.detached !== undefined || hasSignature(root);
  if (required && (!present || certificates.length === 0)) {
    throw new SamlError('signature_required', 'The application has to sign its messages and this one is not signed.', {
      clause: 'saml-metadata 2.4.3',
    });
  }
  if (!present || certificates.length === 0) return { root, signed: false };
  if (message.detached) verifyDetached(message.detached, certificates, allowSha1);
  const embedded = checkSignatureStructure(root, allowSha1);
  if (!embedded) return { root, signed: true };
  const text = new TextDecoder().decode(message.xml);
  const signedRoot = parseXml(verifyEmbedded(text, embedded, certificates), 'message');
  if (attributeOf(signedRoot, 'ID') !== embedded.rootId || hasSignature(signedRoot)) {
    throw new SamlError('signature_invalid', "The signature of the application's message covers another message.", {
      clause: 'saml-core 5.4.2',
    });
  }
  return { root: signedRoot, signed: true };
}
