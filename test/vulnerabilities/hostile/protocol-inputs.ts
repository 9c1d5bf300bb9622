import { requestOf, SSO_URL, type RequestChange } from '../../support/saml/sign-on-probe';
import { ACS } from '../web-bench';
import { inputs, type HostileInput, type Sent } from './input';

const request = (change: RequestChange) => (): Sent => ({ xml: requestOf(change) });
const attributes = (change: Record<string, string | undefined>) => request({ attributes: change });
const rest = (text: string) => request({ rest: text });

const ADDRESSES = [
  ...['', ' ', `${ACS} `, `${ACS}/`, `${ACS}?`, `${ACS}?a=b`, `${ACS}#`, `${ACS}%20`, `${ACS}\u200B`],
  ...[
    `${ACS}.evil.example`,
    `${ACS}/../acs`,
    ACS.toUpperCase(),
    ACS.replace('https', 'http'),
    ACS.replace('https', 'HTTPS'),
  ],
  ...[
    ACS.replace('sp.', 'SP.'),
    ACS.replace(':8443', ''),
    ACS.replace(':8443', ':443'),
    ACS.replace(':8443', '.:8443'),
  ],
  ...[
    ACS.replace(':8443', ':8443@evil.example'),
    ACS.replace('https://', 'https://user@'),
    ACS.replace('https://', '//'),
  ],
  ...[ACS.replace('https://', 'https:\\\\'), ACS.replace('/saml/', '//saml/'), ACS.replace('/saml/', '/./saml/')],
  ...[
    ACS.replace('acs', '%61cs'),
    ACS.replace('sp.', '\u0455p.'),
    ACS.replace('/acs', ''),
    'https://evil.example/saml/acs',
  ],
  ...[
    'javascript:alert(1)',
    'data:text/html,x',
    '__proto__',
    '*',
    '/saml/acs',
    'https://evil.example#@sp.example:8443/saml/acs',
  ],
];
const FLAGS = ['TRUE', 'True', 'yes', '', '2', '01', 'null', '\u00A0true'];
const DESTINATIONS = [
  ...['', `${SSO_URL}/`, `${SSO_URL}?x`, SSO_URL.toUpperCase(), 'https://evil.example/saml2/atlas'],
  ...[SSO_URL.replace('http:', 'https:'), SSO_URL.replace('localhost', '127.0.0.1'), SSO_URL.replace('atlas', 'other')],
];
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
const subject = (content: string) => rest(`<saml:Subject>${content}</saml:Subject>`);
const context = (content: string) => rest(`<samlp:RequestedAuthnContext>${content}</samlp:RequestedAuthnContext>`);
const NAME_ID = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';

