import { X509Certificate } from 'node:crypto';
import type { AssertionEncryption } from '../../../src/core/application';
import { readAuthnRequest, verifyAuthnRequest } from '../../../src/saml/authn-request';
import { readRedirectMessage } from '../../../src/saml/bindings';
import { NAME_ID_FORMAT } from '../../../src/saml/constants';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { buildIdpMetadata } from '../../../src/saml/metadata/idp-metadata';
import {
  buildResponse,
  prepareEncryption,
  prepareSigningKey,
  type ResponseInput,
} from '../../../src/saml/response/response';
import { readAsServiceProvider, secondOpinion } from '../../../src/saml/samlify';
import { askAsServiceProvider, wouldAccept } from '../../../src/saml/self-check';
import { ACS, expectedWith, IDP, SP, SSO_URL } from '../support';

let ours: KeyPair;
let next: KeyPair;
let theirs: KeyPair;
let metadataXml: string;

beforeAll(async () => {
  const pair = (commonName: string): Promise<KeyPair> => makeKeyPair({ commonName, now: Date.now(), validDays: 10 });
  [ours, next, theirs] = [await pair('ours'), await pair('next'), await pair('theirs')];
  metadataXml = buildIdpMetadata({
    entityId: IDP,
    ssoUrl: SSO_URL,
    certificates: [ours.certificatePem, next.certificatePem],
    nameIdFormats: [NAME_ID_FORMAT.email],
  });
});

function responseOf(changes: Partial<ResponseInput> = {}): string {
  return buildResponse({
    issuer: IDP,
    audience: SP,
    acsUrl: ACS,
    inResponseTo: '_request1',
    nameId: { format: NAME_ID_FORMAT.email, value: 'anna@example.com' },
    attributes: [
      { name: 'groups', values: ['Staff', 'Ops & "QA"'] },
      { name: 'one', values: ['1'] },
    ],
    authnInstant: Date.now(),
    sessionIndex: '_session1',
    authnContextClass: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    now: Date.now(),
    responseId: '_response1',
    assertionId: '_assertion1',
    sign: 'both',
    key: prepareSigningKey(ours),
    ...changes,
  }).xml;
}

const judges = (responseXml: string, sign: 'both' | 'assertion' | 'response' = 'both', decryptionKeyPem?: string) => [
  secondOpinion({
    metadataXml,
    responseXml,
    spEntityId: SP,
    acsUrl: ACS,
    inResponseTo: '_request1',
    sign,
    decryptionKeyPem,
  }),
  wouldAccept({
    responseXml,
    certificatePem: ours.certificatePem,
    spEntityId: SP,
    acsUrl: ACS,
    idpEntityId: IDP,
    inResponseTo: '_request1',
    sign,
    decryptionKeyPem,
  }),
];

describe('two independent service providers', () => {
  it('read our metadata: entity ID, address and both certificates', () => {
    const facts = readAsServiceProvider(metadataXml);
    expect(facts).toMatchObject({ entityId: IDP, ssoUrl: SSO_URL, nameIdFormats: [NAME_ID_FORMAT.email] });
    const raw = (pair: KeyPair): string => new X509Certificate(pair.certificatePem).raw.toString('base64');
    expect(facts.certificates).toEqual([raw(ours), raw(next)]);
  });

  it.each(['both', 'assertion', 'response'] as const)('accept a Response with "%s" signed', async (sign) => {
    for (const verdict of await Promise.all(judges(responseOf({ sign }), sign))) {
      expect(verdict).toMatchObject({
        accepted: true,
        nameId: 'anna@example.com',
        attributes: { groups: ['Staff', 'Ops & "QA"'], one: ['1'] },
      });
    }
  });

  it.each(
    (['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm'] as const).flatMap((algorithm) =>
      (['both', 'assertion', 'response'] as const).map((sign) => [algorithm, sign] as const),
    ),
  )('open an assertion encrypted with %s, "%s" signed', async (algorithm, sign) => {
    const encryption: AssertionEncryption = { certificate: theirs.certificatePem, algorithm };
    const xml = responseOf({ sign, encryption: prepareEncryption(encryption) });
    for (const verdict of await Promise.all(judges(xml, sign, theirs.privateKeyPem))) {
      expect(verdict).toMatchObject({ accepted: true, nameId: 'anna@example.com' });
    }
  });

  it.each([
    ['the key of somebody else', (): string => responseOf({ key: prepareSigningKey(theirs) })],
    ['another audience', (): string => responseOf({ audience: `${SP}/` })],
    ['another address', (): string => responseOf({ acsUrl: `${ACS}2` })],
    ['another request', (): string => responseOf({ inResponseTo: '_request2' })],
    ['no request', (): string => responseOf({ inResponseTo: undefined })],
    ['a clock that is ten minutes behind', (): string => responseOf({ now: Date.now() - 600_000 })],
    ['a clock that is ten minutes ahead', (): string => responseOf({ now: Date.now() + 600_000 })],
    ['another issuer', (): string => responseOf({ issuer: `${IDP}/` })],
    ['a changed value', (): string => responseOf().replace('anna@', 'boss@')],
  ])('both refuse a Response with %s, and say why', async (_name, make) => {
    for (const verdict of await Promise.all(judges(make()))) {
      expect(verdict).toMatchObject({ accepted: false });
      expect((verdict as { reason: string }).reason.length).toBeGreaterThan(10);
    }
  });

  it('say what they read', async () => {
    const [, verdict] = await Promise.all(judges(responseOf()));
    expect(verdict).toMatchObject({
      received: { Audience: SP, Recipient: ACS, InResponseTo: '_request1', 'NameID Format': NAME_ID_FORMAT.email },
    });
  });
});

describe('a request of an independent service provider', () => {
  const ask = { ssoUrl: SSO_URL, spEntityId: SP, acsUrl: ACS };

  it('is read and believed', async () => {
    const query = await askAsServiceProvider({ ...ask, nameIdFormat: NAME_ID_FORMAT.email });
    const read = readAuthnRequest(readRedirectMessage(query));
    expect(verifyAuthnRequest(read, expectedWith({}, Date.now()))).toMatchObject({ issuer: SP, acsUrl: ACS });
  });

  it('is believed with the signature of its key alone', async () => {
    const query = await askAsServiceProvider({ ...ask, privateKeyPem: theirs.privateKeyPem });
    const verify = (pem: string): boolean =>
      verifyAuthnRequest(
        readAuthnRequest(readRedirectMessage(query)),
        expectedWith({ requireSignedRequests: true, spCertificates: [pem] }, Date.now()),
      ).signed;
    expect(verify(theirs.certificatePem)).toBe(true);
    expect(() => verify(ours.certificatePem)).toThrow('signature');
  });
});
