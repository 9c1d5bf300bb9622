import { metadataUrlOf, ssoUrlOf, type Application, type SsoSettings } from '../../core/application';
import { readAuthnRequest, verifyAuthnRequest, type UnverifiedAuthnRequest } from '../../saml/authn-request';
import { readPostMessage, readRedirectMessage, type SignOnMessage } from '../../saml/bindings';
import { SamlError } from '../../saml/errors';
import { serviceProviderOf, type ServiceProvider } from '../../saml/service-provider';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';
import type { Deps } from '../deps';

/** A message as HTTP brought it: the query exactly as it was received, the fields of the form, or why there are none. */
export type RawMessage =
  | { readonly binding: 'redirect'; readonly query: string }
  | { readonly binding: 'post'; readonly form: Readonly<Record<string, unknown>> }
  | { readonly binding: 'post'; readonly fault: 'too-large' | 'unreadable' };

/** More of a request than this is of no use to an admin who looks for a fault. */
const LONGEST_KEPT = 32_000;

/**
 * Decodes a message.
 * @throws SamlError
 */
export function readMessage(message: RawMessage): SignOnMessage {
  if ('fault' in message) {
    const clause = 'saml-bindings 3.5.4';
    throw message.fault === 'too-large'
      ? new SamlError('message_too_large', 'The application sent too much: the form is too large.', { clause })
      : new SamlError('message_malformed', 'The application sent a form that could not be read.', { clause });
  }
  return message.binding === 'redirect' ? readRedirectMessage(message.query) : readPostMessage(message.form);
}

/** The XML of a message as text, shortened, for the list of exchanges. */
export function xmlOf(message: SignOnMessage): string {
  return message.xml.toString('utf8', 0, LONGEST_KEPT);
}

/**
 * Holds a message against the application it was sent to.
 * @param read what was read of it, where that has been done already
 * @throws SamlError
 */
export function verifyRequest(
  deps: Pick<Deps, 'config' | 'clock'>,
  application: Pick<Application, 'slug'>,
  sso: SsoSettings,
  message: SignOnMessage,
  read: UnverifiedAuthnRequest = readAuthnRequest(message),
): KeptRequest {
  const request = verifyAuthnRequest(read, {
    serviceProvider: knownServiceProvider(sso),
    ssoUrl: ssoUrlOf(deps.config.baseUrl, application.slug),
    idpEntityId: metadataUrlOf(deps.config.baseUrl, application.slug),
    now: deps.clock(),
  });
  const { acsUrl, relayState, forceAuthn, isPassive, loginHint, authnContexts, nameIdFormat, allowCreate } = request;
  return {
    ...{ requestId: request.id, acsUrl, forceAuthn, isPassive, authnContexts },
    ...(relayState === undefined ? {} : { relayState }),
    ...(loginHint === undefined ? {} : { loginHint }),
    ...(nameIdFormat === undefined ? {} : { nameIdFormat }),
    ...(allowCreate === undefined ? {} : { allowCreate }),
    binding: message.binding,
    xml: xmlOf(message),
  };
}

/** Reading certificates takes time, so it is done once for each object of settings. */
const serviceProviders = new WeakMap<SsoSettings, ServiceProvider>();

function knownServiceProvider(sso: SsoSettings): ServiceProvider {
  const known = serviceProviders.get(sso);
  if (known !== undefined) return known;
  const made = serviceProviderOf(sso);
  serviceProviders.set(sso, made);
  return made;
}
