import { requestOf, type RequestChange } from '../../support/saml/sign-on-probe';
import { ENTITY } from '../web-bench';
import { inputs, type HostileInput, type Sent, type Tools } from './input';

type Make = (tools: Tools) => Sent;
const front =
  (text: string): Make =>
  () => ({ xml: text + requestOf() });
const request =
  (change: RequestChange): Make =>
  () => ({ xml: requestOf(change) });
const document =
  (xml: string | Buffer): Make =>
  () => ({ xml });
const issuer = (text: string): Make => request({ issuer: text });
const inside =
  (change: (xml: string) => string): Make =>
  () => ({ xml: change(requestOf()) });
const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

const DOCTYPES: readonly (readonly [string, Make])[] = [
  ['an empty document type', front('<!DOCTYPE a>')],
  ['an external document type', ({ listener }) => ({ xml: `<!DOCTYPE a SYSTEM "${listener}x.dtd">${requestOf()}` })],
  [
    'a public document type',
    ({ listener }) => ({ xml: `<!DOCTYPE a PUBLIC "-//X//Y" "${listener}y.dtd">${requestOf()}` }),
  ],
  ['an internal entity', front('<!DOCTYPE a [<!ENTITY b "c">]>')],
  [
    'an external entity, used',
    ({ listener }) => ({
      xml: `<!DOCTYPE a [<!ENTITY b SYSTEM "${listener}b">]>${requestOf({ issuer: '&b;' })}`,
    }),
  ],
  [
    'a file as entity',
    () => ({
      xml: `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${requestOf({ issuer: '&b;' })}`,
    }),
  ],
  [
    'a parameter entity',
    ({ listener }) => ({ xml: `<!DOCTYPE a [<!ENTITY % b SYSTEM "${listener}p"> %b;]>${requestOf()}` }),
  ],
  ['an attribute list', front('<!DOCTYPE a [<!ATTLIST a ID ID #IMPLIED>]>')],
  ['an element declaration', front('<!DOCTYPE a [<!ELEMENT a ANY>]>')],
  ['a notation', front('<!DOCTYPE a [<!NOTATION n SYSTEM "x">]>')],
  ['small letters', front('<!doctype a>')],
  ['after a comment', front('<!-- x --><!DOCTYPE a>')],
  ['after the declaration', front('<?xml version="1.0"?><!DOCTYPE a>')],
  ['an entity alone', front('<!ENTITY b "c">')],
  [
    'XInclude of a file',
    ({ listener }) => ({
      xml: requestOf({ issuer: `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${listener}i"/>` }),
    }),
  ],
];

const MALFORMED: readonly (readonly [string, Make])[] = [
  ['an attribute twice', inside((xml) => xml.replace(' Version="2.0"', ' Version="2.0" Version="2.0"'))],
  [
    'an attribute twice by namespace',
    inside((xml) => xml.replace(' Version=', ' xmlns:a="u" xmlns:b="u" a:x="1" b:x="2" Version=')),
  ],
  ['two roots', () => ({ xml: requestOf() + requestOf() })],
  ['text before the root', front('x')],
  ['text after the root', inside((xml) => `${xml}x`)],
  ['an undeclared prefix', inside((xml) => xml.replaceAll('xmlns:saml=', 'xmlns:other='))],
  ['a wrong end tag', inside((xml) => xml.replace('</saml:Issuer>', '</saml:Other>'))],
  ['no end', inside((xml) => xml.replace('</samlp:AuthnRequest>', ''))],
  ['an attribute without quotes', inside((xml) => xml.replace('Version="2.0"', 'Version=2.0'))],
  ['an undefined entity', issuer('&nbsp;')],
  ['a bare ampersand', issuer('a & b')],
  ['a reference to NUL', issuer(`${ENTITY}&#0;`)],
  ['a surrogate by reference', issuer(`${ENTITY}&#xD800;`)],
  ['a form feed', issuer(`${ENTITY}\f`)],
  ['"]]>" in text', issuer(`${ENTITY}]]>`)],
  ['"--" in a comment', front('<!-- a -- b -->')],
  ['the xml prefix moved', inside((xml) => xml.replace(' Version=', ' xmlns:xml="u" Version='))],
  ['a processing instruction', front('<?xml-stylesheet href="x"?>')],
  ['XML 1.1', front('<?xml version="1.1"?>')],
  ['no XML at all', document('hello')],
  ['HTML', document('<!-- --><html><body>x</body>')],
];

const LARGE: readonly (readonly [string, Make])[] = [
  ['20,000 levels', document('<a>'.repeat(20_000) + '</a>'.repeat(20_000))],
  ['51 levels', document('<a>'.repeat(51) + '</a>'.repeat(51))],
  ['2,500 attributes', document(`<a ${Array.from({ length: 2500 }, (_, n) => `b${n}="1"`).join(' ')}/>`)],
  ['6,500 Issuers', document(`<a>${'<Issuer>x</Issuer>'.repeat(6500)}</a>`)],
  ['10,000 comments', document(`<a>${'<!---->'.repeat(10_000)}</a>`)],
  ['2,001 pieces of text', request({ rest: `<samlp:Extensions>${'<b/>x'.repeat(2001)}</samlp:Extensions>` })],
  ['one value of 130 KB', issuer('x'.repeat(200 * 1024 * 2))],
];

