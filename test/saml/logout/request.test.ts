import type { SsoSettings } from '../../../src/core/application';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { NOW, redirectQuery, refusal, signXml } from '../support';
import { createPrivateKey } from 'node:crypto';
import { acceptQuery, acceptRequest, expectedLogout, logoutXml, person, UNSIGNED } from './support';

let pair: KeyPair;
let other: KeyPair;
let settings: Partial<SsoSettings>;
beforeAll(async () => {
  pair = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
  other = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 10 });
  settings = { spCertificates: [pair.certificatePem] };
});

describe('what a LogoutRequest may say (saml-core 3.7.1)', () => {
  const indexes = ['_a', '_b'];
  const ACCEPTED: [string, string][] = [
    ['the ordinary one', logoutXml()],
    ['session indexes', logoutXml({ rest: person('anna@example.com', ...indexes) })],
    ['a name with its format', logoutXml({ rest: '<saml:NameID Format="urn:x">anna@example.com</saml:NameID>' })],
    ['Consent and Reason', logoutXml({ attributes: { Consent: 'urn:x', Reason: 'urn:y' } })],
    ['a NotOnOrAfter ahead', logoutXml({ attributes: { NotOnOrAfter: '2026-11-22T12:00:01Z' } })],
    ['a NotOnOrAfter just past', logoutXml({ attributes: { NotOnOrAfter: '2026-11-22T11:59:30Z' } })],
    ['no Destination, when not signed', logoutXml({ attributes: { Destination: undefined } })],
    [
      'the Asynchronous extension',
      logoutXml({
        rest: `<samlp:Extensions><a:Asynchronous xmlns:a="urn:oasis:names:tc:SAML:2.0:protocol:ext:async-slo"/></samlp:Extensions>${person()}`,
      }),
    ],
  ];
  test.each(ACCEPTED)('%s is accepted', (_name, xml) => {
    expect(acceptRequest(xml)).toMatchObject({ id: '_request1', nameId: { value: 'anna@example.com' }, signed: false });
  });

  test('the session indexes come out in order', () => {
    expect(acceptRequest(logoutXml({ rest: person('a', '_2', '_1') })).sessionIndexes).toEqual(['_2', '_1']);
  });

  const REFUSED: [string, string, string][] = [
    ['X8: an AuthnRequest', logoutXml().replaceAll('LogoutRequest', 'AuthnRequest'), 'message_malformed'],
    ['X8: a LogoutResponse', logoutXml().replaceAll('LogoutRequest', 'LogoutResponse'), 'message_malformed'],
    ['X8: another namespace', logoutXml().replace(':2.0:protocol"', ':1.0:protocol"'), 'message_malformed'],
    ['X8: in an envelope', `<Envelope>${logoutXml()}</Envelope>`, 'message_malformed'],
    ['X1: a document type', `<!DOCTYPE x>${logoutXml()}`, 'message_malformed'],
    ['X1: an entity', logoutXml({ rest: person('&x;') }), 'message_malformed'],
    ['X5: two roots', logoutXml() + logoutXml(), 'message_malformed'],
    ['X5: an attribute twice', logoutXml().replace(' ID=', ' ID="_z" ID='), 'message_malformed'],
    ['X6: a comment in the name', logoutXml({ rest: person('anna<!-- -->@example.com') }), 'message_malformed'],
    ['X6: CDATA in the name', logoutXml({ rest: person('<![CDATA[anna]]>') }), 'message_malformed'],
    ['X6: an element in the name', logoutXml({ rest: person('<b>anna</b>') }), 'message_malformed'],
    ['X6: a comment in the session index', logoutXml({ rest: person('a', '_a<!-- -->b') }), 'message_malformed'],
    ['X6: a comment in the Issuer', logoutXml({ issuer: 'https://sp<!-- -->.example' }), 'message_malformed'],
    ['X9: another Issuer', logoutXml({ issuer: 'https://evil.example' }), 'unknown_issuer'],
    ['X9: __proto__ as Issuer', logoutXml({ issuer: '__proto__' }), 'unknown_issuer'],
    ['X9: the Issuer in capitals', logoutXml({ issuer: 'HTTPS://sp.example.net/saml' }), 'unknown_issuer'],
    ['no Issuer', logoutXml().replace(/<saml:Issuer>.*<\/saml:Issuer>/, ''), 'message_malformed'],
    ['nobody named', logoutXml({ rest: '' }), 'message_malformed'],
    ['an empty name', logoutXml({ rest: '<saml:NameID></saml:NameID>' }), 'message_malformed'],
    ['two people', logoutXml({ rest: person() + person('b') }), 'message_malformed'],
    ['a name and an EncryptedID', logoutXml({ rest: `${person()}<saml:EncryptedID/>` }), 'message_malformed'],
    ['an EncryptedID', logoutXml({ rest: '<saml:EncryptedID/>' }), 'request_unsupported'],
    ['a BaseID', logoutXml({ rest: '<saml:BaseID/>' }), 'request_unsupported'],
    ['a foreign element', logoutXml({ rest: `${person()}<x xmlns="urn:x"/>` }), 'message_malformed'],
    ['an empty session index', logoutXml({ rest: person('a', '') }), 'message_malformed'],
    [
      'a hundred and one sessions',
      logoutXml({ rest: person('a', ...Array<string>(101).fill('_i')) }),
      'message_malformed',
    ],
    [
      'the name space of another application',
      logoutXml({ rest: '<saml:NameID SPNameQualifier="https://other.example">a</saml:NameID>' }),
      'unknown_principal',
    ],
    ['version 1.1', logoutXml({ attributes: { Version: '1.1' } }), 'version_unsupported'],
    ['no ID', logoutXml({ attributes: { ID: undefined } }), 'message_malformed'],
    ['an ID that is none', logoutXml({ attributes: { ID: '1 2' } }), 'message_malformed'],
    [
      'P9: a foreign Destination',
      logoutXml({ attributes: { Destination: 'https://other.example/slo' } }),
      'destination_mismatch',
    ],
    [
      'P9: the sign-on address',
      logoutXml({ attributes: { Destination: 'https://id.example.com/saml2/robin' } }),
      'destination_mismatch',
    ],
    ['P9: an empty Destination', logoutXml({ attributes: { Destination: '' } }), 'destination_mismatch'],
    [
      'P6: from six minutes ago',
      logoutXml({ attributes: { IssueInstant: '2026-11-22T11:54:59Z' } }),
      'request_expired',
    ],
    [
      'P6: from six minutes ahead',
      logoutXml({ attributes: { IssueInstant: '2026-11-22T12:05:01Z' } }),
      'request_expired',
    ],
    ['P9: NotOnOrAfter past', logoutXml({ attributes: { NotOnOrAfter: '2026-11-22T11:58:59Z' } }), 'request_expired'],
    ['NotOnOrAfter that is no time', logoutXml({ attributes: { NotOnOrAfter: 'soon' } }), 'message_malformed'],
    ['no IssueInstant', logoutXml({ attributes: { IssueInstant: undefined } }), 'message_malformed'],
  ];
  test.each(REFUSED)('%s is refused', (_name, xml, code) => {
    expect(refusal(() => acceptRequest(xml)).code).toBe(code);
  });

  test('only what is believed by then is answered to the application, under the ID it gave', () => {
    for (const [, xml] of REFUSED) {
      const { code, deliver, facts } = refusal(() => acceptRequest(xml));
      const believed = ['request_unsupported', 'unknown_principal', 'version_unsupported'].includes(code);
      expect([code, deliver, facts['inResponseTo']]).toEqual(
        believed ? [code, 'to-sp', '_request1'] : [code, 'to-person', undefined],
      );
    }
  });
});

