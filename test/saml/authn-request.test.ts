import { SamlError } from '../../src/saml/errors';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { createPrivateKey } from 'node:crypto';
import {
  ACS,
  ACS_TWO,
  acceptPost,
  acceptRedirect,
  expectedWith,
  NOW,
  redirectQuery,
  refusal,
  requestXml,
  signXml,
  SP,
  SSO_URL,
} from './support';

let pair: KeyPair;
beforeAll(async () => {
  pair = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
});

const ac = (name: string): string => `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`;
const withAttributes = (attributes: Record<string, string | undefined>): string => requestXml({ attributes });
const codeOf = (xml: string, ...rest: [ReturnType<typeof expectedWith>?]): string =>
  refusal(() => acceptPost(xml, ...rest)).code;

const MFA = 'https://refeds.org/profile/mfa';

describe('what a good request says', () => {
  test('everything asked for is read', () => {
    const rest =
      '<saml:Subject><saml:NameID>anna@example.com</saml:NameID></saml:Subject>' +
      '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient" AllowCreate="true"/>' +
      '<samlp:RequestedAuthnContext Comparison="minimum"><saml:AuthnContextClassRef>urn:a</saml:AuthnContextClassRef>' +
      '<saml:AuthnContextClassRef> urn:oasis:names:tc:SAML:2.0:ac:classes:Password </saml:AuthnContextClassRef></samlp:RequestedAuthnContext>';
    const xml = requestXml({ rest, attributes: { ForceAuthn: 'true', IsPassive: '0' } });
    expect(acceptRedirect(redirectQuery(xml, { relayState: 'r' }))).toEqual({
      id: '_request1',
      issuer: SP,
      acsUrl: ACS,
      forceAuthn: true,
      isPassive: false,
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      allowCreate: true,
      authnContexts: { password: ac('PasswordProtectedTransport'), 'two-steps': MFA, passkey: MFA },
      loginHint: 'anna@example.com',
      issueInstant: NOW - 10_000,
      relayState: 'r',
      signed: false,
    });
  });
  test('the least a request can say is enough', () => {
    const xml = withAttributes({
      Destination: undefined,
      AssertionConsumerServiceURL: undefined,
      ProtocolBinding: undefined,
    });
    expect(acceptPost(xml)).toEqual({
      id: '_request1',
      issuer: SP,
      acsUrl: ACS,
      forceAuthn: false,
      isPassive: false,
      authnContexts: { password: ac('PasswordProtectedTransport'), 'two-steps': MFA, passkey: MFA },
      issueInstant: NOW - 10_000,
      signed: false,
    });
  });
  test('single quotes, other prefixes and Extensions are read', () => {
    const rest = '<samlp:Extensions><x xmlns="urn:x">y</x></samlp:Extensions><samlp:Scoping ProxyCount="0"/>';
    const xml = requestXml({ rest })
      .replaceAll('saml:', 'ns0:')
      .replace('xmlns:saml=', 'xmlns:ns0=')
      .replaceAll('"', "'");
    expect(acceptPost(xml).issuer).toBe(SP);
  });
});

describe('saml-core 3.2.1: the version is 2.0', () => {
  test.each(['1.1', '2.1', '2', '', ' 2.0'])('"%s"', (Version) => {
    expect(codeOf(withAttributes({ Version }))).toBe('version_unsupported');
  });
  test('absent', () => expect(codeOf(withAttributes({ Version: undefined }))).toBe('version_unsupported'));
});

describe('saml-core 3.2.1, X9, P10: the issuer is the registered entity ID byte for byte', () => {
  test.each([
    '__proto__',
    'constructor',
    'toString',
    "' OR '1'='1",
    '%',
    `${SP}/`,
    SP.toUpperCase(),
    `${SP}?`,
    `${SP}\u200B`,
    SP.replace('e', '\u0435'),
    'https://other.example/saml',
    '../../etc/passwd',
  ])('%s', (issuer) => {
    const error = refusal(() => acceptPost(requestXml({ issuer })));
    expect(error.code).toBe('unknown_issuer');
    expect(error.facts).toEqual({ asked: issuer, allowed: SP });
  });
  test.each(['', ' ', 'x'.repeat(1025)])('an issuer that is empty or too long is malformed (%#)', (issuer) => {
    expect(codeOf(requestXml({ issuer }))).toBe('message_malformed');
  });
  test('no issuer, two issuers and an issuer of another namespace are malformed', () => {
    const none = requestXml().replace(`<saml:Issuer>${SP}</saml:Issuer>`, '');
    expect(codeOf(none)).toBe('message_malformed');
    expect(codeOf(requestXml({ rest: '<saml:Issuer>other</saml:Issuer>' }))).toBe('message_malformed');
    expect(codeOf(requestXml().replaceAll('saml:Issuer', 'samlp:Issuer'))).toBe('message_malformed');
  });
});

