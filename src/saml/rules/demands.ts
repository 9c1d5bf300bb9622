import type { SsoSettings } from '../../core/application';
import { BINDING, NAME_ID_FORMAT, OTHER_NAME_ID_FORMATS, TIME } from '../constants';
import { SamlError, type SamlErrorCode } from '../errors';
import type { AuthnRequestValues } from '../reading/authn-request-values';
import type { AskedConditions, AskedNameIdPolicy, AskedScoping, AskedSubject } from '../reading/request-parts';

/** saml-core sections 3.2.1 and 4.1.3.2: version 2.0. */
export function requireVersion({ version }: AuthnRequestValues): void {
  if (version === '2.0') return;
  throw refuse('version_unsupported', 'The request is not of SAML version 2.0.', 'saml-core 4.1.3.2', version, '2.0');
}

/** saml-profiles section 4.1.2, saml-core section 3.4.1: the answer goes by HTTP-POST, and an index says that alone. */
export function requirePostAnswer({ protocolBinding, acsIndex }: AuthnRequestValues): void {
  if (protocolBinding === undefined) return;
  if (protocolBinding !== BINDING.post) {
    const sentence = 'The application asked for an answer by another way than HTTP-POST.';
    throw refuse('binding_unsupported', sentence, 'saml-profiles 4.1.2', protocolBinding, BINDING.post);
  }
  if (acsIndex === undefined) return;
  const sentence = 'The application asked for an address by its index and for a binding beside it.';
  throw refuse('request_unsupported', sentence, 'saml-core 3.4.1', `index ${acsIndex} and ${protocolBinding}`);
}

/** Formats that are written with the version of others by some applications, and what they mean. */
const MISSPELT: ReadonlyMap<string, string> = new Map([
  ['urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress', NAME_ID_FORMAT.email],
  ['urn:oasis:names:tc:SAML:2.0:nameid-format:unspecified', NAME_ID_FORMAT.unspecified],
]);
const ISSUED: readonly string[] = Object.values(NAME_ID_FORMAT);

/**
 * Holds the name identifier a request wants against what Passo gives (saml-core sections 3.4.1.1 and 8.3), in the name
 * space of the application itself. Where the application's format is fixed, every format of the standard is answered
 * with that one.
 * @returns the URN of the format the answer has to have; undefined when the configured one will do
 */
export function askedNameIdFormat(
  { format, spNameQualifier }: AskedNameIdPolicy,
  settings: SsoSettings['nameId'],
  spEntityId: string,
): string | undefined {
  const sentence = "The application asked for a name identifier that can't be given.";
  if (spNameQualifier !== undefined && spNameQualifier !== spEntityId) {
    throw refuse('invalid_name_id_policy', sentence, 'saml-core 3.4.1.1', spNameQualifier, spEntityId);
  }
  if (format === undefined) return undefined;
  const meant = MISSPELT.get(format) ?? format;
  const allowed = settings.fixed === true ? [...ISSUED, ...OTHER_NAME_ID_FORMATS] : ISSUED;
  if (!allowed.includes(meant)) {
    throw refuse('invalid_name_id_policy', sentence, 'saml-core 3.4.1.1', format, ISSUED.join(' '));
  }
  return settings.fixed === true || meant === NAME_ID_FORMAT.unspecified ? undefined : meant;
}

/**
 * saml-core section 3.4.1, saml-profiles section 4.1.4.1: a Subject binds the answer to one person. One that Passo could
 * not compare is nobody it knows.
 * @returns the name the answer has to carry
 */
export function askedPerson(
  subject: AskedSubject | undefined,
  spEntityId: string,
  idpEntityId: string,
): string | undefined {
  if (subject === undefined) return undefined;
  if (subject.confirmation) {
    const sentence =
      'The application wants to say itself how the person is confirmed, which the browser profile rules out.';
    throw refuse('request_unsupported', sentence, 'saml-profiles 4.1.4.1', 'SubjectConfirmation');
  }
  const { name, unreadable } = subject;
  const foreign =
    unreadable ??
    (name?.nameQualifier === undefined || name.nameQualifier === idpEntityId ? undefined : name.nameQualifier) ??
    (name?.spNameQualifier === undefined || name.spNameQualifier === spEntityId ? undefined : name.spNameQualifier) ??
    (name?.spProvidedId === undefined ? undefined : 'SPProvidedID');
  if (foreign === undefined) return name?.value;
  const sentence = 'The application asked for a person in a way that names nobody here.';
  throw refuse('unknown_principal', sentence, 'saml-core 3.3.4', foreign);
}

/**
 * saml-core sections 2.5.1 and 3.4.1: an assertion of Passo is for the application itself, from now on and for minutes.
 * Conditions it meets anyway are met; any other is refused, because it would be missing.
 */
export function requireConditions(asked: AskedConditions | undefined, spEntityId: string, now: number): void {
  if (asked === undefined) return;
  const { notBefore, notOnOrAfter, audiences, other } = asked;
  const unmet =
    other ??
    (notBefore !== undefined && notBefore > now + TIME.skew ? 'NotBefore' : undefined) ??
    (notOnOrAfter !== undefined && notOnOrAfter <= now - TIME.skew ? 'NotOnOrAfter' : undefined) ??
    (audiences.every((list) => list.includes(spEntityId)) ? undefined : 'AudienceRestriction');
  if (unmet === undefined) return;
  const sentence = "The application asked for an assertion under a condition that can't be met.";
  throw refuse('request_unsupported', sentence, 'saml-core 3.4.1, 2.5.1', unmet);
}

/** saml-core section 3.4.1.2: a complete list of providers has to name Passo. */
export function requireScoping({ providers }: AskedScoping, idpEntityId: string): void {
  if (providers === undefined || providers.includes(idpEntityId)) return;
  const sentence = 'The application wants to be answered by another identity provider than this one.';
  throw refuse('no_supported_idp', sentence, 'saml-core 3.4.1.2', providers.join(' '), idpEntityId);
}

function refuse(code: SamlErrorCode, sentence: string, clause: string, asked: string, allowed?: string): SamlError {
  return new SamlError(code, sentence, {
    clause,
    deliver: 'to-sp',
    facts: { asked: asked.slice(0, 1000), ...(allowed === undefined ? {} : { allowed }) },
  });
}
