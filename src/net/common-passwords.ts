import { dictionary } from '@zxcvbn-ts/language-common';

let known: ReadonlySet<string> | undefined;

/**
 * Tells whether a text is one of about 49,000 passwords that people choose most, which are tried first by those who
 * guess. The list is of lower-case texts; the caller folds.
 */
export function isCommonPassword(folded: string): boolean {
  known ??= new Set(dictionary['passwords-common'] as readonly string[]);
  return known.has(folded);
}
