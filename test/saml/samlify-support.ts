import * as samlify from 'samlify';
import { ACS, IDP, SP, SSO_URL } from './support';

samlify.setSchemaValidator({ validate: () => Promise.resolve('skipped: the shape is checked elsewhere') });

/** What samlify's service provider role makes of a Response: the name identifier, or a rejection. */
export async function acceptedBySamlify(xml: string, certificatePem: string, sign: string): Promise<string> {
  const provider = samlify.ServiceProvider({
    entityID: SP,
    assertionConsumerService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', Location: ACS }],
    wantAssertionsSigned: sign !== 'response',
    wantMessageSigned: sign !== 'assertion',
  });
  const issuer = samlify.IdentityProvider({
    entityID: IDP,
    signingCert: certificatePem,
    singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: SSO_URL }],
    // Without one, the library prints a warning.
    singleLogoutService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: SSO_URL }],
  });
  const result = await provider.parseLoginResponse(issuer, 'post', {
    body: { SAMLResponse: Buffer.from(xml).toString('base64') },
  });
  const extract = result.extract as { nameID?: string };
  return extract.nameID ?? '';
}
