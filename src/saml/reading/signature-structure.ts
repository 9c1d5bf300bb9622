import { ALGORITHM, DIGEST_ALGORITHMS, NS, SHA1, SIGNATURE_ALGORITHMS } from '../constants';
import { SamlError } from '../errors';
import { allElements, attributeOf, childElements, hasHiddenMarkup, isNamed, textOf, type XmlElement } from '../xml';

/** A signature whose shape is the one SAML allows. Nothing has been computed yet. */
export interface EmbeddedSignature {
  readonly element: XmlElement;
  readonly algorithm: SignatureAlgorithm;
  /** The ID of the root, which is what the signature covers. */
  readonly rootId: string;
}

/** A signature algorithm of the allow-list. */
export interface SignatureAlgorithm {
  readonly hash: string;
  readonly keyType: 'rsa' | 'ec';
}

const CLAUSE = 'saml-core 5.4';

/** Tells whether a signature stands anywhere in the message. */
export function hasSignature(root: XmlElement): boolean {
  return allElements(root).some((element) => isNamed(element, NS.signature, 'Signature'));
}

/**
 * Checks the shape of the signature of a message before any costly or lenient code sees it (saml-core section 5.4):
 * one signature, a child of the root, over the root and nothing else, with algorithms and transforms of the allow-list.
 * @param allowSha1 whether the allow-list is longer by SHA-1 for this application
 * @returns undefined when there is no signature at all
 * @throws SamlError signature_invalid or signature_algorithm_refused
 */
export function checkSignatureStructure(root: XmlElement, allowSha1 = false): EmbeddedSignature | undefined {
  const elements = allElements(root);
  const signatures = elements.filter((element) => isNamed(element, NS.signature, 'Signature'));
  const [signature] = signatures;
  if (signature === undefined) return undefined;
  if (signatures.length > 1) throw refuse('there is more than one signature');
  if (signature.parentNode !== root) throw refuse('the signature is not a child of the message');
  if (hasHiddenMarkup(signature)) throw refuse('there are comments or CDATA sections in the signature');
  const rootId = attributeOf(root, 'ID');
  if (rootId === undefined || rootId === '') throw refuse('the message has no ID');
  checkIdsAreUnique(elements);
  const parts = childElements(signature);
  const expected = ['SignedInfo', 'SignatureValue', ...(parts.length === 2 ? [] : ['KeyInfo'])];
  const [signedInfo, signatureValue] = exactly(parts, expected, 'the signature');
  if (!signatureValue || childElements(signatureValue).length > 0) throw refuse('SignatureValue holds elements');
  const algorithm = checkSignedInfo(signedInfo, rootId, allowSha1);
  return { element: signature, algorithm, rootId };
}

/**
 * The entry of the allow-list for a signature algorithm.
 * @param allowSha1 whether the list is longer by RSA with SHA-1
 * @throws SamlError signature_algorithm_refused naming the algorithm, and the switch where there is one
 */
export function allowedAlgorithm(uri: string, allowSha1: boolean): SignatureAlgorithm {
  const allowed = SIGNATURE_ALGORITHMS.get(uri);
  if (allowed) return allowed;
  if (allowSha1 && uri === SHA1.signature) return { hash: 'sha1', keyType: 'rsa' };
  throw refuseAlgorithm(uri);
}

function checkSignedInfo(signedInfo: XmlElement | undefined, rootId: string, allowSha1: boolean): SignatureAlgorithm {
  if (!signedInfo) throw refuse('SignedInfo is missing');
  const [canonicalization, method, reference] = exactly(
    childElements(signedInfo),
    ['CanonicalizationMethod', 'SignatureMethod', 'Reference'],
    'SignedInfo',
  );
  if (!canonicalization || !method || !reference) throw refuse('SignedInfo is incomplete');
  checkTransform(canonicalization, NS.exclusiveC14n);
  if (childElements(method).length > 0) throw refuse('the signature method has parameters');
  const algorithm = allowedAlgorithm(attributeOf(method, 'Algorithm') ?? '', allowSha1);
  if (attributeOf(reference, 'URI') !== `#${rootId}`)
    throw refuse('the signature covers something else than the message');
  const [transforms, digest, value] = exactly(
    childElements(reference),
    ['Transforms', 'DigestMethod', 'DigestValue'],
    'Reference',
  );
  if (!transforms || !digest || !value) throw refuse('Reference is incomplete');
  const [enveloped, canonical] = exactly(childElements(transforms), ['Transform', 'Transform'], 'Transforms');
  if (!enveloped || !canonical) throw refuse('Transforms is incomplete');
  checkTransform(enveloped, ALGORITHM.enveloped);
  checkTransform(canonical, NS.exclusiveC14n);
  const digestAlgorithm = attributeOf(digest, 'Algorithm') ?? '';
  const digestAllowed = DIGEST_ALGORITHMS.has(digestAlgorithm) || (allowSha1 && digestAlgorithm === SHA1.digest);
  if (childElements(digest).length > 0 || !digestAllowed) throw refuseAlgorithm(digestAlgorithm);
  textOf(value);
  return algorithm;
}

function checkTransform(transform: XmlElement, algorithm: string): void {
  const asked = attributeOf(transform, 'Algorithm') ?? '';
  if (asked !== algorithm) throw refuse(`the transform ${asked.slice(0, 200)} is not allowed`);
  const inside = childElements(transform);
  // Some libraries put the prefix list on every transform, in the namespace of that transform.
  const onlyPrefixes = inside.every((child) => isNamed(child, algorithm, 'InclusiveNamespaces'));
  if (!onlyPrefixes || inside.length > 1) throw refuse('a transform has parameters that are not allowed');
}

function exactly(elements: readonly XmlElement[], names: readonly string[], where: string): readonly XmlElement[] {
  const fits =
    elements.length === names.length &&
    elements.every((element, place) => isNamed(element, NS.signature, names[place] ?? ''));
  if (!fits) throw refuse(`${where} does not have the parts it should`);
  return elements;
}

/** Readers differ in which attribute they take for an ID, so none of them may come twice with one value. */
function checkIdsAreUnique(elements: readonly XmlElement[]): void {
  const seen = new Set<string>();
  for (const element of elements) {
    for (const attribute of Array.from(element.attributes)) {
      if (attribute.localName.toLowerCase() !== 'id') continue;
      if (seen.has(attribute.value)) throw refuse('the same ID is there twice');
      seen.add(attribute.value);
    }
  }
}

function refuse(reason: string): SamlError {
  return new SamlError('signature_invalid', `The signature of the application's message is refused: ${reason}.`, {
    clause: CLAUSE,
    facts: { reason },
  });
}

function refuseAlgorithm(uri: string): SamlError {
  const name = uri.slice(0, 200);
  const isSha1 = uri === SHA1.signature || uri === SHA1.digest;
  const way = isSha1
    ? 'Set the application to RSA-SHA256. If it can’t, switch on “Accept SHA-1 signatures from this application” on its SSO tab.'
    : 'Set the application to RSA-SHA256.';
  return new SamlError(
    'signature_algorithm_refused',
    `The application signed with the algorithm ${name === '' ? '(none named)' : name}, which is not accepted. ${way}`,
    { clause: 'saml-bindings 3.4.4.1, xmldsig-core 6.1', facts: { algorithm: name } },
  );
}
