import type { AcsEndpoint, SloEndpoint } from '../../core/application';
import { compact } from '../../core/compact';
import { BINDING, NS } from '../constants';
import { isWebAddress } from '../service-provider';
import { attributeOf, childrenNamed, type XmlElement } from '../xml';
import { atLine, readFlag, refuse } from './reading';

const SLO_BINDINGS: ReadonlyMap<string, SloEndpoint['binding']> = new Map([
  [BINDING.redirect, 'redirect'],
  [BINDING.post, 'post'],
  ['urn:oasis:names:tc:SAML:2.0:bindings:SOAP', 'soap'],
]);

/**
 * Reads where Responses go (saml-metadata section 2.2.3): the default is the marked one, else the first that is not
 * marked false, else the first. Only HTTP-POST is taken; other bindings are named in a warning.
 * @throws SamlError metadata_malformed for an address that is none, or when no address is left
 */
export function readAcs(role: XmlElement, warnings: string[]): AcsEndpoint[] {
  const found: { url: string; index?: number; marked: boolean | undefined }[] = [];
  const others = new Set<string>();
  for (const service of childrenNamed(role, NS.metadata, 'AssertionConsumerService')) {
    const binding = attributeOf(service, 'Binding') ?? '';
    if (binding !== BINDING.post) {
      others.add(nameOfBinding(binding));
      continue;
    }
    const url = attributeOf(service, 'Location') ?? '';
    if (!isWebAddress(url)) {
      throw refuse(`the ACS address "${url.slice(0, 200)}" is not a full http or https address`, service);
    }
    const index = readIndex(attributeOf(service, 'index'));
    if (found.some((other) => other.url === url || (index !== undefined && other.index === index))) {
      warnings.push(
        `The ACS address ${url.slice(0, 200)} or its index is there more than once; the first one was taken.`,
      );
      continue;
    }
    const marked = attributeOf(service, 'isDefault') === undefined ? undefined : readFlag(service, 'isDefault');
    found.push({ url, ...(index === undefined ? {} : { index }), marked });
  }
  warnAboutClear(found, warnings);
  if (found.length === 0) throw refuse('it has no AssertionConsumerService with HTTP-POST', role);
  if (others.size > 0) {
    warnings.push(`ACS addresses for ${listed(others)} were passed over: answers go out by HTTP-POST.`);
  }
  return withDefault(found);
}

/** On plain http everybody on the way can read what an assertion says, and take it. */
function warnAboutClear(found: readonly { readonly url: string }[], warnings: string[]): void {
  const clear = found.find(({ url }) => /^http:\/\/(?!localhost[:/]|127\.|\[::1\])/i.test(url));
  if (clear !== undefined) {
    warnings.push(`The ACS address ${clear.url.slice(0, 200)} is plain http: others on the way can read sign-ons.`);
  }
}

function withDefault(found: readonly { url: string; index?: number; marked: boolean | undefined }[]): AcsEndpoint[] {
  const chosen =
    found.find((endpoint) => endpoint.marked === true) ??
    found.find((endpoint) => endpoint.marked === undefined) ??
    found[0];
  return found.map(({ marked: _, ...endpoint }) => ({ ...endpoint, isDefault: endpoint.url === chosen?.url }));
}

/** Reads where logout messages go (saml-metadata section 2.4.2): one address for each binding, Redirect and POST first. */
export function readSlo(role: XmlElement, warnings: string[]): SloEndpoint[] {
  const found = new Map<SloEndpoint['binding'], SloEndpoint>();
  for (const service of childrenNamed(role, NS.metadata, 'SingleLogoutService')) {
    const binding = SLO_BINDINGS.get(attributeOf(service, 'Binding') ?? '');
    const url = attributeOf(service, 'Location') ?? '';
    const responseUrl = attributeOf(service, 'ResponseLocation');
    if (binding === undefined || found.has(binding)) continue;
    if (!isWebAddress(url) || (responseUrl !== undefined && !isWebAddress(responseUrl))) {
      warnings.push(
        `The logout address "${url.slice(0, 200)}"${atLine(service)} is not a full http or https address and was passed over.`,
      );
      continue;
    }
    found.set(
      binding,
      compact<SloEndpoint>({ binding, url, responseUrl: responseUrl === url ? undefined : responseUrl }),
    );
  }
  return [...SLO_BINDINGS.values()].flatMap((binding) => found.get(binding) ?? []);
}

function nameOfBinding(binding: string): string {
  return (/:bindings:(.{1,60})$/.exec(binding)?.[1] ?? binding.slice(0, 100)) || 'no binding';
}

function listed(names: ReadonlySet<string>): string {
  const [last = '', ...first] = [...names].slice(0, 6).reverse();
  return first.length === 0 ? last : `${first.reverse().join(', ')} and ${last}`;
}

function readIndex(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,5}\s*$/.test(text) || Number(text) > 65535) return undefined;
  return Number(text);
}
