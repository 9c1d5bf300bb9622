import { SecretText } from '../../../src/core/secret-text';
import type { SsoSettings } from '../../../src/core/application';
import { base64Of, pemOf, readCertificate } from '../../../src/saml/key-pair';
import { readUploadedKey } from '../../../src/saml/keys/uploaded-key';
import { readSpMetadata } from '../../../src/saml/metadata/sp-metadata';
import { checkSsoSettings } from '../../../src/saml/service-provider';
import { makeCertificate } from '../certificate-maker';

const timeless = makeCertificate('rsa-2048', '291399000000Z');
/** The same form, but the key is of a kind that nobody knows. */
const keyless = ofUnknownKind(makeCertificate('rsa-2048').certificatePem);

function ofUnknownKind(pem: string): string {
  const der = Buffer.from(base64Of(pem), 'base64');
  const rsa = Buffer.from('2a864886f70d010101', 'hex');
  der[der.indexOf(rsa) + rsa.length - 1] = 0x63;
  return pemOf(der.toString('base64'));
}

const metadataWith = (pem: string): Buffer =>
  Buffer.from(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sp.example">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
  <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${base64Of(pem)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
  <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/acs" index="1"/>
  </SPSSODescriptor></EntityDescriptor>`);

const settings: SsoSettings = {
  spEntityId: 'https://sp.example',
  acs: [{ url: 'https://sp.example/acs', isDefault: true }],
  nameId: { format: 'email', from: 'email' },
  attributes: [],
  sign: 'both',
  requireSignedRequests: false,
  spCertificates: [],
};

describe('certificates that can be opened but hold nonsense (X4, S10)', () => {
  test.each([
    ['an end in month 13', timeless.certificatePem],
    ['a key of an unknown kind', keyless],
  ])('metadata with %s is refused by its place, not by a fault of the program', (_what, pem) => {
    expect(() => readSpMetadata(metadataWith(pem))).toThrow(/certificate 1 can't be read/);
    expect(() => readCertificate(pem)).toThrow(/can't be read/);
  });

  test.each([
    ['an end in month 13', timeless.certificatePem],
    ['a key of an unknown kind', keyless],
  ])('the SSO tab takes none with %s', (_what, pem) => {
    expect(checkSsoSettings({ ...settings, spCertificates: [pem] })['spCertificates']).toBeDefined();
    const encryption = { certificate: pem, algorithm: 'aes256-gcm' } as const;
    expect(checkSsoSettings({ ...settings, encryption })['encryption']).toBeDefined();
  });

  test('a key pair that says no end can not be brought', async () => {
    const { certificatePem, privateKeyPem } = timeless;
    const upload = { file: Buffer.from(certificatePem + privateKeyPem), passphrase: new SecretText('') };
    await expect(readUploadedKey(upload, Date.now())).rejects.toMatchObject({
      fields: { file: expect.stringContaining('when it begins and ends') as string },
    });
  });
});
