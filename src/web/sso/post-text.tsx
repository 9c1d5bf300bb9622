import { safeHref } from '../../../views/parts/safe-href';
import { PostPage } from '../../../views/sso/post';
import { PACKAGE } from '../../config/package';
import type { PostedResponse } from '../../actions/sign-on/refusal';
import type { Language } from '../../core/languages';
import { inLanguage } from '../../words/catalog';
import { pageText } from '../render';

/** The look a person chose; absent follows the system. */
export type Theme = 'light' | 'dark' | undefined;

/** Stands where a value goes. No escaping changes them, and no page holds them by itself. */
const PLACE = {
  acsUrl: 'https://place-of-acs-url.invalid/',
  samlResponse: 'PLACE-OF-SAML-RESPONSE',
  relayState: 'PLACE-OF-RELAY-STATE',
  applicationLabel: 'PLACE-OF-APPLICATION-LABEL',
} as const;

type Value = keyof typeof PLACE;

/** A page cut at its values: text, value, text, … */
type Template = readonly (readonly [text: string, value: Value | undefined])[];

const templates = new Map<string, Template>();

/**
 * The text of the page that takes a Response to the SP: the same as rendering `PostPage` gives. The page is rendered
 * once for each look and language, and afterwards only its values are put in, because drawing it takes as long as a signature.
 */
export function postText(posted: PostedResponse, theme: Theme, language: Language): string {
  const withRelayState = posted.relayState !== undefined;
  const key = `${theme ?? ''} ${language} ${String(withRelayState)}`;
  const known = templates.get(key);
  const template = known ?? templateOf(theme, language, withRelayState);
  if (known === undefined) templates.set(key, template);
  let text = '';
  for (const [before, value] of template) {
    text += before;
    if (value === 'samlResponse') text += posted.samlResponse;
    else if (value === 'acsUrl') text += escapeHtml(safeHref(posted.acsUrl) ?? '');
    else if (value !== undefined) text += escapeHtml(posted[value] ?? '');
  }
  return text;
}

/** As the renderer escapes texts and attributes alike. */
function escapeHtml(text: string): string {
  return /["&<]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;') : text;
}

function templateOf(theme: Theme, language: Language, withRelayState: boolean): Template {
  const { relayState, ...others } = PLACE;
  const page = pageText(
    <PostPage
      chrome={{
        ...inLanguage(language),
        organisation: '',
        version: PACKAGE.version,
        csrfToken: '',
        now: 0,
        path: '/',
        ...(theme === undefined ? {} : { theme }),
      }}
      {...others}
      {...(withRelayState ? { relayState } : {})}
    />,
  );
  const places = Object.entries(PLACE) as [Value, string][];
  const cut = page.split(new RegExp(`(${places.map(([, place]) => place.replaceAll('.', '\\.')).join('|')})`));
  const template: [string, Value | undefined][] = [];
  for (let index = 0; index < cut.length; index += 2) {
    template.push([cut[index] ?? '', places.find(([, place]) => place === cut[index + 1])?.[0]]);
  }
  return template;
}
