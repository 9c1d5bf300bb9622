import { fold } from '../core/ids';
import type { Connector } from './definition';
import { supportedFunctionality, type Functionality } from './functionality';

const WORDS: Readonly<Record<Functionality, string>> = {
  SSO: 'sso saml single sign-on',
  JIT: 'jit just-in-time',
  Provisioning: 'provisioning identity management idm scim',
  Bookmark: 'bookmark link',
};

/**
 * Searches the catalogue by name, category and what a connector can do; every word of the query has to be found, in any
 * order. "provisioning" and "identity management" both find connectors with SCIM. Custom connectors are listed
 * last whatever is searched for, so that nobody ends at an empty page (M-022).
 * @param query what was typed; empty lists everything
 */
export function searchCatalogue(connectors: Iterable<Connector>, query: string): readonly Connector[] {
  const all = [...connectors];
  const text = plain(query);
  const words = text.split(/\s+/).filter((word) => word !== '');
  const found = all.filter((connector) => !connector.custom && matches(connector, words, text));
  found.sort((a, b) => rank(a, text) - rank(b, text) || a.label.localeCompare(b.label, 'en'));
  const custom = all.filter((connector) => connector.custom);
  custom.sort((a, b) => a.label.localeCompare(b.label, 'en'));
  return [...found, ...custom];
}

function matches(connector: Connector, words: readonly string[], text: string): boolean {
  const known = supportedFunctionality(connector).map((name) => WORDS[name]);
  const place = plain([connector.id, connector.label, connector.category, connector.summary, ...known].join(' '));
  const together = joined(text);
  return words.every((word) => place.includes(word)) || (together !== '' && joined(connector.label).includes(together));
}

function rank(connector: Connector, text: string): number {
  if (text === '') return 0;
  return plain(connector.label).startsWith(text) ? 0 : 1;
}

function plain(text: string): string {
  return fold(text)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '');
}

function joined(text: string): string {
  return plain(text).replace(/[\s-]+/g, '');
}
