/** The languages of what people other than admins read. */
export const LANGUAGES = ['en', 'de'] as const;

/** One of the languages, by its tag (RFC 5646). */
export type Language = (typeof LANGUAGES)[number];

/** Tells whether a text is the tag of one of the languages. */
export function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

/**
 * Chooses a language: what the person chose, else the browser's first wish that there is, by the order of its weights
 * (RFC 9110 section 12.5.4), else English.
 * @param chosen of the person's profile
 * @param accepted the header Accept-Language
 */
export function chooseLanguage(chosen: Language | undefined, accepted: string | undefined): Language {
  if (chosen !== undefined) return chosen;
  const wishes = (accepted ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { tag: tag.toLowerCase().split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0);
  wishes.sort((one, other) => other.weight - one.weight);
  return wishes.map(({ tag }) => tag).find(isLanguage) ?? 'en';
}