describe('S2 to S9: who signed it', () => {
  const strict = () => expectedLogout(settings);

  test('by POST, signed inside', () => {
    expect(acceptRequest(signXml(logoutXml(), pair.privateKeyPem), strict())).toMatchObject({ signed: true });
  });

  test('by Redirect, signed beside, with the RelayState under the signature', () => {
    const key = createPrivateKey(pair.privateKeyPem);
    const query = redirectQuery(logoutXml(), { key, relayState: 'here we go' });
    expect(acceptQuery(query, strict())).toMatchObject({ signed: true, relayState: 'here we go' });
    for (const forged of [
      query.replace('here%20we', 'there%20we'),
      query.replace(/&RelayState=[^&]*/, ''),
      query.replace('SAMLRequest=', 'SAMLRequest=A'),
    ]) {
      expect(refusal(() => acceptQuery(forged, strict())).code).toMatch(/signature_invalid|message_malformed/);
    }
  });

  test('lower-case percent-encoding is verified as it was sent', () => {
    const key = createPrivateKey(pair.privateKeyPem);
    const encode = (text: string): string => encodeURIComponent(text).replace(/%../g, (part) => part.toLowerCase());
    expect(acceptQuery(redirectQuery(logoutXml(), { key, encode }), strict())).toMatchObject({ signed: true });
  });

  test('not signed: only where the application may', () => {
    expect(refusal(() => acceptRequest(logoutXml(), strict())).code).toBe('signature_required');
    expect(refusal(() => acceptQuery(redirectQuery(logoutXml()), strict())).code).toBe('signature_required');
    expect(acceptRequest(logoutXml(), expectedLogout({ ...settings, ...UNSIGNED })).signed).toBe(false);
  });

  test('no certificate registered: nothing can be verified, so nothing is believed', () => {
    const signed = signXml(logoutXml(), pair.privateKeyPem);
    expect(refusal(() => acceptRequest(signed, expectedLogout())).code).toBe('signature_required');
  });

  test('signed by somebody else, or in part: refused even where unsigned ones are taken', () => {
    for (const expected of [strict(), expectedLogout({ ...settings, ...UNSIGNED })]) {
      const foreign = signXml(logoutXml(), other.privateKeyPem);
      expect(refusal(() => acceptRequest(foreign, expected)).code).toBe('signature_invalid');
      const changed = signXml(logoutXml(), pair.privateKeyPem).replace('anna@', 'boss@');
      expect(refusal(() => acceptRequest(changed, expected)).code).toBe('signature_invalid');
      const weak = signXml(logoutXml(), pair.privateKeyPem, {
        algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
        digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
      });
      expect(refusal(() => acceptRequest(weak, expected)).code).toBe('signature_algorithm_refused');
    }
  });

  test('a second key of the application is tried as well', () => {
    const two = { spCertificates: [other.certificatePem, pair.certificatePem] };
    expect(acceptRequest(signXml(logoutXml(), pair.privateKeyPem), expectedLogout(two)).signed).toBe(true);
  });

  test('P9: signed without a Destination: it could have been meant for anybody', () => {
    const xml = logoutXml({ attributes: { Destination: undefined } });
    expect(refusal(() => acceptRequest(signXml(xml, pair.privateKeyPem), strict())).code).toBe('destination_mismatch');
    const key = createPrivateKey(pair.privateKeyPem);
    expect(refusal(() => acceptQuery(redirectQuery(xml, { key }), strict())).code).toBe('destination_mismatch');
  });
});
