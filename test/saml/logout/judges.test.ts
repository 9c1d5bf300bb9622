import { SAML, ValidateInResponseTo, type Profile } from '@node-saml/node-saml';
import * as samlify from 'samlify';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { readPostLogout, readRedirectLogout } from '../../../src/saml/bindings';
import { postFields, redirectUrl } from '../../../src/saml/logout/outgoing';
import { verifyLogoutRequest } from '../../../src/saml/logout/logout-request';
import { verifyLogoutResponse } from '../../../src/saml/logout/logout-response';
import {
  PARTLY_SIGNED_OUT,
  SIGNED_OUT,
  writeLogoutRequest,
  writeLogoutResponse,
  type MessageSigner,
} from '../../../src/saml/logout/write';
import { prepareSigningKey, type SigningHash } from '../../../src/saml/response/response-signature';
import '../samlify-support';
import { IDP, SP } from '../support';
import { expectedLogout, SLO_URL } from './support';

const SP_SLO = 'https://sp.example.net/saml/slo';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const NAME = { format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', value: 'anna@example.com' };
const HASHES: readonly (SigningHash | undefined)[] = ['sha256', 'sha512'];

/** saml2-js brings no types: what of it is used here. */
type Done = (error: Error | null, made: string) => void;
type Asserted = (error: Error | null, answer: { readonly type: string }) => void;
interface Saml2Provider {
  redirect_assert(idp: object, options: object, done: Asserted): void;
  post_assert(idp: object, options: object, done: Asserted): void;
  create_logout_request_url(idp: object, options: object, done: Done): void;
  create_logout_response_url(idp: object, options: object, done: Done): void;
}
interface Saml2 {
  readonly ServiceProvider: new (options: object) => Saml2Provider;
  readonly IdentityProvider: new (options: object) => object;
}
const { ServiceProvider, IdentityProvider } = jest.requireActual<Saml2>('saml2-js');

let ours: KeyPair;
let theirs: KeyPair;
beforeAll(async () => {
  [ours, theirs] = [
    await makeKeyPair({ commonName: 'idp', now: Date.now(), validDays: 10 }),
    await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 10 }),
  ];
});

const signer = (hash?: SigningHash): MessageSigner => ({
  key: prepareSigningKey({ ...ours, privateKeyPem: ours.privateKeyPem }),
  hash,
});
const request = (by?: MessageSigner): string =>
  writeLogoutRequest(
    {
      ...{ id: '_r1', issuer: IDP, destination: SP_SLO, nameId: NAME, sessionIndexes: ['_index'], now: Date.now() },
    },
    by,
  );
const response = (status = SIGNED_OUT, by?: MessageSigner): string =>
  writeLogoutResponse(
    { id: '_a1', issuer: IDP, destination: SP_SLO, inResponseTo: '_their1', status, now: Date.now() },
    by,
  );
const expected = () => expectedLogout({ spCertificates: [theirs.certificatePem] }, Date.now());

