import { createHash, randomBytes, randomInt } from 'node:crypto';
import { invalid } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import type { Profile } from '../../core/user';

const LEAST = 12;
const MOST_BYTES = 1024;
const WEAK = [
  'password',
  'passw0rd',
  'qwertz',
  'qwerty',
  '123456',
  'letmein',
  'welcome',
  'admin',
  'iloveyou',
  'abc123',
];
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** The rules, told before a password is typed. */
export const PASSWORD_RULES = `At least ${LEAST} characters. Any characters count, spaces too. Not your name, and not a common password.`;

/**
 * Checks a new password by the rules above.
 * @param field the form field a problem belongs to
 * @throws AppError invalid
 */
export function checkNewPassword(
  password: SecretText,
  profile: Pick<Profile, 'username' | 'email'>,
  field = 'password',
): void {
  const text = password.reveal();
  const folded = text.toLowerCase();
  const [mailbox = ''] = profile.email.toLowerCase().split('@');
  if ([...text].length < LEAST) throw invalid({ [field]: `Use at least ${LEAST} characters.` });
  if (Buffer.byteLength(text, 'utf8') > MOST_BYTES) throw invalid({ [field]: 'This password is too long.' });
  if (new Set(folded).size < 5) throw invalid({ [field]: 'Use more different characters.' });
  const rest = [...WEAK, profile.username.toLowerCase(), mailbox].reduce(
    (left, word) => (word.length >= 4 ? left.split(word).join('') : left),
    folded,
  );
  if (rest.length < LEAST / 2) throw invalid({ [field]: 'This is close to a common password or to your name.' });
}

/** Makes a temporary password that can be read out over the telephone: four groups of five, about 99 bits. */
export function makeTemporaryPassword(): SecretText {
  const letters = Array.from({ length: 20 }, () => LETTERS.charAt(randomInt(LETTERS.length)));
  return new SecretText([0, 5, 10, 15].map((start) => letters.slice(start, start + 5).join('')).join('-'));
}

/** Makes a token for a link: 256 bits, in a form that stands in an address. */
export function makeToken(): SecretText {
  return new SecretText(randomBytes(32).toString('base64url'));
}

/** The hash under which a token is kept. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
