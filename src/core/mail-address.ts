/** One plain address: no quotes, comments, lists or blanks, so that nothing can be hidden in it. */
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}]{1,64}@[^\s<>()[\]\\,;:"@\p{Cc}]{1,255}$/u;

/** Tells whether a text is one plain mail address and nothing besides (a part of RFC 5321 section 4.1.2). */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}
