import { createHash, createPublicKey, verify } from 'node:crypto';
import { buildStatusResponse, prepareSigningKey, type ResponseInput } from '../../../src/saml/response/response';
import { wouldAccept } from '../../../src/saml/self-check';
import { statusOf } from '../../../src/saml/response/status';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { parseXml } from '../../../src/saml/xml';
import { makeCertificate } from '../certificate-maker';
import { acceptedBySamlify } from '../samlify-support';
import { idpPair, installed, responseXml, xmlsecVerifies } from '../response-support';
import { ACS, ACS_TWO, IDP, NOW, refusal, SP } from '../support';

let pair: KeyPair;
beforeAll(async () => {
  pair = await idpPair();
});

const MODES = ['both', 'assertion', 'response'] as const;
const check = (xml: string, changes: Partial<Parameters<typeof wouldAccept>[0]> = {}) =>
  wouldAccept({
    responseXml: xml,
    certificatePem: pair.certificatePem,
    spEntityId: SP,
    acsUrl: ACS,
    idpEntityId: IDP,
    inResponseTo: '_request1',
    now: NOW,
    ...changes,
  });
const unasked: Partial<ResponseInput> = { inResponseTo: undefined };

describe('the golden Response', () => {
  const blank = (xml: string): string =>
    xml
      .replace(/<ds:SignatureValue>[^<]*/g, '<ds:SignatureValue>VALUE')
      .replace(/<ds:DigestValue>[^<]*/g, '<ds:DigestValue>DIGEST')
      .replace(/<ds:X509Certificate>[^<]*/g, '<ds:X509Certificate>CERT');
  const signatureOf = (id: string): string =>
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>' +
    '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>' +
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>' +
    `<ds:Reference URI="#${id}"><ds:Transforms>` +
    '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>' +
    '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform></ds:Transforms>' +
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
    '<ds:DigestValue>DIGEST</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>VALUE</ds:SignatureValue>' +
    '<ds:KeyInfo><ds:X509Data><ds:X509Certificate>CERT</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>';
  const golden =
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="https://sp.example.net/saml/acs" ID="_response1" InResponseTo="_request1" IssueInstant="2026-11-22T12:00:00.000Z" Version="2.0">' +
    '<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://id.example.com/saml2/robin/metadata</saml:Issuer>' +
    signatureOf('_response1') +
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode></samlp:Status>' +
    '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_assertion1" IssueInstant="2026-11-22T12:00:00.000Z" Version="2.0">' +
    '<saml:Issuer>https://id.example.com/saml2/robin/metadata</saml:Issuer>' +
    signatureOf('_assertion1') +
    '<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">anna@example.com</saml:NameID>' +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="_request1" NotOnOrAfter="2026-11-22T12:05:00.000Z" Recipient="https://sp.example.net/saml/acs"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>' +
    '<saml:Conditions NotBefore="2026-11-22T11:59:00.000Z" NotOnOrAfter="2026-11-22T12:05:00.000Z"><saml:AudienceRestriction><saml:Audience>https://sp.example.net/saml</saml:Audience></saml:AudienceRestriction></saml:Conditions>' +
    '<saml:AuthnStatement AuthnInstant="2026-11-22T11:00:00.000Z" SessionIndex="_session1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
    '<saml:AttributeStatement>' +
    '<saml:Attribute Name="email" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"><saml:AttributeValue>anna@example.com</saml:AttributeValue></saml:Attribute>' +
    '<saml:Attribute Name="urn:oid:2.5.4.42" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue>Anna &amp; &lt;Söhne&gt;</saml:AttributeValue></saml:Attribute>' +
    '<saml:Attribute Name="groups" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"><saml:AttributeValue>Staff</saml:AttributeValue><saml:AttributeValue>Ops "QA"</saml:AttributeValue></saml:Attribute>' +
    '</saml:AttributeStatement></saml:Assertion></samlp:Response>';

  test('S14: says what the browser profile asks for, and nothing else', () =>
    expect(blank(responseXml(pair))).toBe(golden));
  test('the same input gives the same bytes', () => expect(responseXml(pair)).toBe(responseXml(pair)));
  test('the two other modes leave one signature out', () => {
    expect(blank(responseXml(pair, { sign: 'assertion' }))).toBe(golden.replace(signatureOf('_response1'), ''));
    expect(blank(responseXml(pair, { sign: 'response' }))).toBe(golden.replace(signatureOf('_assertion1'), ''));
  });
  test('saml-profiles 4.1.5: nobody asked, so InResponseTo is nowhere', () => {
    expect(blank(responseXml(pair, unasked))).toBe(golden.replaceAll(' InResponseTo="_request1"', ''));
  });
  test('no attributes, no statement', () =>
    expect(responseXml(pair, { attributes: [] })).not.toContain('AttributeStatement'));
  test('a persistent name identifier carries its qualifier', () => {
    const nameId = { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', value: 'x', spNameQualifier: SP };
    expect(responseXml(pair, { nameId })).toContain(`persistent" SPNameQualifier="${SP}">x</saml:NameID>`);
  });
  test('an empty name identifier is refused', () => {
    expect(refusal(() => responseXml(pair, { nameId: { format: 'x', value: '' } })).code).toBe('value_not_allowed');
  });
  test('the digest and the signature are over the bytes that are sent', () => {
    const xml = responseXml(pair, { sign: 'assertion' });
    const assertion = /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml)?.[0] ?? '';
    const bare = assertion.replace(/<ds:Signature .*<\/ds:Signature>/s, '');
    expect(xml).toContain(`<ds:DigestValue>${createHash('sha256').update(bare).digest('base64')}</ds:DigestValue>`);
    const info =
      /<ds:SignedInfo>.*<\/ds:SignedInfo>/s
        .exec(xml)?.[0]
        .replace('>', ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">') ?? '';
    const value = Buffer.from(/<ds:SignatureValue>([^<]*)/.exec(xml)?.[1] ?? '', 'base64');
    expect(verify('sha256', Buffer.from(info), createPublicKey(pair.certificatePem), value)).toBe(true);
  });
});

describe.each(MODES)('a Response signed as "%s"', (sign) => {
  test('node-saml accepts it, asked and unasked', async () => {
    const asked = await check(responseXml(pair, { sign }), { sign });
    expect(asked).toMatchObject({
      accepted: true,
      nameId: 'anna@example.com',
      attributes: {
        email: ['anna@example.com'],
        'urn:oid:2.5.4.42': ['Anna & <Söhne>'],
        groups: ['Staff', 'Ops "QA"'],
      },
    });
    const unrequested = responseXml(pair, { ...unasked, sign });
    expect(await check(unrequested, { sign, inResponseTo: undefined })).toMatchObject({ accepted: true });
  });
  test('samlify accepts it', async () => {
    const clock = Date.now();
    const xml = responseXml(pair, { sign, now: clock, authnInstant: clock });
    expect(await acceptedBySamlify(xml, pair.certificatePem, sign)).toBe('anna@example.com');
    await expect(acceptedBySamlify(xml.replace('anna@', 'eve@'), pair.certificatePem, sign)).rejects.toBeDefined();
  });
  test('samlify refuses it once it has expired, and sent on to another address or audience', async () => {
    const old = responseXml(pair, { sign, now: Date.now() - 3_600_000 });
    await expect(acceptedBySamlify(old, pair.certificatePem, sign)).rejects.toBeDefined();
    const fresh = responseXml(pair, { sign, now: Date.now() });
    for (const sentOn of [
      fresh.replaceAll(`"${ACS}"`, `"${ACS_TWO}"`),
      fresh.replace(`>${SP}<`, '>https://other.example<'),
    ]) {
      expect(sentOn).not.toBe(fresh);
      await expect(acceptedBySamlify(sentOn, pair.certificatePem, sign)).rejects.toBeDefined();
    }
  });
  (installed('xmlsec1') ? test : test.skip)('xmlsec1 refuses it sent on to another address or audience', () => {
    const xml = responseXml(pair, { sign });
    const element = sign === 'assertion' ? 'Assertion' : 'Response';
    for (const sentOn of [
      xml.replaceAll(`"${ACS}"`, `"${ACS_TWO}"`),
      xml.replace(`>${SP}<`, '>https://other.example<'),
    ]) {
      expect(xmlsecVerifies(sentOn, pair.certificatePem, element)).toBe(false);
    }
  });
  (installed('xmlsec1') ? test : test.skip)('xmlsec1 accepts it', () => {
    const xml = responseXml(pair, { sign });
    const which =
      sign === 'both'
        ? (['Response', 'Assertion'] as const)
        : ([sign === 'response' ? 'Response' : 'Assertion'] as const);
    for (const element of which) {
      expect(xmlsecVerifies(xml, pair.certificatePem, element)).toBe(true);
      expect(xmlsecVerifies(xml.replace('anna@example', 'eve@example'), pair.certificatePem, element)).toBe(false);
    }
  });
});

describe('Responses that have to be refused are refused', () => {
  const refused = async (xml: string, changes: Partial<Parameters<typeof wouldAccept>[0]> = {}): Promise<string> => {
    const verdict = await check(xml, changes);
    return verdict.accepted ? 'accepted' : verdict.reason;
  };
  test.each(MODES)('tampered name identifier (%s)', async (sign) => {
    expect(await refused(responseXml(pair, { sign }).replace('anna@', 'eve@'))).toMatch(/signature/i);
  });
  test('tampered address', async () => {
    expect(
      await refused(responseXml(pair, { sign: 'response' }).replaceAll(ACS, ACS_TWO), { acsUrl: ACS_TWO }),
    ).toMatch(/signature/i);
  });
  test('for another address', async () => {
    expect(await refused(responseXml(pair, { acsUrl: ACS_TWO }))).toBe('The Destination is another address.');
    const half = responseXml(pair, { sign: 'assertion' }).replace(`Destination="${ACS}"`, `Destination="${ACS_TWO}"`);
    expect(await refused(half, { acsUrl: ACS_TWO })).toBe('The Recipient is another address.');
  });
  test('for another audience', async () => {
    expect(await refused(responseXml(pair, { audience: 'https://other.example' }))).toMatch(/audience/i);
  });
  test('of another issuer', async () =>
    expect(await refused(responseXml(pair, { issuer: 'https://other.example' }))).toMatch(/issuer/i));
  test('expired, to the millisecond', async () => {
    expect(await refused(responseXml(pair), { now: NOW + 299_999 })).toBe('accepted');
    expect(await refused(responseXml(pair), { now: NOW + 300_000 })).toMatch(/expired|confirmation/i);
  });
  test('R13: not yet valid, but a minute of skew is allowed', async () => {
    expect(await refused(responseXml(pair), { now: NOW - 60_000 })).toBe('accepted');
    expect(await refused(responseXml(pair), { now: NOW - 60_001 })).toMatch(/not yet valid/i);
  });
  test('an answer to another request', async () => {
    expect(await refused(responseXml(pair, { inResponseTo: '_other' }))).toMatch(/InResponseTo/);
  });
  test('signed by another key', async () => {
    const other = await makeKeyPair({ commonName: 'x', now: NOW, validDays: 1 });
    expect(await refused(responseXml(pair), { certificatePem: other.certificatePem })).toMatch(/signature/i);
  });
  test('not XML at all', async () => expect(await refused('hello')).not.toBe('accepted'));
});

describe('status Responses', () => {
  const base = () => ({ issuer: IDP, acsUrl: ACS, now: NOW, responseId: '_r', key: prepareSigningKey(pair) });
  test('saml-core 3.2.2.2: two levels of status and a message, signed', () => {
    const { xml } = buildStatusResponse({ ...base(), inResponseTo: '_q', ...statusOf('no_passive'), message: 'a<b' });
    expect(xml).toContain(
      '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:NoPassive"></samlp:StatusCode></samlp:StatusCode><samlp:StatusMessage>a&lt;b</samlp:StatusMessage></samlp:Status></samlp:Response>',
    );
    expect(xml).toContain('InResponseTo="_q"');
    expect(xml).not.toContain('Assertion ');
    expect(parseXml(Buffer.from(xml), 'message').localName).toBe('Response');
  });
  test('node-saml understands a signed NoPassive', async () => {
    const { xml } = buildStatusResponse({ ...base(), inResponseTo: '_request1', ...statusOf('no_passive') });
    expect(await check(xml)).toEqual({ accepted: false, reason: 'The Response holds no assertion.' });
    expect(await check(xml.replace('ID="_r"', 'ID="_s"'))).toMatchObject({
      reason: expect.stringMatching(/signature/i) as string,
    });
  });
  (installed('xmlsec1') ? test : test.skip)('xmlsec1 verifies it', () => {
    const { xml } = buildStatusResponse({ ...base(), ...statusOf('invalid_name_id_policy') });
    expect(xmlsecVerifies(xml, pair.certificatePem, 'Response')).toBe(true);
  });
  test.each([
    ['version_unsupported', 'VersionMismatch', undefined],
    ['invalid_name_id_policy', 'Requester', 'InvalidNameIDPolicy'],
    ['no_passive', 'Responder', 'NoPassive'],
    ['no_authn_context', 'Responder', 'NoAuthnContext'],
    ['unknown_principal', 'Responder', 'UnknownPrincipal'],
    ['value_not_allowed', 'Responder', 'AuthnFailed'],
    ['request_expired', 'Requester', 'RequestDenied'],
  ] as const)('%s is told as %s, %s', (code, status, subStatus) => {
    const urn = 'urn:oasis:names:tc:SAML:2.0:status:';
    expect(statusOf(code)).toEqual({ status: urn + status, ...(subStatus ? { subStatus: urn + subStatus } : {}) });
  });
});

describe('S14: keys that sign', () => {
  test.each(['P-256', 'rsa-2048'] as const)('%s is taken', (kind) =>
    expect(prepareSigningKey(makeCertificate(kind)).type).toBe(kind === 'P-256' ? 'ec' : 'rsa'),
  );
  test.each(['P-384', 'ed25519'] as const)('%s is refused', (kind) =>
    expect(() => prepareSigningKey(makeCertificate(kind))).toThrow('only RSA keys'),
  );
  test('a key under the certificate of another is refused, because nobody could verify its signatures', () =>
    expect(() => prepareSigningKey({ ...pair, privateKeyPem: makeCertificate('rsa-2048').privateKeyPem })).toThrow(
      'that of another key',
    ));
});
