import type { AcsEndpoint } from '../core/application';
import { SamlError } from './errors';

/** What a request says about where to answer. */
export interface AcsChoice {
  readonly url?: string;
  readonly index?: number;
}

/**
 * Picks the address of the answer from the registered ones alone (saml-profiles section 4.1.4.1, saml-core section
 * 3.4.1): by address byte for byte, by index, or the default one. Never falls back from an unknown address.
 * @throws SamlError acs_not_registered, for the person alone, because no asked address can be trusted
 */
export function chooseAcs(registered: readonly AcsEndpoint[], asked: AcsChoice): AcsEndpoint {
  if (asked.url !== undefined && asked.index !== undefined) {
    throw refused(registered, `${asked.url} and index ${asked.index}`);
  }
  if (asked.url !== undefined) {
    const found = registered.find((endpoint) => endpoint.url === asked.url);
    if (!found) throw refused(registered, asked.url);
    return found;
  }
  if (asked.index !== undefined) {
    const found = registered.find((endpoint) => endpoint.index === asked.index);
    if (!found) throw refused(registered, `index ${asked.index}`);
    return found;
  }
  const found = registered.find((endpoint) => endpoint.isDefault) ?? registered[0];
  if (!found) throw refused(registered, 'the default address');
  return found;
}

function refused(registered: readonly AcsEndpoint[], asked: string): SamlError {
  return new SamlError(
    'acs_not_registered',
    'The application asked for its answer at an address that is not registered for it. An admin can compare the addresses on the SSO tab.',
    {
      clause: 'saml-profiles 4.1.4.1',
      facts: { asked: asked.slice(0, 2048), allowed: registered.map((endpoint) => endpoint.url).join(' ') },
    },
  );
}
