import { SAML, ValidateInResponseTo, type Profile, type SamlConfig } from '@node-saml/node-saml';
import { NS } from './constants';
import { allElements, attributeOf, isNamed, onlyChild, parseXml } from './xml';

/** What a service provider with default settings makes of a Response. */
export type SelfCheck =
  | {
      readonly accepted: true;
      readonly nameId: string;
      readonly attributes: Readonly<Record<string, readonly string[]>>;
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
    const different = comparisonProblem(input, response, profile);
    if (different !== undefined) return { accepted: false, reason: different };
    return { accepted: true, nameId: profile.nameID, attributes: attributesOf(profile) };
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
    validateInResponseTo: input.inResponseTo === undefined ? ValidateInResponseTo.never : ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: () => Promise.resolve(null),
      // The value is the time the request was made; far ahead, so that the age of the request plays no part.
      getAsync: (key) => Promise.resolve(key === input.inResponseTo ? '9999-01-01T00:00:00Z' : null),
      removeAsync: (key) => Promise.resolve(key),
    },
  };
}

function comparisonProblem(input: SelfCheckInput, response: Buffer, profile: Profile): string | undefined {
  const root = parseXml(response, 'message');
  if (attributeOf(root, 'Destination') !== input.acsUrl) return 'The Destination is another address.';
  const assertion = parseXml(Buffer.from(profile.getAssertionXml?.() ?? '', 'utf8'), 'message');
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

function attributesOf(profile: Profile): Record<string, readonly string[]> {
  const { attributes } = profile;
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, (Array.isArray(value) ? value : [value]).map(String)]),
  );
}
