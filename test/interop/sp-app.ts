import express, { type ErrorRequestHandler, type Express } from 'express';
import type { AssertionEncryption } from '../../src/core/application';
import type { KeyPair } from '../../src/saml/key-pair';
import { IDP_ENTITY, SSO_URL } from '../support/saml/sign-on-probe';

/** Where the service provider of the tests stands. */
export const SP_ORIGIN = 'https://sp.example:8443';
export const SP_ENTITY = 'https://sp.example/metadata';
export const SP_ACS = `${SP_ORIGIN}/saml/acs`;
export const SP_SLO = `${SP_ORIGIN}/saml/slo`;
export const IDP = { entityId: IDP_ENTITY, ssoUrl: SSO_URL, sloUrl: `${SSO_URL}/slo` };

/** How a service provider is set up, in the words of none of the libraries. */
export interface SpOptions {
  readonly binding: 'redirect' | 'post';
  readonly sign: boolean;
  readonly keys: KeyPair;
  /** Certificates of the identity provider, from its metadata. */
  readonly idpCertificates: readonly string[];
  readonly nameIdFormat?: string;
  readonly passive?: boolean;
  readonly forced?: boolean;
  /** Assertions come encrypted, with this cipher. */
  readonly encrypted?: AssertionEncryption['algorithm'];
}

/** Who signed on, as a library read it of the Response. */
export interface Identity {
  readonly nameId: string;
  readonly format?: string;
  readonly sessionIndex?: string;
}

/** Where the browser goes next: an address, or a form that sends itself. */
export type Next =
  { readonly url: string } | { readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** A service provider as one library makes it. */
export interface SpRole {
  /** Begins a sign-on. */
  readonly begin: () => Promise<Next>;
  /** Reads the Response, or says why not by an error. */
  readonly accept: (samlResponse: string) => Promise<Identity>;
  /** Begins a sign-out of the person. */
  readonly leave?: (identity: Identity) => Promise<Next>;
  /** Takes a logout message by Redirect: where its answer goes, or nothing when it is an answer itself. */
  readonly leaving?: (url: string, query: Readonly<Record<string, string>>) => Promise<Next | undefined>;
}

/** A library, and what it can't do. */
export interface SpLibrary {
  readonly name: string;
  readonly app: (options: SpOptions) => Express;
  /** Signs inside the message also over Redirect, or can't send by POST at all; what else its sources rule out. */
  readonly cannot?: readonly ('post' | 'signed-post' | 'passive' | 'forced' | 'formats' | 'logout')[];
}

/** The pages of a service provider: it tells what it read, and why it refused. */
export function appOf(role: SpRole): Express {
  const app = express();
  app.use(express.urlencoded({ extended: false, limit: '1mb' }));
  let signedOn: Identity | undefined;
  const go = (response: express.Response, next: Next): void => {
    if ('url' in next) return response.redirect(next.url);
    const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    const inputs = Object.entries(next.fields).map(
      ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
    );
    response.send(`<form method="post" action="${escape(next.action)}">${inputs.join('')}</form>`);
  };
  app.get('/login', async (_request, response) => go(response, await role.begin()));
  app.post('/saml/acs', async (request, response) => {
    const form = request.body as { SAMLResponse?: string; RelayState?: string };
    signedOn = await role.accept(form.SAMLResponse ?? '');
    response.json({ ...signedOn, relayState: form.RelayState });
  });
  app.get('/logout', async (_request, response) => {
    if (signedOn === undefined || role.leave === undefined) throw new Error('nobody is signed on');
    go(response, await role.leave(signedOn));
  });
  app.get('/saml/slo', async (request, response) => {
    const next = await role.leaving?.(request.url, request.query as Record<string, string>);
    signedOn = undefined;
    if (next === undefined) response.json({ signedOut: true });
    else go(response, next);
  });
  app.get('/who', (_request, response) => void response.json(signedOn ?? null));
  app.use(refused);
  return app;
}

/** What a person at a service provider reads of an error. */
export const refused: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  response.status(401).json({ refused: error instanceof Error ? error.message : String(error) });
};
