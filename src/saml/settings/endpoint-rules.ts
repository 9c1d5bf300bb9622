import type { AcsEndpoint, SloEndpoint } from '../../core/application';
import { isWebAddress } from './text-rules';

/** How the bindings of logout addresses are called on the admin's screen. */
const BINDING_NAMES: Readonly<Record<SloEndpoint['binding'], string>> = {
  redirect: 'HTTP-Redirect',
  post: 'HTTP-POST',
  soap: 'SOAP',
};

/** What is wrong with the addresses Responses go to (saml-metadata section 2.2.3). */
export function acsProblem(acs: readonly AcsEndpoint[]): string | undefined {
  if (acs.length === 0) return 'Enter at least one address that takes the sign-on answer (ACS URL).';
  if (acs.length > 100) return 'At most 100 ACS URLs can be kept.';
  const wrong = acs.find((endpoint) => !isWebAddress(endpoint.url));
  if (wrong) return `${wrong.url.slice(0, 200) || 'An empty ACS URL'} is not a full http or https address without "#".`;
  if (new Set(acs.map((endpoint) => endpoint.url)).size < acs.length) return 'The same ACS URL is there twice.';
  const indexes = acs.map((endpoint) => endpoint.index).filter((index) => index !== undefined);
  if (indexes.some((index) => !Number.isInteger(index) || index < 0 || index > 65535)) {
    return 'The index of an ACS URL is a whole number from 0 to 65535.';
  }
  if (new Set(indexes).size < indexes.length) return 'Two ACS URLs have the same index.';
  if (acs.filter((endpoint) => endpoint.isDefault).length > 1) return 'Only one ACS URL can be the default.';
  return undefined;
}

/** What is wrong with the addresses logout messages go to: one for each binding (saml-metadata section 2.4.2). */
export function sloProblem(slo: readonly SloEndpoint[]): string | undefined {
  for (const { binding, url, responseUrl } of slo) {
    if (!Object.hasOwn(BINDING_NAMES, binding)) return 'Choose how logout messages are sent from the list.';
    if (!isWebAddress(url)) {
      return `${url.slice(0, 200) || 'An empty logout address'} is not a full http or https address without "#".`;
    }
    if (responseUrl === undefined) continue;
    if (binding === 'soap') return 'A logout address for SOAP has no address for answers: they come back at once.';
    if (!isWebAddress(responseUrl)) {
      return `The address for answers ${responseUrl.slice(0, 200)} is not a full http or https address without "#".`;
    }
  }
  const bindings = slo.map(({ binding }) => binding);
  const twice = bindings.find((binding, place) => bindings.indexOf(binding) !== place);
  return twice === undefined ? undefined : `There are two logout addresses for ${BINDING_NAMES[twice]}. Keep one.`;
}