/** SECURITY 2.3, as far as one message shows it, with the answer that each input must get. */
export const PROTOCOL_INPUTS: readonly HostileInput[] = [
  ...inputs(
    'P1',
    'acs_not_registered',
    ADDRESSES.map((url) => [JSON.stringify(url), attributes({ AssertionConsumerServiceURL: url })] as const),
  ),
  ...inputs('P2', 'acs_not_registered', [
    [
      'an index nobody registered',
      attributes({ AssertionConsumerServiceURL: undefined, AssertionConsumerServiceIndex: '1' }),
    ],
    [
      'the greatest index',
      attributes({ AssertionConsumerServiceURL: undefined, AssertionConsumerServiceIndex: '65535' }),
    ],
    ['a good address and an index', attributes({ AssertionConsumerServiceIndex: '0' })],
    [
      'a bad address and a good index',
      attributes({ AssertionConsumerServiceURL: 'https://evil.example', AssertionConsumerServiceIndex: '0' }),
    ],
  ]),
  ...inputs('P2', 'message_malformed', [
    ['a negative index', attributes({ AssertionConsumerServiceURL: undefined, AssertionConsumerServiceIndex: '-1' })],
    [
      'an index that is no number',
      attributes({ AssertionConsumerServiceURL: undefined, AssertionConsumerServiceIndex: '0x0' }),
    ],
  ]),
  ...inputs('P3', 'destination_mismatch', [
    ...DESTINATIONS.map((url) => [JSON.stringify(url), attributes({ Destination: url })] as const),
  ]),
  ...inputs('P4', 'message_malformed', [
    ...FLAGS.map((text) => [`ForceAuthn "${text}"`, attributes({ ForceAuthn: text })] as const),
    ...FLAGS.map((text) => [`IsPassive "${text}"`, attributes({ IsPassive: text })] as const),
  ]),
  ...inputs('P5', { status: 'NoAuthnContext' }, [
    [
      'a certificate asked for',
      context('<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:X509</saml:AuthnContextClassRef>'),
    ],
    [
      'a class by declaration',
      context('<saml:AuthnContextDeclRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextDeclRef>'),
    ],
    ['a class nobody knows', context('<saml:AuthnContextClassRef>__proto__</saml:AuthnContextClassRef>')],
  ]),
  ...inputs('P5', { status: 'UnknownPrincipal' }, [
    ['another person', subject('<saml:NameID>sam.okafor@fernhill.example</saml:NameID>')],
    ['an encrypted person', subject('<saml:EncryptedID/>')],
    [
      'a person of another provider',
      subject('<saml:NameID NameQualifier="https://other.example">noor.abadi@fernhill.example</saml:NameID>'),
    ],
  ]),
  ...inputs('P5', { status: 'InvalidNameIDPolicy' }, [
    ['a format nobody knows', rest('<samlp:NameIDPolicy Format="urn:x"/>')],
    ['an encrypted name', rest(`<samlp:NameIDPolicy Format="${NAME_ID}encrypted"/>`)],
    ['an affiliation', rest('<samlp:NameIDPolicy SPNameQualifier="https://group.example"/>')],
  ]),
  ...inputs('P5', 'message_malformed', [
    ['an empty Subject', subject('')],
    ['two Subjects', rest('<saml:Subject><saml:NameID>a</saml:NameID></saml:Subject>'.repeat(2))],
    [
      'two names in a Subject',
      subject('<saml:NameID>a</saml:NameID><saml:NameID>noor.abadi@fernhill.example</saml:NameID>'),
    ],
    [
      'classes and declarations',
      context(
        '<saml:AuthnContextClassRef>a</saml:AuthnContextClassRef><saml:AuthnContextDeclRef>b</saml:AuthnContextDeclRef>',
      ),
    ],
    ['an empty context', context('')],
    [
      'a comparison nobody knows',
      rest(
        '<samlp:RequestedAuthnContext Comparison="most"><saml:AuthnContextClassRef>a</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
      ),
    ],
  ]),
  ...inputs('P6', 'request_expired', [
    ['of six minutes ago', () => ({ xml: requestOf({ attributes: { IssueInstant: ago(360_000) } }) })],
    ['of twelve years ago', attributes({ IssueInstant: '2014-07-17T01:01:18Z' })],
    ['of six minutes ahead', () => ({ xml: requestOf({ attributes: { IssueInstant: ago(-360_000) } }) })],
    ['of the year 9999', attributes({ IssueInstant: '9999-12-31T23:59:59Z' })],
  ]),
  ...inputs('P6', 'message_malformed', [
    ['without a time', attributes({ IssueInstant: undefined })],
    ['a time in another zone', attributes({ IssueInstant: '2026-11-22T12:00:00+01:00' })],
    ['a day that is not', attributes({ IssueInstant: '2026-02-31T25:00:00Z' })],
    ['without an ID', attributes({ ID: undefined })],
    ['an ID with markup', attributes({ ID: 'a&quot;/&gt;' })],
    ['an ID of 257 characters', attributes({ ID: `_${'a'.repeat(256)}` })],
  ]),
  ...inputs('P10', 'unknown_issuer', [
    ['the request of another application', request({ issuer: 'https://other.example/metadata' })],
    ['our own entity ID', request({ issuer: `${SSO_URL}/metadata` })],
    [
      'an Issuer of another format',
      request({ issuerAttributes: ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"' }),
    ],
    ['an Issuer of another name space', request({ issuerAttributes: ' NameQualifier="https://other.example"' })],
  ]),
  ...inputs(
    'P10',
    'unknown_application',
    [
      ['at an address nobody has', () => ({ xml: requestOf(), slug: 'nobody' })],
      ['at a prototype', () => ({ xml: requestOf(), slug: '__proto__' })],
      ['at an address with NUL', () => ({ xml: requestOf(), slug: 'at%00las' })],
    ],
    { http: 404 },
  ),
];
