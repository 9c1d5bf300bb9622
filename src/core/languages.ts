/** The languages of what people other than admins read. */
export const LANGUAGES = ['en', 'de'] as const;

/** One of the languages, by its tag (RFC 5646). */
export type Language = (typeof LANGUAGES)[number];

/** Tells whether a text is the tag of one of the languages. */
export function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

/**
 * The language to write to a person in: what they chose, else what their record says they speak, else English.
 * @param person `preferredLanguage` is a tag such as de-AT, or de_AT
 */
export function languageToWriteIn(person: {
  readonly language?: Language;
  readonly preferredLanguage?: string;
}): Language {
  return chooseLanguage(person.language, person.preferredLanguage?.replaceAll('_', '-'));
}

/** A weight of RFC 9110 section 12.4.2: 0 to 1 with three decimals at most. */
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** Characters of the header that are read; browsers send a few dozen. */
const MOST = 1_000;

/**
 * Chooses a language: what the person chose, else the browser's first wish that there is, by the order of its weights
 * (RFC 9110 section 12.5.4), else English. A wish whose weight can't be read is left out.
 * @param chosen of the person's profile
 * @param accepted the header Accept-Language
 */
export function chooseLanguage(chosen: Language | undefined, accepted: string | undefined): Language {
  if (chosen !== undefined) return chosen;
  let best: Language | undefined;
  let most = 0;
  for (const wish of (accepted ?? '').slice(0, MOST).split(',')) {
    const [range = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
    const tag = range.split('-')[0] ?? '';
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    if (!isLanguage(tag) || !WEIGHT.test(weight) || Number(weight) <= most) continue;
    best = tag;
    most = Number(weight);
  }
  return best ?? 'en';
}