describe('saml-core 3.2.1, P3: Destination is the configured address', () => {
  test.each([
    `${SSO_URL}/`,
    SSO_URL.toUpperCase(),
    'https://evil.example/saml2/robin',
    `${SSO_URL}?x`,
    'https://id.example.com/saml2/other',
    '',
  ])('%s is refused', (Destination) => {
    const error = refusal(() => acceptPost(withAttributes({ Destination })));
    expect(error.code).toBe('destination_mismatch');
    expect(error.facts.allowed).toBe(SSO_URL);
  });
  test('saml-bindings 3.5.5.2: a signed POST message has to name it', () => {
    const expected = expectedWith({ spCertificates: [pair.certificatePem] });
    const xml = signXml(withAttributes({ Destination: undefined }), pair.privateKeyPem);
    expect(refusal(() => acceptPost(xml, expected)).clause).toContain('saml-bindings 3.4.5.2');
    expect(acceptPost(signXml(requestXml(), pair.privateKeyPem), expected).signed).toBe(true);
  });
});

describe('saml-core 3.2.1, P6, R13: issued within five minutes either way', () => {
  const at = (offset: number): string => withAttributes({ IssueInstant: new Date(NOW + offset).toISOString() });
  test.each([0, 60_000, -60_000, 299_999, -299_999])('%i ms off is accepted', (offset) => {
    expect(acceptPost(at(offset)).issueInstant).toBe(NOW + offset);
  });
  test.each([300_000, -300_000, 86_400_000, -12 * 365 * 86_400_000])('%i ms off is refused', (offset) => {
    expect(codeOf(at(offset))).toBe('request_expired');
  });
  test.each([
    '2026-11-22T12:00:00.123456789Z',
    ' 2026-11-22T12:00:00Z\n',
    '2026-11-22T12:00:00',
    '2026-11-22T12:00:00+00:00',
  ])('saml-core 1.3.3: %j is a time in UTC', (IssueInstant) =>
    expect(acceptPost(withAttributes({ IssueInstant })).id).toBe('_request1'),
  );
  test.each([
    '2026-11-22T12:00:00+01:00',
    '2026-11-22',
    '2026-13-01T00:00:00Z',
    '1763812800',
    'now',
    '',
    undefined,
    '22026-11-22T12:00:00Z',
  ])('saml-core 1.3.3: %j is malformed', (IssueInstant) =>
    expect(codeOf(withAttributes({ IssueInstant }))).toBe('message_malformed'),
  );
});

describe('saml-core 1.3.4: the ID is an xs:ID', () => {
  test.each([
    '_a',
    'a',
    'ONELOGIN_809707f0030a5d00620c9d9df97f627afe9dcc24',
    'id-1.2',
    'é1',
    ` _a\n`,
    `_${'a'.repeat(255)}`,
  ])('%j', (ID) => expect(acceptPost(withAttributes({ ID })).id).toBe(ID.trim()));
  test.each(['', '1a', '-a', 'a b', 'a:b', 'a&amp;b', 'a&quot;/&gt;', `_${'a'.repeat(256)}`, undefined])(
    '%j is refused',
    (ID) => expect(codeOf(withAttributes({ ID }))).toBe('message_malformed'),
  );
});

describe('saml-profiles 4.1.2: the answer goes by HTTP-POST', () => {
  test.each([
    'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact',
    'urn:oasis:names:tc:SAML:2.0:bindings:PAOS',
    'x',
    '',
  ])('%s', (ProtocolBinding) => expect(codeOf(withAttributes({ ProtocolBinding }))).toBe('binding_unsupported'));
});

