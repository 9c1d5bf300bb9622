import * as samlify from 'samlify';
import {
  IDP,
  appOf,
  SP_ACS,
  SP_ENTITY,
  SP_SLO,
  type Identity,
  type Next,
  type SpLibrary,
  type SpOptions,
} from './sp-app';

const BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:';
const endpoints = (url: string): { Binding: string; Location: string }[] =>
  ['HTTP-Redirect', 'HTTP-POST'].map((name) => ({ Binding: BINDING + name, Location: url }));

function entities(options: SpOptions): {
  sp: ReturnType<typeof samlify.ServiceProvider>;
  idp: ReturnType<typeof samlify.IdentityProvider>;
} {
  samlify.setSchemaValidator({ validate: () => Promise.resolve('the schemas have a test of their own') });
  const { keys } = options;
  return {
    sp: samlify.ServiceProvider({
      entityID: SP_ENTITY,
      authnRequestsSigned: options.sign,
      wantAssertionsSigned: true,
      wantMessageSigned: true,
      wantLogoutResponseSigned: true,
      wantLogoutRequestSigned: true,
      privateKey: keys.privateKeyPem,
      signingCert: keys.certificatePem,
      signatureConfig: {
        prefix: 'ds',
        location: { reference: "/*[local-name(.)='AuthnRequest']/*[local-name(.)='Issuer']", action: 'after' },
      },
      requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      ...(options.encrypted !== undefined
        ? { encPrivateKey: keys.privateKeyPem, encryptCert: keys.certificatePem, isAssertionEncrypted: true }
        : {}),
      ...(options.nameIdFormat === undefined ? {} : { nameIDFormat: [options.nameIdFormat], allowCreate: true }),
      assertionConsumerService: [{ Binding: `${BINDING}HTTP-POST`, Location: SP_ACS }],
      singleLogoutService: endpoints(SP_SLO),
    }),
    idp: samlify.IdentityProvider({
      entityID: IDP.entityId,
      signingCert: [...options.idpCertificates],
      wantAuthnRequestsSigned: options.sign,
      wantLogoutRequestSigned: true,
      wantLogoutResponseSigned: true,
      ...(options.encrypted !== undefined ? { isAssertionEncrypted: true } : {}),
      singleSignOnService: endpoints(IDP.ssoUrl),
      singleLogoutService: endpoints(IDP.sloUrl),
    }),
  };
}

/** samlify's service provider role, which better-auth stands on. */
export const SAMLIFY: SpLibrary = {
  name: 'samlify',
  cannot: ['passive'],
  app: (options) => {
    const { sp, idp } = entities(options);
    const forced = options.forced === true ? { forceAuthn: true } : {};
    return appOf({
      begin: (): Promise<Next> => {
        const made = sp.createLoginRequest(idp, options.binding, { relayState: '/start', ...forced }) as {
          context: string;
          entityEndpoint?: string;
        };
        return Promise.resolve(
          options.binding === 'redirect'
            ? { url: made.context }
            : { action: made.entityEndpoint ?? '', fields: { SAMLRequest: made.context, RelayState: '/start' } },
        );
      },
      accept: async (samlResponse): Promise<Identity> => {
        const { extract } = await sp.parseLoginResponse(idp, 'post', { body: { SAMLResponse: samlResponse } });
        const read = extract as { nameID: string; sessionIndex?: { sessionIndex?: string } };
        const sessionIndex = read.sessionIndex?.sessionIndex;
        return { nameId: read.nameID, ...(sessionIndex === undefined ? {} : { sessionIndex }) };
      },
      leave: ({ nameId, sessionIndex }) => {
        const user = { logoutNameID: nameId, sessionIndex: sessionIndex ?? '' };
        return Promise.resolve({ url: sp.createLogoutRequest(idp, 'redirect', user).context });
      },
      leaving: async (url, query) => {
        const octetString = url.slice(url.indexOf('?') + 1).replace(/&Signature=.*/, '');
        if (query['SAMLResponse'] !== undefined) {
          await sp.parseLogoutResponse(idp, 'redirect', { query, octetString });
          return undefined;
        }
        const { extract } = await sp.parseLogoutRequest(idp, 'redirect', { query, octetString });
        return {
          url: sp.createLogoutResponse(idp, { extract }, 'redirect', query['RelayState'] ?? '').context,
        };
      },
    });
  },
};
