import { createContext, type VNode } from 'preact';
import type { Language } from '../../../src/core/languages';
import { inLanguage, type Words } from '../../../src/words/catalog';

/** The language a page is read in, and what pages say in it. */
export interface Reading {
  readonly language: Language;
  readonly words: Words;
}

/** Told by the document to the parts in it, which stand on people's pages and on admin pages alike. */
export const ReadingContext = createContext<Reading>(inLanguage('en'));

/**
 * Makes a part that speaks the language of the page it stands on. The renderer hands it over with the properties, so
 * that pages need no hooks, which would run for every piece of every page.
 */
export function withReading<Props extends object, Shown extends VNode | null>(
  part: (props: Props, reading: Reading) => Shown,
): (props: Props) => Shown {
  return Object.assign((props: Props, reading?: Reading) => part(props, reading ?? inLanguage('en')), {
    contextType: ReadingContext,
  });
}
