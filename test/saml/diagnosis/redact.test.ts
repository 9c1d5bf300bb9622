import { prettyXml } from '../../../src/saml/diagnosis/pretty';
import { maskValue, redactMessage } from '../../../src/saml/redact';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { buildResponse, prepareSigningKey } from '../../../src/saml/response/response';
import { parseXml } from '../../../src/saml/xml';
import { NOW, requestXml, signXml, IDP, SP, ACS } from '../support';
import { HIDING_PLACES, type Secrets } from './hiding-places';

let secrets: Secrets;
beforeAll(async () => {
  const pair = await makeKeyPair({ commonName: 'redact', now: NOW, validDays: 10 });
  const { xml } = buildResponse({
    issuer: IDP,
    audience: SP,
    acsUrl: ACS,
    inResponseTo: '_request1',
    nameId: { format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', value: 'noor.abadi@fernhill.example' },
    attributes: [
      { name: 'lastname', values: ['Abadi-Lindqvist'] },
      { name: 'pin', values: ['7', 'Zoë'] },
    ],
    authnInstant: NOW,
    sessionIndex: '_0123456789abcdef0123456789abcdef',
    authnContextClass: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    now: NOW,
    responseId: '_response1',
    assertionId: '_assertion1',
    sign: 'both',
    key: prepareSigningKey(pair),
  });
  secrets = { pair, response: xml, request: signXml(requestXml(), pair.privateKeyPem) };
});

const valuesOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}[^>]*>([^<]*)<`, 'g'))].map(([, text]) => text ?? '');

describe('what is kept of a message (S13, requirement 7)', () => {
  it('keeps no signature, digest or certificate, and so nothing that could be sent again', () => {
    for (const message of [secrets.response, secrets.request]) {
      const kept = redactMessage(message);
      for (const name of ['SignatureValue', 'DigestValue']) {
        expect(valuesOf(message, name).length).toBeGreaterThan(0);
        expect(new Set(valuesOf(kept, name))).toEqual(new Set(['…']));
        for (const value of valuesOf(message, name)) expect(kept).not.toContain(value.slice(0, 16));
      }
    }
    const fingerprints = valuesOf(redactMessage(secrets.response), 'X509Certificate');
    expect(fingerprints).toHaveLength(2);
    expect(fingerprints[0]).toMatch(/^SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('keeps nothing of a person but a first letter and a length', () => {
    const kept = redactMessage(secrets.response);
    for (const word of ['noor', 'abadi', 'Abadi', 'Lindqvist', 'fernhill', 'Zoë', '>7<', '0123456789abcdef']) {
      expect(kept).not.toContain(word);
    }
    expect(valuesOf(kept, 'NameID')).toEqual(['n… (27 characters)']);
    expect(valuesOf(kept, 'AttributeValue')).toEqual(['A… (15 characters)', '… (1 character)', '… (3 characters)']);
  });

  it('keeps what a diagnosis is made of', () => {
    const kept = redactMessage(secrets.response);
    for (const word of [IDP, SP, ACS, 'InResponseTo="_request1"', 'NotOnOrAfter=', 'rsa-sha256', 'emailAddress']) {
      expect(kept).toContain(word);
    }
  });

  it.each(HIDING_PLACES)('keeps no personal value that is hidden in %s', (_name, wrap) => {
    expect(redactMessage(wrap('noor.abadi@fernhill.example'))).not.toMatch(/oor\.abadi|fernhill/);
  });

  it.each([
    ['unclosed tags', '<a '.repeat(90_000)],
    ['unclosed attributes', `<a b="${'<a b="'.repeat(40_000)}`],
    ['many comments that do not end', '<!--'.repeat(60_000)],
    ['CDATA that does not end', '<![CDATA['.repeat(30_000)],
    ['deep nesting', '<a>'.repeat(80_000)],
    ['white space in a tag', `<a${' '.repeat(250_000)}!`],
    ['an endless name', `<${'a'.repeat(250_000)}`],
    ['closing tags alone', '</a>'.repeat(60_000)],
    ['many attributes', `<a ${'b="1" '.repeat(40_000)}>`],
    ['colons', `<${':'.repeat(250_000)}>`],
  ])('takes no longer for %s than for other text', (_name, hostile) => {
    const start = performance.now();
    expect(redactMessage(hostile).length).toBeLessThan(33_000);
    prettyXml(redactMessage(hostile));
    prettyXml(hostile);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('is the same when it is done twice', () => {
    for (const message of [secrets.response, secrets.request]) {
      const kept = redactMessage(message);
      expect(redactMessage(kept)).toBe(kept);
    }
  });

  it('is still XML that the strict reader takes', () => {
    const kept = redactMessage(secrets.response);
    expect(parseXml(Buffer.from(kept), 'message').localName).toBe('Response');
    expect(prettyXml(kept).split('\n').length).toBeGreaterThan(30);
  });
});

describe('a masked value', () => {
  it('shows nothing of a short value', () => {
    expect(maskValue('7')).toBe('… (1 character)');
    expect(maskValue('abc')).toBe('… (3 characters)');
    expect(maskValue('abcd')).toBe('a… (4 characters)');
    expect(maskValue('&amp;x')).toBe('… (6 characters)');
  });
});

describe('XML for reading', () => {
  it('puts an element on a line and moves it in by its depth', () => {
    expect(prettyXml('<a><b>x</b><c d="1"/></a>')).toBe('<a>\n  <b>x</b>\n  <c d="1"/>\n</a>');
  });

  it('writes an element with nothing in it as one tag', () => {
    expect(prettyXml('<a><b c="1"></b><d></d></a>')).toBe('<a>\n  <b c="1"/>\n  <d/>\n</a>');
  });

  it('leaves what is not XML as it is', () => {
    expect(prettyXml('<a><b>x</b><<')).toBe('<a>\n  <b>x</b>\n  <<');
  });
});