function nodeSaml(): SAML {
  return new SAML({
    ...{ entryPoint: SLO_URL, logoutUrl: SLO_URL, issuer: SP, callbackUrl: 'https://sp.example.net/saml/acs' },
    ...{ idpCert: ours.certificatePem, idpIssuer: IDP, privateKey: theirs.privateKeyPem },
    ...{ publicCert: theirs.certificatePem, signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' },
    ...{ identifierFormat: null, validateInResponseTo: ValidateInResponseTo.never },
  });
}

function samlifyPair(): { provider: samlify.ServiceProviderInstance; issuer: samlify.IdentityProviderInstance } {
  const both = (Location: string) => [REDIRECT, POST].map((Binding) => ({ Binding, Location }));
  return {
    provider: samlify.ServiceProvider({
      ...{ entityID: SP, singleLogoutService: both(SP_SLO), nameIDFormat: [NAME.format] },
      assertionConsumerService: [{ Binding: POST, Location: 'https://sp.example.net/saml/acs' }],
      ...{ privateKey: theirs.privateKeyPem, signingCert: theirs.certificatePem },
      ...{ wantLogoutRequestSigned: true, wantLogoutResponseSigned: true },
      requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      signatureConfig: { prefix: 'ds', location: { reference: "//*[local-name(.)='Issuer']", action: 'after' } },
    }),
    issuer: samlify.IdentityProvider({
      ...{ entityID: IDP, signingCert: ours.certificatePem, singleSignOnService: both(SLO_URL) },
      ...{ singleLogoutService: both(SLO_URL), wantLogoutRequestSigned: true, wantLogoutResponseSigned: true },
    }),
  };
}

/** What a web framework hands over of an address. */
function queryOf(url: string): { query: Record<string, string>; raw: string; octetString: string } {
  const { searchParams, search } = new URL(url);
  const raw = search.slice(1);
  return { query: Object.fromEntries(searchParams), raw, octetString: raw.replace(/&Signature=.*$/, '') };
}

describe.each(HASHES)('what Passo writes with %s is accepted', (hash) => {
  const byRedirect = (parameter: 'SAMLRequest' | 'SAMLResponse', xml: string, relayState?: string): string =>
    redirectUrl({ url: SP_SLO, parameter, xml, relayState }, signer(hash));

  test('by node-saml: requests', async () => {
    const { query, raw } = queryOf(byRedirect('SAMLRequest', request()));
    const redirected = await nodeSaml().validateRedirectAsync(query, raw);
    const fields = postFields('SAMLRequest', request(signer(hash)));
    const posted = await nodeSaml().validatePostRequestAsync({ SAMLRequest: fields['SAMLRequest'] ?? '' });
    for (const { profile, loggedOut } of [redirected, posted]) {
      expect(loggedOut).toBe(true);
      expect(profile).toMatchObject({
        ID: '_r1',
        nameID: NAME.value,
        nameIDFormat: NAME.format,
        sessionIndex: '_index',
      });
    }
  });

  test('by node-saml: answers', async () => {
    const { query, raw } = queryOf(byRedirect('SAMLResponse', response(), 'state & more'));
    expect(await nodeSaml().validateRedirectAsync(query, raw)).toEqual({ profile: null, loggedOut: true });
    const fields = postFields('SAMLResponse', response(PARTLY_SIGNED_OUT, signer(hash)), 'x');
    const SAMLResponse = fields['SAMLResponse'] ?? '';
    expect(await nodeSaml().validatePostResponseAsync({ SAMLResponse })).toMatchObject({ loggedOut: true });
    await expect(
      nodeSaml().validateRedirectAsync(query, raw.replace('RelayState=state', 'RelayState=other')),
    ).rejects.toThrow(/signature/i);
  });

  test('by samlify: requests and answers', async () => {
    const { provider, issuer } = samlifyPair();
    const ways = {
      redirect: (parameter: 'SAMLRequest' | 'SAMLResponse', xml: string) => queryOf(byRedirect(parameter, xml, 's')),
      post: (parameter: 'SAMLRequest' | 'SAMLResponse', xml: string) => ({ body: postFields(parameter, xml) }),
    } as const;
    for (const binding of ['redirect', 'post'] as const) {
      const by = binding === 'post' ? signer(hash) : undefined;
      const asked = await provider.parseLogoutRequest(issuer, binding, ways[binding]('SAMLRequest', request(by)));
      expect(asked.extract).toMatchObject({ issuer: IDP, nameID: NAME.value, request: { id: '_r1' } });
      const answered = await provider.parseLogoutResponse(
        issuer,
        binding,
        ways[binding]('SAMLResponse', response(SIGNED_OUT, by)),
      );
      expect(answered.extract).toMatchObject({ issuer: IDP, response: { inResponseTo: '_their1' } });
    }
  });

  test('by saml2-js: requests and answers', async () => {
    const assert = (way: 'redirect_assert' | 'post_assert', fields: Record<string, string>) => {
      const { provider, idp } = saml2();
      return new Promise<{ readonly type: string }>((done, fail) => {
        const options = { request_body: fields, allow_unencrypted_assertion: true };
        provider[way](idp, options, (error, answer) => (error ? fail(error) : done(answer)));
      });
    };
    const asked = { type: 'logout_request', name_id: NAME.value, session_index: '_index', issuer: IDP };
    expect(await assert('redirect_assert', queryOf(byRedirect('SAMLRequest', request())).query)).toMatchObject(asked);
    expect(await assert('post_assert', { ...postFields('SAMLRequest', request(signer(hash))) })).toMatchObject(asked);
    const answer = { type: 'logout_response', response_header: { in_response_to: '_their1', destination: SP_SLO } };
    expect(await assert('redirect_assert', queryOf(byRedirect('SAMLResponse', response())).query)).toMatchObject(
      answer,
    );
    expect(
      await assert('post_assert', { ...postFields('SAMLResponse', response(SIGNED_OUT, signer(hash))) }),
    ).toMatchObject(answer);
  });
});

function saml2(): { provider: Saml2Provider; idp: object } {
  return {
    provider: new ServiceProvider({
      ...{ entity_id: SP, private_key: theirs.privateKeyPem, certificate: theirs.certificatePem },
      ...{ assert_endpoint: 'https://sp.example.net/saml/acs', sign_get_request: true },
    }),
    idp: new IdentityProvider({
      ...{ sso_login_url: SLO_URL, sso_logout_url: SLO_URL, certificates: [ours.certificatePem] },
    }),
  };
}

describe('Passo accepts', () => {
  const person: Profile = { issuer: IDP, nameID: NAME.value, nameIDFormat: NAME.format, sessionIndex: '_index' };
  const read = (url: string) => readRedirectLogout(queryOf(url).raw);
  const asked = { nameId: { value: NAME.value }, sessionIndexes: ['_index'], signed: true };

  test('what node-saml sends', async () => {
    expect(
      verifyLogoutRequest(read(await nodeSaml().getLogoutUrlAsync(person, 'state', {})), expected()),
    ).toMatchObject({ ...asked, relayState: 'state' });
    const url = await nodeSaml().getLogoutResponseUrlAsync({ ...person, ID: '_ours' }, '', {}, true);
    expect(verifyLogoutResponse(read(url), expected())).toMatchObject({ inResponseTo: '_ours', outcome: 'signed-out' });
    const no = await nodeSaml().getLogoutResponseUrlAsync({ ...person, ID: '_ours' }, '', {}, false);
    expect(verifyLogoutResponse(read(no), expected())).toMatchObject({
      outcome: 'refused',
      detail: 'Requester, UnknownPrincipal',
    });
  });

  test('what saml2-js sends', async () => {
    const { provider, idp } = saml2();
    const options = { name_id: NAME.value, session_index: '_index', sign_get_request: true, relay_state: 'state' };
    const url = await new Promise<string>((done, fail) =>
      provider.create_logout_request_url(idp, options, (error, made) => (error ? fail(error) : done(made))),
    );
    expect(verifyLogoutRequest(read(url), expected())).toMatchObject(asked);
    const back = await new Promise<string>((done, fail) =>
      provider.create_logout_response_url(idp, { in_response_to: '_ours', sign_get_request: true }, (error, made) =>
        error ? fail(error) : done(made),
      ),
    );
    expect(verifyLogoutResponse(read(back), expected())).toMatchObject({ outcome: 'signed-out' });
  });

  test('what samlify sends, by both bindings', async () => {
    const { provider, issuer } = samlifyPair();
    const user = { logoutNameID: NAME.value, sessionIndex: '_index' };
    const redirected = provider.createLogoutRequest(issuer, 'redirect', user, { relayState: 'state' });
    expect(verifyLogoutRequest(read(redirected.context), expected())).toMatchObject({ ...asked, relayState: 'state' });
    const posted = provider.createLogoutRequest(issuer, 'post', user, {});
    const message = readPostLogout({ SAMLRequest: posted.context });
    expect(verifyLogoutRequest(message, expected())).toMatchObject(asked);
    const info = { extract: { request: { id: '_ours' } } };
    const back = provider.createLogoutResponse(issuer, info, 'redirect', {});
    expect(verifyLogoutResponse(read(back.context), expected())).toMatchObject({
      inResponseTo: '_ours',
      outcome: 'signed-out',
    });
    const form = provider.createLogoutResponse(issuer, info, 'post', {});
    expect(verifyLogoutResponse(readPostLogout({ SAMLResponse: form.context }), expected())).toMatchObject({
      ...{ inResponseTo: '_ours', outcome: 'signed-out' },
    });
  });
});

describe('addresses and keys', () => {
  test('a query that the address has stays, and another alphabet is brought into ASCII', () => {
    const url = redirectUrl(
      { url: 'https://sp.example.net/slo/ß?a=1', parameter: 'SAMLRequest', xml: '<x/>' },
      signer(),
    );
    expect(url).toMatch(/^https:\/\/sp\.example\.net\/slo\/%C3%9F\?a=1&SAMLRequest=/);
    expect(url).toMatch(/^[\x21-\x7e]+$/);
  });

  test('an EC key signs both ways', async () => {
    const ec = await makeKeyPair({ commonName: 'idp', now: Date.now(), validDays: 10, kind: 'ec-p256' });
    const key = { key: prepareSigningKey(ec) };
    const expectedOfUs = {
      ...expectedLogout({ spEntityId: IDP, spCertificates: [ec.certificatePem] }, Date.now()),
      sloUrl: SP_SLO,
    };
    const url = redirectUrl({ url: SP_SLO, parameter: 'SAMLRequest', xml: request() }, key);
    expect(verifyLogoutRequest(readRedirectLogout(queryOf(url).raw), expectedOfUs).signed).toBe(true);
    const fields = postFields('SAMLRequest', request(key));
    expect(verifyLogoutRequest(readPostLogout(fields), expectedOfUs).signed).toBe(true);
  });
});
