import type { ConnectorScim } from './definition';
import { fillPlaceholders, findPlaceholders, replaceSentence } from './placeholders';

/** A Base URL in the form it is kept and used, or the sentence that says what is wrong with it. */
export type BaseUrlCheck =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly sentence: string };

const LIMIT = 2000;
const EXAMPLE = 'https://scim.example.com/v2';

/**
 * Checks the address of an SP's SCIM service as an admin typed it (A-31, RFC 7644 section 1.3): a full URL whose path
 * keeps its case, with one trailing slash trimmed. Placeholders and empty parts of the host name are refused. An http
 * address is accepted here, because whether an address may be used at all is decided where the request goes out.
 */
export function checkBaseUrl(typed: string): BaseUrlCheck {
  const text = typed.trim();
  if (text === '') return no(`Enter the Base URL, for example ${EXAMPLE}.`);
  if (text.length > LIMIT) return no(`The Base URL is longer than ${LIMIT} characters. Check what you pasted.`);
  const left = [...findPlaceholders(text), ...(text.match(/<[^<>]*>/g) ?? [])];
  if (left.length > 0) return no(replaceSentence(left));
  if (/[\s\p{C}]/u.test(text)) return no('The Base URL holds a space or a line break. Remove it.');
  if (text.includes('\\')) return no('The Base URL holds a backslash. Use slashes.');
  const host = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1];
  if (host === undefined) return no(`Enter the full address, beginning with https://, for example ${EXAMPLE}.`);
  if (host.includes('@'))
    return no('The Base URL holds a username or password. Remove it; the Token Key is entered apart.');
  if (hasEmptyLabel(host))
    return no('A part of the host name is missing. Check the text between https:// and the next slash.');
  if (/[?#]/.test(text)) return no('The Base URL holds a ? or a #. Enter it without a query and without a fragment.');
  const url = parse(text);
  if (url === undefined) return no(`The Base URL is not a valid address. Compare it with ${EXAMPLE}.`);
  return { ok: true, url: trimSlash(`${url.origin}${url.pathname}`) };
}

/**
 * Finds the Base URL of an application: the connector's own, its template filled with the admin's variables, or what the
 * admin typed. An address the admin typed is checked and wins over a template, so that an unusual tenant can be served.
 * @param values checked values of the connector's variables
 * @param typed what stands in the Base URL field
 */
export function resolveBaseUrl(
  scim: Pick<ConnectorScim, 'baseUrl'>,
  values: Readonly<Record<string, string>>,
  typed?: string,
): BaseUrlCheck {
  const { baseUrl } = scim;
  if (baseUrl.kind === 'fixed') return checkBaseUrl(baseUrl.url);
  const given = typed?.trim() ?? '';
  if (baseUrl.kind === 'ask') return checkBaseUrl(given);
  return checkBaseUrl(fillPlaceholders(given === '' ? baseUrl.template : given, values));
}

function hasEmptyLabel(host: string): boolean {
  const name = host.replace(/:[0-9]*$/, '');
  return name.startsWith('[') ? false : name.split('.').some((label) => label === '');
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function trimSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}

function no(sentence: string): BaseUrlCheck {
  return { ok: false, sentence };
}