describe('P1, P2: the answer goes to a registered address', () => {
  test('by address and by index', () => {
    expect(acceptPost(withAttributes({ AssertionConsumerServiceURL: ACS_TWO })).acsUrl).toBe(ACS_TWO);
    const indexed = {
      AssertionConsumerServiceURL: undefined,
      ProtocolBinding: undefined,
      AssertionConsumerServiceIndex: '7',
    };
    expect(acceptPost(withAttributes(indexed)).acsUrl).toBe(ACS_TWO);
  });
  test('an unregistered address is refused signed or not, for the person alone', () => {
    const xml = withAttributes({ AssertionConsumerServiceURL: 'https://evil.example/acs' });
    const expected = expectedWith({ spCertificates: [pair.certificatePem] });
    for (const error of [
      refusal(() => acceptPost(xml)),
      refusal(() => acceptPost(signXml(xml, pair.privateKeyPem), expected)),
    ]) {
      expect(error).toMatchObject({ code: 'acs_not_registered', deliver: 'to-person' });
      expect(error.facts).toEqual({ asked: 'https://evil.example/acs', allowed: `${ACS} ${ACS_TWO}` });
    }
  });
  test.each(['-1', '1.0', '65536', '', 'x', '1e1'])('the index "%s" is malformed', (AssertionConsumerServiceIndex) =>
    expect(codeOf(withAttributes({ AssertionConsumerServiceIndex }))).toBe('message_malformed'),
  );
});

describe('P4: ForceAuthn and IsPassive are xs:boolean', () => {
  test.each<[string, boolean]>([
    ['true', true],
    ['1', true],
    [' true ', true],
    ['&#x9;1&#xA;', true],
    ['false', false],
    ['0', false],
    [' 0', false],
  ])('"%s" is %s', (text, value) => {
    expect(acceptPost(withAttributes({ ForceAuthn: text, IsPassive: text }))).toMatchObject({
      forceAuthn: value,
      isPassive: value,
    });
  });
  test.each(['TRUE', 'True', 'yes', '', '2', '01', 'null', '\u00A0true'])('"%s" is refused', (text) => {
    expect(codeOf(withAttributes({ ForceAuthn: text }))).toBe('message_malformed');
    expect(codeOf(withAttributes({ IsPassive: text }))).toBe('message_malformed');
  });
});

describe('saml-core 3.4.1.1, P5: the name identifier policy', () => {
  const policy = (attributes: string): string => requestXml({ rest: `<samlp:NameIDPolicy ${attributes}/>` });
  test.each([
    '',
    'AllowCreate="1"',
    'Format=""',
    'Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"',
    'Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"',
    'Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"',
    `SPNameQualifier="${SP}"`,
  ])('%s is answered in the configured format', (attributes) =>
    expect(acceptPost(policy(attributes)).id).toBe('_request1'),
  );
  test.each([
    'Format="urn:example:other"',
    'Format="urn:oasis:names:tc:SAML:2.0:nameid-format:encrypted"',
    'Format="__proto__"',
    'SPNameQualifier="https://affiliation.example"',
  ])('%s is refused, and the service provider is told where it asked', (attributes) => {
    const error = refusal(() => acceptPost(policy(attributes)));
    expect(error).toMatchObject({ code: 'invalid_name_id_policy', deliver: 'to-sp' });
    expect(error.facts).toMatchObject({ acsUrl: ACS, inResponseTo: '_request1' });
  });
  test('nothing is delivered to an address that is not trusted', () => {
    const xml = requestXml({
      rest: '<samlp:NameIDPolicy Format="urn:x"/>',
      attributes: { AssertionConsumerServiceURL: 'https://evil.example/acs' },
    });
    expect(refusal(() => acceptPost(xml))).toMatchObject({ code: 'acs_not_registered', deliver: 'to-person' });
  });
});

describe('parts that would be answered wrongly are refused', () => {
  test.each([
    '<saml:Subject/>',
    '<samlp:NameIDPolicy/><samlp:NameIDPolicy/>',
    '<samlp:NameIDPolicy AllowCreate="maybe"/>',
    '<samlp:RequestedAuthnContext/>',
    '<samlp:RequestedAuthnContext Comparison="most"><saml:AuthnContextClassRef>a</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
    '<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>a<!-- b -->c</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
    '<samlp:RequestedAuthnContext><saml:Other>a</saml:Other></samlp:RequestedAuthnContext>',
  ])('%s', (rest) => expect(codeOf(requestXml({ rest }))).toBe('message_malformed'));
});

test('a refusal of a request is for the person until the address is trusted', () => {
  const key = createPrivateKey(pair.privateKeyPem);
  const broken = [
    () => acceptPost(requestXml({ issuer: 'x' })),
    () => acceptPost(withAttributes({ Destination: 'x' })),
    () => acceptPost(withAttributes({ IssueInstant: '2014-01-01T00:00:00Z' })),
    () =>
      acceptRedirect(
        redirectQuery(requestXml(), { key }).replace('Signature=', 'Signature=AAAA'),
        expectedWith({ spCertificates: [pair.certificatePem] }),
      ),
  ];
  for (const run of broken) {
    const error = refusal(run);
    expect(error).toBeInstanceOf(SamlError);
    expect(error.deliver).toBe('to-person');
  }
});
