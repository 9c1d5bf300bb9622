import { deflateRawSync } from 'node:zlib';
import type { SloEndpoint } from '../../core/application';
import type { MessageParameter } from '../bindings';
import { isWebAddress } from '../service-provider';
import { signatureAlgorithmOf, signOctets } from '../response/response-signature';
import type { MessageSigner } from './write';

/** A message on its way through the browser: an address to go to, or a form to post. */
export type OutgoingMessage =
  | { readonly binding: 'redirect'; readonly url: string }
  | { readonly binding: 'post'; readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** Where a message goes, and how. */
export interface LogoutTarget {
  readonly binding: SloEndpoint['binding'];
  readonly url: string;
}

const ORDER: readonly SloEndpoint['binding'][] = ['redirect', 'post', 'soap'];

/**
 * Picks where to ask an application to sign somebody out. Redirect comes first, because every service provider that
 * knows both takes it; SOAP is for those that take nothing else (INTEROP, "Logout").
 */
export function requestTarget(endpoints: readonly SloEndpoint[] = []): LogoutTarget | undefined {
  const [best] = byPreference(endpoints, ORDER);
  return best && { binding: best.binding, url: best.url };
}

/**
 * Picks where an application gets its answer through the browser: at a registered address and nowhere else.
 * @returns undefined when it has no address a browser can go to
 */
export function answerTarget(endpoints: readonly SloEndpoint[] = []): LogoutTarget | undefined {
  const [best] = byPreference(endpoints, ['redirect', 'post']);
  return best && { binding: best.binding, url: best.responseUrl ?? best.url };
}

/** What is no web address was refused when it was entered; this is the last door before somebody is sent there. */
function byPreference(endpoints: readonly SloEndpoint[], order: readonly SloEndpoint['binding'][]): SloEndpoint[] {
  return endpoints
    .filter(({ binding, url, responseUrl = url }) => order.includes(binding) && [url, responseUrl].every(isWebAddress))
    .sort((a, b) => order.indexOf(a.binding) - order.indexOf(b.binding));
}

/**
 * Puts a message on the HTTP-Redirect binding, signed beside it over the octets that are sent (saml-bindings section
 * 3.4.4.1).
 * @param input.xml without a signature inside
 * @param input.url a registered address; a query it has stays
 */
export function redirectUrl(
  input: {
    readonly url: string;
    readonly parameter: MessageParameter;
    readonly xml: string;
    readonly relayState?: string | undefined;
  },
  signer: MessageSigner,
): string {
  const { url, parameter, xml, relayState } = input;
  const message = deflateRawSync(Buffer.from(xml, 'utf8')).toString('base64');
  const algorithm = signatureAlgorithmOf(signer.key, signer.hash);
  const octets =
    `${parameter}=${encodeURIComponent(message)}` +
    (relayState === undefined ? '' : `&RelayState=${encodeURIComponent(relayState)}`) +
    `&SigAlg=${encodeURIComponent(algorithm)}`;
  const signature = signOctets(octets, signer.key, signer.hash).toString('base64');
  // Headers carry ASCII, so the address is brought into the form a browser would send.
  const { href } = new URL(url);
  return `${href}${href.includes('?') ? '&' : '?'}${octets}&Signature=${encodeURIComponent(signature)}`;
}

/**
 * The fields of the HTTP-POST binding (saml-bindings section 3.5.4).
 * @param xml signed inside
 */
export function postFields(
  parameter: MessageParameter,
  xml: string,
  relayState?: string,
): Readonly<Record<string, string>> {
  const message = Buffer.from(xml, 'utf8').toString('base64');
  return { [parameter]: message, ...(relayState === undefined ? {} : { RelayState: relayState }) };
}
