import * as samlify from 'samlify';
import { BINDING } from './constants';

// The library refuses to read anything without a validator. The shape of what we write is held to the schemas in tests.
samlify.setSchemaValidator({ validate: () => Promise.resolve('skipped') });

/** What an independent implementation reads in our metadata. */
export interface PublishedFacts {
  readonly entityId: string;
  /** The address for HTTP-Redirect. */
  readonly ssoUrl: string;
  /** Signing certificates: base64 of the DER form. */
  readonly certificates: readonly string[];
  readonly nameIdFormats: readonly string[];
}

/** The second judge's verdict. */
export type SecondOpinion =
  | {
      readonly accepted: true;
      readonly nameId: string;
      readonly attributes: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly accepted: false; readonly reason: string };

/** A Response and what the second judge holds it against. */
export interface SecondOpinionInput {
  readonly metadataXml: string;
  readonly responseXml: string;
  readonly spEntityId: string;
  readonly acsUrl: string;
  readonly inResponseTo: string;
  readonly sign: 'both' | 'assertion' | 'response';
  /** Opens an assertion that is encrypted. */
  readonly decryptionKeyPem?: string | undefined;
}

/**
 * Lets an independent implementation read our metadata, as a service provider does when it is set up.
 * @throws Error when it can't
 */
export function readAsServiceProvider(metadataXml: string): PublishedFacts {
  const { entityMeta } = samlify.IdentityProvider({ metadata: metadataXml });
  const ssoUrl = entityMeta.getSingleSignOnService('redirect');
  if (typeof ssoUrl !== 'string') throw new Error('no address for HTTP-Redirect');
  return {
    entityId: entityMeta.getEntityID(),
    ssoUrl,
    certificates: [entityMeta.getX509Certificate('signing')].flat().map((text) => text.replace(/\s+/g, '')),
    nameIdFormats: [entityMeta.getNameIDFormat()].flat(),
  };
}

/**
 * Asks a second independent implementation whether it would accept a Response, with the certificates of our metadata.
 * Signature, issuer, status and times are its verdict; audience, addresses and the request are compared here with what
 * it read, because it leaves that to its caller. It knows RSA signatures only.
 * @returns the verdict; never throws for a Response that is refused
 */
export async function secondOpinion(input: SecondOpinionInput): Promise<SecondOpinion> {
  try {
    const encrypted = input.decryptionKeyPem !== undefined;
    const issuer = samlify.IdentityProvider({ metadata: input.metadataXml, isAssertionEncrypted: encrypted });
    const provider = samlify.ServiceProvider({
      entityID: input.spEntityId,
      assertionConsumerService: [{ Binding: BINDING.post, Location: input.acsUrl }],
      wantAssertionsSigned: input.sign !== 'response',
      wantMessageSigned: input.sign !== 'assertion',
      ...(input.decryptionKeyPem === undefined ? {} : { encPrivateKey: input.decryptionKeyPem }),
    });
    const { extract } = await provider.parseLoginResponse(issuer, 'post', {
      body: { SAMLResponse: Buffer.from(input.responseXml, 'utf8').toString('base64') },
    });
    return compared(input, extract);
  } catch (error) {
    return { accepted: false, reason: reasonOf(error) };
  }
}

interface Extract {
  readonly nameID?: unknown;
  readonly audience?: unknown;
  readonly response?: { readonly destination?: unknown; readonly inResponseTo?: unknown };
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function compared(input: SecondOpinionInput, extract: Extract): SecondOpinion {
  const { nameID, audience, response, attributes = {} } = extract;
  const refused = (reason: string): SecondOpinion => ({ accepted: false, reason });
  if (typeof nameID !== 'string' || nameID === '') return refused('It found no NameID.');
  if (audience !== input.spEntityId) return refused('The Audience is another service provider.');
  if (response?.destination !== input.acsUrl) return refused('The Destination is another address.');
  if (response.inResponseTo !== input.inResponseTo) return refused('InResponseTo is not the one of the request.');
  const read = Object.entries(attributes).map(([name, value]) => [name, [value].flat().map(String)] as const);
  return { accepted: true, nameId: nameID, attributes: Object.fromEntries(read) };
}

const REASONS: Readonly<Record<string, string>> = {
  FAILED_TO_VERIFY_SIGNATURE: 'The signature does not fit the certificates of the metadata.',
  ERROR_UNMATCH_CERTIFICATE_DECLARATION_IN_METADATA: 'The certificate in the Response is not in the metadata.',
  ERR_POTENTIAL_WRAPPING_ATTACK: 'The assertion is not where the signature says.',
  ERR_UNMATCH_ISSUER: 'The Issuer is not the one of the metadata.',
  ERR_SUBJECT_UNCONFIRMED: 'The time is outside the assertion’s NotBefore and NotOnOrAfter.',
  ERR_EXCEPTION_OF_ASSERTION_DECRYPTION: 'The assertion could not be decrypted.',
};

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return REASONS[text] ?? text;
}
