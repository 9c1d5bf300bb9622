/** Bytes of UTF-8 that a password may have; nothing is ever cut off (SECURITY W9). */
const MOST_BYTES = 1024;
/** Fewest characters that differ from each other. */
const LEAST_DIFFERENT = 5;
/** Words this short say nothing: they occur in any password by chance. */
const WORD = 4;
/** Figures and signs around a common word up to this many are part of the habit; more of them carry a password. */
const MOST_AROUND = 8;

/** Beginnings of what is typed when nothing comes to mind; whatever is left beside them has to carry the password. */
const WEAK = ['password', 'passwort', 'passw0rd', 'qwertz', 'qwerty', '123456', 'letmein', 'welcome', 'admin'];
const MORE_WEAK = ['willkommen', 'hallo', 'iloveyou', 'abc123', 'changeme', 'sommer', 'summer', 'winter'];

/** What is used in place of letters, so that a common word looks like none. */
const LOOKS: Readonly<Record<string, string>> = {
  ...{ '@': 'a', '4': 'a', '3': 'e', '€': 'e', '1': 'i', '!': 'i', '|': 'l', '0': 'o' },
  ...{ $: 's', '5': 's', '7': 't', '+': 't', '8': 'b', '9': 'g' },
};

/** Why a password is refused. */
export type PasswordProblem = 'short' | 'long' | 'alike' | 'common' | 'personal';

/** What a password is held against. */
export interface PasswordRules {
  /** Fewest characters, counted as people see them: code points. */
  readonly least: number;
  /** Names of the person and of the organisation. */
  readonly names: readonly string[];
  /** Tells whether a folded text is a password that many people use. */
  readonly isCommon: (folded: string) => boolean;
}

/**
 * Holds a new password against the rules. Any character counts, spaces too, and none is asked for (NIST SP 800-63B
 * section 3.1.1.2). A common password with figures and signs around it, or with look-alikes in it, is a common one.
 * @returns why it is refused; undefined when it may be used
 */
export function passwordProblem(password: string, rules: PasswordRules): PasswordProblem | undefined {
  if (Buffer.byteLength(password, 'utf8') > MOST_BYTES) return 'long';
  const characters = [...password];
  if (characters.length < rules.least) return 'short';
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size < LEAST_DIFFERENT || isRun(folded)) return 'alike';
  const plain = withoutLooks(folded);
  if ([folded, plain].some((text) => isKnown(text, rules.isCommon))) return 'common';
  const enough = Math.max(4, Math.floor(rules.least / 2));
  const left = (words: readonly string[]): number =>
    Math.min(...[folded, plain].map((text) => [...without(text, words)].length));
  if (left([...WEAK, ...MORE_WEAK]) < enough) return 'common';
  const names = rules.names.flatMap(wordsOf);
  return left([...WEAK, ...MORE_WEAK, ...names]) < enough ? 'personal' : undefined;
}

/** The password itself, what is left without figures and signs around it, one half of a doubled word, and backwards. */
function isKnown(text: string, isCommon: (folded: string) => boolean): boolean {
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [text, ...(text.length - bare.length > MOST_AROUND ? [] : [bare])].some((one) => {
    if (one.length < WORD) return false;
    const once = repeated(one);
    return [one, once, [...one].reverse().join('')].some(isCommon);
  });
}

/** The word that a text repeats; the text when it repeats none. */
function repeated(text: string): string {
  for (let size = WORD; size <= text.length / 2; size += 1) {
    if (text.length % size === 0 && text.slice(0, size).repeat(text.length / size) === text) return text.slice(0, size);
  }
  return text;
}

/** Nearly every character follows from the one before: abcdefgh, 87654321. */
function isRun(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const follows = codes.slice(1).filter((code, place) => Math.abs(code - (codes[place] ?? 0)) <= 1).length;
  return follows >= codes.length - 2;
}

function withoutLooks(text: string): string {
  return [...text].map((character) => LOOKS[character] ?? character).join('');
}

function without(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => (word.length >= WORD ? left.split(word).join('') : left), text);
}

/** A name as it is, and its words. Longer ones go first, so that a whole name leaves nothing of itself. */
function wordsOf(name: string): string[] {
  const folded = name.normalize('NFKC').toLowerCase();
  const words = folded.split(/[^\p{L}\p{N}]+/u);
  return [folded, folded.replace(/[^\p{L}\p{N}]+/gu, ''), ...words].sort((one, other) => other.length - one.length);
}
