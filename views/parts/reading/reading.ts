import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../../../src/core/languages';
import { inLanguage, type Words } from '../../../src/words/catalog';

/** The language a page is read in, and what pages say in it. */
export interface Reading {
  readonly language: Language;
  readonly words: Words;
}

/** Told by the document to the parts in it, which stand on people's pages and on admin pages alike. */
export const ReadingContext = createContext<Reading>(inLanguage('en'));

/** The language of the page that a part stands on. */
export function useReading(): Reading {
  return useContext(ReadingContext);
}
