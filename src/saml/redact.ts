const HIDDEN = 'SignatureValue|DigestValue|X509Certificate|CipherValue|Modulus|Exponent';
const PERSONAL = 'NameID|AttributeValue';
const FIXED = new RegExp(`(<(?:[\\w.-]+:)?(?:${HIDDEN})(?:\\s[^<>]*)?>)[^<]+`, 'g');
const MASKED = new RegExp(`(<(?:[\\w.-]+:)?(?:${PERSONAL})(?:\\s[^<>]*)?>)([^<]+)`, 'g');

/**
 * Takes out of a message what must not be kept: signatures, so that nothing kept can be sent again, keys, cipher texts,
 * and what it says about a person. The first letter and the length of a personal value stay, to tell two apart.
 * @param xml a SAML message, well-formed or not
 */
export function redactMessage(xml: string): string {
  return xml.replace(FIXED, '$1…').replace(MASKED, (_, tag: string, value: string) => `${tag}${maskValue(value)}`);
}

/** A personal value as it may be kept: "a… (17 characters)". */
export function maskValue(value: string): string {
  const [first = ''] = value;
  return `${first}… (${[...value].length} characters)`;
}
