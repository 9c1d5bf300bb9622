import type { ComponentChildren, VNode } from 'preact';
import type { Language } from '../../src/core/languages';
import { wordsOf } from '../../src/words/catalog';
import { ReadingContext } from '../parts/reading/reading';
import type { Chrome } from './chrome';

/** The outermost frame of a page. */
export interface DocumentProps {
  readonly chrome: Chrome;
  /** "page, object": the product's name is added. */
  readonly title: string;
  /** The page tells of a problem, which its title says first. */
  readonly problem?: boolean | undefined;
  /** The language of the page: the reader's, unless told. */
  readonly lang?: Language | undefined;
  /** Name of a further script of the assets folder. */
  readonly script?: string | undefined;
  readonly children: ComponentChildren;
}

/** The html element with its head. The doctype is added where the page is rendered. */
export function Document({ chrome, title, problem = false, lang, script, children }: DocumentProps): VNode {
  const version = encodeURIComponent(chrome.version);
  const language = lang ?? chrome.language;
  const words = lang === undefined ? chrome.words : wordsOf(lang);
  return (
    <html lang={language} data-theme={chrome.theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${problem ? words.frame.problem : ''}${title} · Passo`}</title>
        <link rel="icon" href={`/assets/mark.svg?v=${version}`} type="image/svg+xml" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <link rel="apple-touch-icon" href={`/icons/180.png?v=${version}`} />
        <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#1a1d20" media="(prefers-color-scheme: dark)" />
        <link rel="stylesheet" href={`/assets/passo.css?v=${version}`} />
        <script src={`/assets/passo.js?v=${version}`} defer />
        {script === undefined ? null : <script src={`/assets/${script}?v=${version}`} defer />}
      </head>
      <body>
        <a class="skip" href="#main">
          {words.frame.skip}
        </a>
        <ReadingContext.Provider value={{ language, words }}>{children}</ReadingContext.Provider>
      </body>
    </html>
  );
}
