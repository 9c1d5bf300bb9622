import { createRequire } from 'node:module';
import { deflateRawSync } from 'node:zlib';
import saml20 from '@boxyhq/saml20';
import { IDP, appOf, SP_ACS, SP_ENTITY, type Identity, type Next, type SpLibrary } from './sp-app';

type Done<Value> = (error: Error | null, value: Value, more?: string) => void;
type Options = Readonly<Record<string, unknown>>;

/** saml2-js comes without types; this is what the tests use of it. */
interface Saml2 {
  readonly ServiceProvider: new (options: Options) => {
    create_login_request_url(idp: object, options: Options, done: Done<string>): void;
    create_authn_request_xml(idp: object, options: Options): string;
    post_assert(idp: object, options: Options, done: Done<{ user: { name_id: string; session_index?: string } }>): void;
    redirect_assert(
      idp: object,
      options: Options,
      done: Done<{ type: string; response_header?: { id: string } }>,
    ): void;
    create_logout_request_url(idp: object, options: Options, done: Done<string>): void;
    create_logout_response_url(idp: object, options: Options, done: Done<string>): void;
  };
  readonly IdentityProvider: new (options: Options) => object;
}
const saml2 = createRequire(__filename)('saml2-js') as Saml2;

function promised<Value>(run: (done: Done<Value>) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    run((error, value) => (error === null ? resolve(value) : reject(error)));
  });
}

/** saml2-js: no schema, no library in common with the others but xml-crypto. */
export const SAML2_JS: SpLibrary = {
  name: 'saml2-js',
  cannot: ['signed-post', 'passive'],
  app: ({ binding, sign, keys, idpCertificates, nameIdFormat, forced, encrypted }) => {
    const sp = new saml2.ServiceProvider({
      ...{ entity_id: SP_ENTITY, assert_endpoint: SP_ACS, notbefore_skew: 0 },
      ...{ private_key: keys.privateKeyPem, certificate: keys.certificatePem },
      ...{ sign_get_request: sign, allow_unencrypted_assertion: encrypted === undefined, force_authn: forced === true },
      ...(nameIdFormat === undefined ? {} : { nameid_format: nameIdFormat }),
    });
    const idp = new saml2.IdentityProvider({
      ...{ sso_login_url: IDP.ssoUrl, sso_logout_url: IDP.sloUrl, certificates: [...idpCertificates] },
      allow_unencrypted_assertion: encrypted === undefined,
    });
    return appOf({
      begin: async (): Promise<Next> => {
        if (binding === 'redirect') {
          const options = { relay_state: '/start' };
          return { url: await promised<string>((done) => sp.create_login_request_url(idp, options, done)) };
        }
        const xml = sp.create_authn_request_xml(idp, {});
        return {
          action: IDP.ssoUrl,
          fields: { SAMLRequest: Buffer.from(xml).toString('base64'), RelayState: '/start' },
        };
      },
      accept: async (samlResponse): Promise<Identity> => {
        const options = { request_body: { SAMLResponse: samlResponse } };
        const { user } = await promised<{ user: { name_id: string; session_index?: string } }>((done) =>
          sp.post_assert(idp, options, done),
        );
        return {
          nameId: user.name_id,
          ...(user.session_index === undefined ? {} : { sessionIndex: user.session_index }),
        };
      },
      leave: async ({ nameId, sessionIndex }) => {
        const options = { name_id: nameId, session_index: sessionIndex, sign_get_request: true };
        return { url: await promised<string>((done) => sp.create_logout_request_url(idp, options, done)) };
      },
      leaving: async (_url, query) => {
        const read = await promised<{ type: string; response_header?: { id: string } }>((done) =>
          sp.redirect_assert(idp, { request_body: query }, done),
        );
        if (read.type !== 'logout_request') return undefined;
        const options = {
          ...{ in_response_to: read.response_header?.id, sign_get_request: true, relay_state: query['RelayState'] },
        };
        return { url: await promised<string>((done) => sp.create_logout_response_url(idp, options, done)) };
      },
    });
  },
};

/** @boxyhq/saml20, which saml-jackson stands on: it signs inside the message, over Redirect as well. */
export const BOXYHQ: SpLibrary = {
  name: '@boxyhq/saml20',
  cannot: ['logout'],
  app: ({ binding, sign, keys, idpCertificates, nameIdFormat, forced, passive, encrypted }) => {
    let asked: string | undefined;
    return appOf({
      begin: () => {
        const { id, request } = saml20.request({
          ...{ ssoUrl: IDP.ssoUrl, entityID: SP_ENTITY, callbackUrl: SP_ACS },
          ...{ isPassive: passive === true, forceAuthn: forced === true },
          ...(nameIdFormat === undefined ? {} : { identifierFormat: nameIdFormat }),
          ...(sign ? { signingKey: keys.privateKeyPem, publicKey: keys.certificatePem } : {}),
        } as Parameters<typeof saml20.request>[0]);
        asked = id;
        if (binding === 'post') {
          const fields = { SAMLRequest: Buffer.from(request).toString('base64'), RelayState: '/start' };
          return Promise.resolve({ action: IDP.ssoUrl, fields });
        }
        const query = new URLSearchParams({
          SAMLRequest: deflateRawSync(request).toString('base64'),
          RelayState: '/start',
        });
        return Promise.resolve({ url: `${IDP.ssoUrl}?${query.toString()}` });
      },
      accept: async (samlResponse) => {
        const xml = Buffer.from(samlResponse, 'base64').toString('utf8');
        const profile = (await saml20.validate(xml, {
          publicKey: idpCertificates[0]?.replace(/-----[^-]+-----|\s/g, ''),
          audience: SP_ENTITY,
          ...(asked === undefined ? {} : { inResponseTo: asked }),
          ...(encrypted !== undefined ? { privateKey: keys.privateKeyPem } : {}),
        })) as unknown as { claims: Record<string, string>; sessionIndex?: string };
        const name = profile.claims['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier'] ?? '';
        return { nameId: name };
      },
    });
  },
};
