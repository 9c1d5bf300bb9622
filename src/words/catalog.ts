import type { Language } from '../core/languages';
import { de } from './de';
import { en } from './en';

/** Every sentence in one language. */
export type Words = typeof en;

const CATALOGUES: Readonly<Record<Language, Words>> = { en, de };

/** The sentences of a language. */
export function wordsOf(language: Language): Words {
  return CATALOGUES[language];
}

/** What a page needs to speak a language. */
export function inLanguage(language: Language): { readonly language: Language; readonly words: Words } {
  return { language, words: wordsOf(language) };
}
