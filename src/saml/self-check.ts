import { SAML, ValidateInResponseTo, type Profile, type SamlConfig } from '@node-saml/node-saml';
import { NS } from './constants';
import { allElements, attributeOf, isNamed, onlyChild, parseXml, type XmlElement } from './xml';

/** What a service provider with default settings makes of a Response. */
export type SelfCheck =
  | {
      readonly accepted: true;
      readonly nameId: string;
      readonly attributes: Readonly<Record<string, readonly string[]>>;
      /** What the assertion said beside the person, as it was read: addresses, times and the request. */
      readonly received: Readonly<Record<string, string>>;
    }
  | { readonly accepted: false; readonly reason: string };

/** A Response and what the service provider would expect of it. */
export interface SelfCheckInput {
  readonly responseXml: string;
  readonly certificatePem: string;
  readonly spEntityId: string;
  readonly acsUrl: string;
  readonly idpEntityId: string;
  /** The ID of the request; absent for a Response nobody asked for. */
  readonly inResponseTo?: string | undefined;
  /** Milliseconds since the epoch; without it the checker's own clock. */
  readonly now?: number;
  /** Which signatures the service provider insists on; any one when absent. */
  readonly sign?: 'both' | 'assertion' | 'response';
  /** Opens an assertion that is encrypted. */
  readonly decryptionKeyPem?: string | undefined;
}

/** What a service provider needs to ask us. */
export interface AskInput {
  readonly ssoUrl: string;
  readonly spEntityId: string;
  readonly acsUrl: string;
  /** A format's URN; no format is asked for without it. */
  readonly nameIdFormat?: string | undefined;
  /** Signs the request. */
  readonly privateKeyPem?: string | undefined;
}

/**
 * Lets an independent implementation write an AuthnRequest as a service provider with default settings does, for the
 * HTTP-Redirect binding.
 * @returns the query of the address, without the question mark
 */
export async function askAsServiceProvider(input: AskInput): Promise<string> {
  const asker = new SAML({
    entryPoint: input.ssoUrl,
    issuer: input.spEntityId,
    callbackUrl: input.acsUrl,
    identifierFormat: input.nameIdFormat ?? null,
    // Asking takes no certificate of ours, but the library insists on a text.
    idpCert: 'not used',
    ...(input.privateKeyPem === undefined ? {} : { privateKey: input.privateKeyPem, signatureAlgorithm: 'sha256' }),
  });
  const address = await asker.getAuthorizeUrlAsync('', undefined, {});
  return new URL(address).search.slice(1);
}

/**
 * Asks an independent implementation whether it would accept a Response: signatures, audience, times and
 * InResponseTo are its verdict; issuer, Destination and Recipient are compared here, because it does not look at them
 * (saml-profiles section 4.1.4.3).
 * @returns the verdict; never throws for a Response that is refused
 */
export async function wouldAccept(input: SelfCheckInput): Promise<SelfCheck> {
  try {
    const checker = new Checker(settings(input), input.now);
    const response = Buffer.from(input.responseXml, 'utf8');
    const { profile } = await checker.validatePostResponseAsync({ SAMLResponse: response.toString('base64') });
    if (!profile) return { accepted: false, reason: 'The Response holds no assertion.' };
    const assertion = parseXml(Buffer.from(profile.getAssertionXml?.() ?? '', 'utf8'), 'message');
    const different = comparisonProblem(input, parseXml(response, 'message'), assertion);
    if (different !== undefined) return { accepted: false, reason: different };
    const received = receivedIn(assertion);
    return { accepted: true, nameId: profile.nameID, attributes: attributesOf(profile), received };
  } catch (error) {
    return { accepted: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

class Checker extends SAML {
  private readonly now: number | undefined;

  constructor(config: SamlConfig, now: number | undefined) {
    super(config);
    this.now = now;
  }

  protected override checkTimestampsValidityError(
    nowMs: number,
    notBefore: string,
    notOnOrAfter: string,
    maxTimeLimitMs?: number,
  ): Error | null {
    return super.checkTimestampsValidityError(this.now ?? nowMs, notBefore, notOnOrAfter, maxTimeLimitMs);
  }
}

function settings(input: SelfCheckInput): SamlConfig {
  return {
    callbackUrl: input.acsUrl,
    issuer: input.spEntityId,
    audience: input.spEntityId,
    idpCert: input.certificatePem,
    idpIssuer: input.idpEntityId,
    wantAssertionsSigned: input.sign === 'both' || input.sign === 'assertion',
    wantAuthnResponseSigned: input.sign === 'both' || input.sign === 'response',
    ...(input.decryptionKeyPem === undefined ? {} : { decryptionPvk: input.decryptionKeyPem }),
    validateInResponseTo: input.inResponseTo === undefined ? ValidateInResponseTo.never : ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: () => Promise.resolve(null),
      // The value is the time the request was made; far ahead, so that the age of the request plays no part.
      getAsync: (key) => Promise.resolve(key === input.inResponseTo ? '9999-01-01T00:00:00Z' : null),
      removeAsync: (key) => Promise.resolve(key),
    },
  };
}

function comparisonProblem(input: SelfCheckInput, root: XmlElement, assertion: XmlElement): string | undefined {
  if (attributeOf(root, 'Destination') !== input.acsUrl) return 'The Destination is another address.';
  const issuers = [root, assertion].map((found) => onlyChild(found, NS.assertion, 'Issuer')?.textContent);
  if (issuers.some((issuer) => issuer !== input.idpEntityId)) return 'The Issuer is another identity provider.';
  const confirmations = allElements(assertion).filter((found) =>
    isNamed(found, NS.assertion, 'SubjectConfirmationData'),
  );
  const right = confirmations.some((found) => attributeOf(found, 'Recipient') === input.acsUrl);
  if (!right) return 'The Recipient is another address.';
  const answers = [root, ...confirmations].map((found) => attributeOf(found, 'InResponseTo'));
  return answers.every((found) => found === input.inResponseTo)
    ? undefined
    : 'InResponseTo is not the one of the request.';
}

function receivedIn(assertion: XmlElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const element of allElements(assertion)) {
    if (element.namespaceURI !== NS.assertion) continue;
    if (element.localName === 'Audience') found['Audience'] = element.textContent ?? '';
    if (element.localName === 'AuthnContextClassRef') found['AuthnContextClassRef'] = element.textContent ?? '';
    const names = RECEIVED[element.localName ?? ''] ?? [];
    for (const name of names) {
      const value = attributeOf(element, name);
      if (value !== undefined) found[element.localName === 'NameID' ? `NameID ${name}` : name] = value;
    }
  }
  return found;
}

const RECEIVED: Readonly<Record<string, readonly string[]>> = {
  NameID: ['Format', 'SPNameQualifier'],
  SubjectConfirmationData: ['Recipient', 'InResponseTo'],
  Conditions: ['NotBefore', 'NotOnOrAfter'],
  AuthnStatement: ['AuthnInstant'],
};

function attributesOf(profile: Profile): Record<string, readonly string[]> {
  const { attributes } = profile;
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(String)]),
  );
}
