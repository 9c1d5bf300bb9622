import { metadataUrlOf, type Application, type AssertionEncryption, type SsoSettings } from '../../core/application';
import type { AttributeSource } from '../../core/attributes';
import type { SignInKind } from '../../core/second-factor';
import type { User } from '../../core/user';
import { SamlError } from '../../saml/errors';
import { attributesFor } from '../../saml/response/attribute-statement';
import type { NameId } from '../../saml/response/name-id';
import {
  buildResponse,
  prepareEncryption,
  type PreparedEncryption,
  type SigningKey,
} from '../../saml/response/response';
import type { SigningCertificate } from '../../store/sign-on/certificates';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';
import { signingKeyOf } from '../certificates/signing-key';
import type { Deps } from '../deps';
import { contextFor } from './decide';
import { answerNameId } from './name-id';
import type { PostedResponse } from './refusal';
import { newMessageId } from './status';

/** What an answer is made of. Nobody is asked here whether the person may have it. */
export interface AnswerInput {
  readonly application: Pick<Application, 'id' | 'slug' | 'label'>;
  readonly sso: SsoSettings;
  /** The sign-in it rests on. */
  readonly person: { readonly signedInAt: number; readonly sessionIndex: string; readonly kind?: SignInKind };
  readonly user: User;
  /** Names of all groups of the person, and of those of them that give the application. */
  readonly groupNames: readonly string[];
  readonly applicationGroupNames: readonly string[];
  /** The certificate to sign with, with its sealed key. */
  readonly certificate: SigningCertificate;
  /** Signs in place of the certificate's own key: for tests of what the answer says. */
  readonly key?: SigningKey | undefined;
  /** The persistent name that is kept for the person there; see `findKeptNameId`. */
  readonly keptNameId?: string | undefined;
  readonly request?: KeptRequest | undefined;
}

/** A signed Response with what it says of the person's name. */
export interface Answer {
  readonly xml: string;
  readonly nameId: NameId;
  /** The name is a persistent one that nobody has kept yet. */
  readonly nameIdIsNew: boolean;
  readonly posted: PostedResponse;
}

/**
 * Builds and signs the Response for a person and an application, for a request or without one. It decides nothing about
 * access and records nothing: what gives it out does.
 * @throws SamlError acs_not_registered, unknown_principal, invalid_name_id_policy, no_authn_context, value_not_allowed
 */
export function buildAnswer(deps: Pick<Deps, 'config' | 'secrets' | 'clock'>, input: AnswerInput): Answer {
  const { application, sso, person, user, request } = input;
  const now = deps.clock();
  const acsUrl = request === undefined ? defaultAcs(sso) : registeredAcs(sso, request.acsUrl);
  const source: AttributeSource = {
    user,
    groupNames: input.groupNames,
    applicationGroupNames: input.applicationGroupNames,
    now,
  };
  const { nameId, isNew } = answerNameId(deps, {
    application,
    sso,
    source,
    sessionIndex: person.sessionIndex,
    kept: input.keptNameId,
    asked: request,
  });
  requireAskedPerson(request, nameId);
  const { xml } = buildResponse({
    issuer: metadataUrlOf(deps.config.baseUrl, application.slug),
    audience: sso.spEntityId,
    acsUrl,
    inResponseTo: request?.requestId,
    nameId,
    attributes: attributesFor(sso.attributes, source),
    authnInstant: person.signedInAt,
    sessionIndex: person.sessionIndex,
    authnContextClass: metContext(request, person.kind),
    now,
    responseId: newMessageId(),
    assertionId: newMessageId(),
    sign: sso.sign,
    key: input.key ?? signingKeyOf(deps, input.certificate),
    hash: sso.hash,
    encryption: sso.encryption && preparedEncryptionOf(sso.encryption),
  });
  const posted: PostedResponse = {
    acsUrl,
    samlResponse: Buffer.from(xml, 'utf8').toString('base64'),
    ...(request?.relayState === undefined ? {} : { relayState: request.relayState }),
    applicationLabel: application.label,
  };
  return { xml, nameId, nameIdIsNew: isNew, posted };
}

/** Reading a certificate costs as much as a signature, so it is done once for each object of settings. */
const encryptions = new WeakMap<AssertionEncryption, PreparedEncryption>();

function preparedEncryptionOf(settings: AssertionEncryption): PreparedEncryption {
  const known = encryptions.get(settings);
  if (known !== undefined) return known;
  const prepared = prepareEncryption(settings);
  encryptions.set(settings, prepared);
  return prepared;
}

/** saml-core section 3.4.1: a request that names its person is answered about that one or not at all. */
function requireAskedPerson(request: KeptRequest | undefined, nameId: NameId): void {
  if (request?.loginHint === undefined || request.loginHint.toLowerCase() === nameId.value.toLowerCase()) return;
  throw new SamlError('unknown_principal', 'The application asked for another person than the one who signed in.', {
    clause: 'saml-core 3.3.4',
    deliver: 'to-sp',
  });
}

/** Whoever decides has seen to it that the sign-in meets the request; tests of answers have decided nothing. */
function metContext(request: KeptRequest | undefined, kind: SignInKind | undefined): string {
  const met = contextFor(request, kind);
  if (met !== undefined) return met;
  throw new SamlError('no_authn_context', 'The application asked for another sign-in than this one.', {
    clause: 'saml-core 3.3.2.2.1',
    deliver: 'to-sp',
  });
}

/** The address was registered when the request came; an admin may have taken it away since. */
function registeredAcs(sso: SsoSettings, acsUrl: string): string {
  if (sso.acs.some((endpoint) => endpoint.url === acsUrl)) return acsUrl;
  throw new SamlError('acs_not_registered', 'The address this request named is not registered any more.', {
    clause: 'saml-profiles 4.1.4.1',
    facts: { asked: acsUrl },
  });
}

function defaultAcs(sso: SsoSettings): string {
  const endpoint = sso.acs.find((candidate) => candidate.isDefault) ?? sso.acs[0];
  if (endpoint !== undefined) return endpoint.url;
  throw new SamlError('acs_not_registered', 'The application has no address to send people to.', {
    clause: 'saml-profiles 4.1.5',
  });
}
