import { canonicalText } from '../canonical';

/** Tells whether every character of a text can travel in signed XML. */
export function isSendable(text: string): boolean {
  try {
    canonicalText(text);
    return true;
  } catch {
    return false;
  }
}

/** Tells whether a text is one line that can travel in signed XML. */
export function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text) && isSendable(text);
}

/** Tells whether a text is an absolute http or https address without a fragment and without credentials. */
export function isWebAddress(text: string): boolean {
  if (text.length > 2048 || !/^https?:\/\/[^\s#\\{}<>"]+$/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  // Other letters are valid in a host, but would mean something in the policy of the page that posts there.
  return username === '' && password === '' && /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(hostname) && isOneLine(text);
}