const MARKUP: readonly (readonly [string, Make])[] = [
  ['a comment in the Issuer', issuer(`${ENTITY}<!---->.evil.example`)],
  ['a comment that completes the Issuer', issuer(`https://sp.exam<!-- x -->ple/metadata`)],
  ['CDATA in the Issuer', issuer(`<![CDATA[${ENTITY}]]>`)],
  ['an empty CDATA in the Issuer', issuer(`${ENTITY}<![CDATA[]]>`)],
  ['a processing instruction in the Issuer', issuer(`${ENTITY}<?x y?>`)],
  ['an element in the Issuer', issuer(`<b>${ENTITY}</b>`)],
  ['an empty element in the Issuer', issuer(`${ENTITY}<b/>`)],
  [
    'a comment in the NameID',
    request({ rest: '<saml:Subject><saml:NameID>noor<!---->.abadi</saml:NameID></saml:Subject>' }),
  ],
  [
    'an element in the NameID',
    request({ rest: '<saml:Subject><saml:NameID><b>noor</b></saml:NameID></saml:Subject>' }),
  ],
  [
    'a comment in a class',
    request({
      rest: '<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>a<!-- -->b</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
    }),
  ],
];

const utf16 = (): Buffer => Buffer.from(`\uFEFF${requestOf()}`, 'utf16le');
const withBytes =
  (bytes: number[]): Make =>
  () => {
    const [before = '', after = ''] = requestOf({ issuer: 'SPLIT' }).split('SPLIT');
    return { xml: Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]) };
  };
const claim = (encoding: string): Make => front(`<?xml version="1.0" encoding="${encoding}"?>`);

const ENCODINGS: readonly (readonly [string, Make])[] = [
  ['UTF-16 little-endian', () => ({ xml: utf16() })],
  ['UTF-16 big-endian', () => ({ xml: utf16().swap16() })],
  ['UTF-16 without a mark', () => ({ xml: Buffer.from(requestOf(), 'utf16le') })],
  ['a claim of UTF-16', claim('UTF-16')],
  ['a claim of UTF-7', claim('UTF-7')],
  ['a claim of EBCDIC', claim('IBM037')],
  ['a claim of Latin-1', claim('ISO-8859-1')],
  ['an overlong slash', withBytes([0xc0, 0xaf])],
  ['an overlong "<"', withBytes([0xe0, 0x80, 0xbc])],
  ['half a character', withBytes([0xe2, 0x82])],
  ['a surrogate in UTF-8', withBytes([0xed, 0xa0, 0x80])],
  ['beyond Unicode', withBytes([0xf5, 0x80, 0x80, 0x80])],
  ['Latin-1 letters', withBytes([0xe9, 0x74, 0xe9])],
];

const P = 'urn:oasis:names:tc:SAML:2.0:protocol';
const root = (from: string, to: string): Make => inside((xml) => xml.replaceAll(from, to));
const ROOTS: readonly (readonly [string, Make])[] = [
  ['a Response', root('AuthnRequest', 'Response')],
  ['a LogoutRequest', root('AuthnRequest', 'LogoutRequest')],
  ['an Assertion', inside((xml) => xml.replaceAll('samlp:AuthnRequest', 'saml:Assertion'))],
  ['small letters', root('AuthnRequest', 'authnrequest')],
  ['another namespace', root(P, 'urn:x')],
  ['no namespace', inside((xml) => xml.replace(` xmlns:samlp="${P}"`, '').replaceAll('samlp:', ''))],
  ['a namespace that differs in case', root(P, P.toUpperCase())],
  ['a namespace with a blank', root(P, `${P} `)],
  ['SAML 1.1', root(P, 'urn:oasis:names:tc:SAML:1.0:protocol')],
  [
    'in a SOAP envelope',
    inside(
      (xml) => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${xml}</s:Body></s:Envelope>`,
    ),
  ],
  ['metadata', document(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY}"/>`)],
];

const ISSUERS = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    "' OR '1'='1",
    '%',
    '_',
    "x'; DROP TABLE applications;--",
  ],
  ...[
    "']|//*['",
    '../../etc/passwd',
    '${7*7}',
    `${ENTITY}/`,
    `${ENTITY}?`,
    `${ENTITY}#`,
    `${ENTITY}%20`,
    ENTITY.toUpperCase(),
  ],
  ...[
    ENTITY.replace('https', 'HTTPS'),
    ENTITY.replace('e', '\u0435'),
    `${ENTITY}\u200B`,
    `\u00A0${ENTITY}`,
    'x'.repeat(1024),
  ],
];

/** SECURITY 2.1, with the answer that each input must get. */
export const XML_INPUTS: readonly HostileInput[] = [
  ...inputs('X1', 'message_malformed', DOCTYPES),
  ...inputs('X2', 'message_malformed', [
    ['nine levels of entities', front(`<!DOCTYPE a [<!ENTITY l0 "x">${levels}]>`)],
    ['nine levels, used', () => ({ xml: `<!DOCTYPE a [<!ENTITY l0 "x">${levels}]>${requestOf({ issuer: '&l9;' })}` })],
    [
      'quadratic blow-up',
      () => ({
        xml: `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(40_000)}">]><a>${'&b;'.repeat(10_000)}</a>`,
      }),
    ],
    ['entities without a document type', issuer('&b;'.repeat(1000))],
  ]),
  ...inputs('X4', 'message_too_large', LARGE),
  ...inputs('X5', 'message_malformed', MALFORMED),
  ...inputs('X6', 'message_malformed', MARKUP),
  ...inputs('X7', 'message_malformed', ENCODINGS),
  ...inputs('X8', 'message_malformed', ROOTS),
  ...inputs(
    'X9',
    'unknown_issuer',
    ISSUERS.map((text) => [text.slice(0, 40), issuer(text.replaceAll('&', '&amp;'))] as const),
  ),
  ...inputs('X9', 'message_malformed', [
    ['an Issuer of 1,025 characters', issuer('x'.repeat(1025))],
    ['an empty Issuer', issuer('')],
    ['two Issuers', request({ rest: `<saml:Issuer>${ENTITY}</saml:Issuer>` })],
  ]),
];
