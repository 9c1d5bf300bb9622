import type { VNode } from 'preact';
import { LANGUAGES, type Language } from '../../src/core/languages';
import { wordsOf } from '../../src/words/catalog';
import { safeHref } from '../parts/safe-href';

/** The languages of a page, for people of whom nobody knows what they read. */
export interface LanguageChoiceProps {
  readonly current: Language;
  /** The address of the page with its query. */
  readonly here: string;
}

/** A link to the same page in each other language, by the language's own name. */
export function LanguageChoice({ current, here }: LanguageChoiceProps): VNode {
  return (
    <nav class="row small centre languages" aria-label={wordsOf(current).frame.languages}>
      {LANGUAGES.map((language) => {
        const { ownName } = wordsOf(language).frame;
        if (language === current) return <span aria-current="true">{ownName}</span>;
        const href = safeHref(`${here}${here.includes('?') ? '&' : '?'}lang=${language}`);
        return (
          <a href={href} lang={language} hreflang={language}>
            {ownName}
          </a>
        );
      })}
    </nav>
  );
}
