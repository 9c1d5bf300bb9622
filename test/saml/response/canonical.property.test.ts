import fc from 'fast-check';
import { canonicalAttribute, canonicalText, element } from '../../../src/saml/canonical';
import { SamlError } from '../../../src/saml/errors';
import type { KeyPair } from '../../../src/saml/key-pair';
import { wouldAccept } from '../../../src/saml/self-check';
import { allElements, attributeOf, isNamed, parseXml } from '../../../src/saml/xml';
import { prepareSigningKey, type ResponseInput } from '../../../src/saml/response/response';
import { makeCertificate } from '../certificate-maker';
import { libraryCanonical, xmlCryptoVerifies } from './judges';
import { idpPair, installed, responseXml, xmllintCanonical, xmlsecVerifies } from '../response-support';
import { ACS, IDP, NOW, refusal, SP } from '../support';

const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
let pair: KeyPair;
beforeAll(async () => {
  pair = await idpPair();
});

/** Pieces that have broken XML writers: markup, quotes, line ends, controls, surrogates, substitution marks. */
const pieces = [
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '<!--',
  '-->',
  '<![CDATA[',
  '&amp;',
  '&#13;',
  '<?x?>',
  '\r',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u0000',
  '\u0001',
  '\u0008',
  '\u000B',
  '\u001F',
  '\u007F',
  '\u0085',
  '\u00A0',
  '\u0300',
  '\u2028',
  '\u2029',
  '\uD800',
  '\uDFFF',
  '\uFEFF',
  '\uFFFD',
  '\uFFFE',
  '\uFFFF',
  '\u{1F600}',
  '\u{10FFFF}',
  '$&',
  '$1',
  '{attrX}',
  '</saml:AttributeValue>',
  '" x="',
  'a',
  'é',
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 20 }),
);
/** XML 1.0 section 2.2 without the two characters parsers disagree about, written another way than in the product. */
const isAllowed = (text: string): boolean =>
  Array.from(text).every((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x85 || code === 0x2028) return false;
    if (code < 0x20) return code === 9 || code === 10 || code === 13;
    return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
  });

/** Half of them can be sent, so that enough Responses are made. */
const mixed = fc.oneof(hostile.filter(isAllowed), hostile);

describe('canonical writing', () => {
  test('S13: a value is refused, or comes back equal and in the bytes another canonicaliser gives', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, attribute) => {
        const write = (): string =>
          element('a', { b: attribute, 'xmlns:c': 'urn:c' }, element('c:d', {}, canonicalText(text)));
        if (!isAllowed(text) || !isAllowed(attribute)) {
          expect(refusal(write).code).toBe('value_not_allowed');
          return;
        }
        const xml = write();
        const root = parseXml(Buffer.from(xml), 'message');
        expect(attributeOf(root, 'b')).toBe(attribute);
        expect(root.textContent).toBe(text);
        const alone = element('a', { b: attribute }, canonicalText(text));
        expect(libraryCanonical(alone)).toBe(alone);
      }),
      { numRuns: 3000 },
    );
  });

  (installed('xmllint') ? test : test.skip)('S13: libxml2 gives the same bytes', () => {
    const values = fc.sample(hostile.filter(isAllowed), 1500);
    const xml = element('a', {}, ...values.map((value) => element('b', { c: value }, canonicalText(value))));
    expect(xmllintCanonical(xml).replace(/\n$/, '')).toBe(xml);
  });

  test('a very long value is written whole', () => {
    const value = '<&\r]]>é\u{1F600}'.repeat(5_000);
    expect(parseXml(Buffer.from(element('a', {}, canonicalText(value))), 'message').textContent).toBe(value);
  });

  test.each<[string, string, string]>([
    ['a&b<c>d"e\'f', 'a&amp;b&lt;c&gt;d"e\'f', "a&amp;b&lt;c>d&quot;e'f"],
    ['\t\n\r', '\t\n&#xD;', '&#x9;&#xA;&#xD;'],
    [']]>', ']]&gt;', ']]>'],
  ])('xml-c14n 2.3: %j', (value, text, attribute) => {
    expect(canonicalText(value)).toBe(text);
    expect(canonicalAttribute(value)).toBe(attribute);
  });

  test.each(['\u0000', '\u001B', '\uD800', 'a\uDC00b', '\uDC00\uD800', '\uFFFE', '\uFFFF', '\u0085', '\u2028'])(
    '%j is refused and named',
    (value) => {
      const error = refusal(() => canonicalText(`x${value}y`));
      expect(error).toBeInstanceOf(SamlError);
      expect(error.facts.character).toMatch(/^U\+[0-9A-F]{4}$/);
      expect(refusal(() => canonicalAttribute(value)).code).toBe('value_not_allowed');
    },
  );

  test('attributes stand in canonical order, undefined ones nowhere', () => {
    const written = element('a', { b: '1', A: '2', 'xmlns:z': 'u', c: undefined, Z: '3' });
    expect(written).toBe('<a xmlns:z="u" A="2" Z="3" b="1"></a>');
    expect(libraryCanonical(element('z:a', { b: '1', A: '2', 'xmlns:z': 'u' }))).toBe(
      element('z:a', { b: '1', A: '2', 'xmlns:z': 'u' }),
    );
  });
});

describe.each(['RSA with SHA-256', 'RSA with SHA-512', 'ECDSA'] as const)(
  'S13: hostile values in a whole Response signed by %s',
  (algorithm) => {
    const ecPair = makeCertificate('P-256');
    const signer = algorithm === 'ECDSA' ? ecPair : undefined;
    const signing = (): Partial<ResponseInput> => ({
      ...(signer === undefined ? {} : { key: prepareSigningKey(signer) }),
      ...(algorithm === 'RSA with SHA-512' ? { hash: 'sha512' } : {}),
    });
    const certificatePem = (): string => (signer ?? pair).certificatePem;

    const readBack = (xml: string, name: string): string[] =>
      allElements(parseXml(Buffer.from(xml), 'message'))
        .filter((found) => isNamed(found, ASSERTION, name))
        .map((found) => found.textContent ?? '');

    test('the Response is refused, or both canonicalisers and node-saml take it and the values come back', async () => {
      await fc.assert(
        fc.asyncProperty(
          mixed.filter((text) => text !== ''),
          mixed,
          mixed,
          async (nameId, value, name) => {
            const write = (): string =>
              responseXml(pair, {
                nameId: { format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', value: nameId },
                attributes: [{ name, values: [value, 'last'] }],
                inResponseTo: `_${name}`,
                ...signing(),
              });
            if (![nameId, value, name].every(isAllowed)) {
              expect(refusal(write).code).toBe('value_not_allowed');
              return;
            }
            const xml = write();
            expect(libraryCanonical(xml)).toBe(xml);
            expect(readBack(xml, 'NameID')).toEqual([nameId]);
            expect(readBack(xml, 'AttributeValue')).toEqual([value, 'last']);
            expect(readBack(xml, 'Audience')).toEqual([SP]);
            expect(xmlCryptoVerifies(xml, certificatePem(), 'Response')).toBe(true);
            expect(xmlCryptoVerifies(xml, certificatePem(), 'Assertion')).toBe(true);
            // node-saml knows no ECDSA.
            if (algorithm === 'ECDSA') return;
            const verdict = await wouldAccept({
              responseXml: responseXml(pair, {
                attributes: [{ name: 'a', values: [nameId, value, name] }],
                ...signing(),
              }),
              certificatePem: certificatePem(),
              spEntityId: SP,
              acsUrl: ACS,
              idpEntityId: IDP,
              inResponseTo: '_request1',
              now: NOW,
            });
            expect(verdict.accepted).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
    });

    (installed('xmlsec1') ? test : test.skip)('xmlsec1 verifies Responses full of hostile values', () => {
      const values = fc.sample(hostile.filter(isAllowed), 300);
      const xml = responseXml(pair, {
        attributes: values.map((value, n) => ({ name: `${n}${value}`, values: [value] })),
        ...signing(),
      });
      expect(xmlsecVerifies(xml, certificatePem(), 'Response')).toBe(true);
      expect(xmlsecVerifies(xml, certificatePem(), 'Assertion')).toBe(true);
      expect(xmllintCanonical(xml).replace(/\n$/, '')).toBe(xml);
    });
  },
);
