import { inflateRawSync } from 'node:zlib';
import { SAML, ValidateInResponseTo, type Profile } from '@node-saml/node-saml';
import type supertest from 'supertest';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { sloUrlOf, type Application, type SsoSettings } from '../../src/core/application';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { listEvents } from '../../src/store/events';
import { getCurrentCertificate } from '../../src/store/sign-on/certificates';
import type { TestOptions } from '../support/passo';
import { startWebBench, type WebBench } from '../vulnerabilities/web-bench';
import type { BrowserSession } from './browser-session';

/** A service provider on node-saml, which judges what Passo sends and writes what Passo has to take. */
export interface TestSp {
  readonly application: Application;
  readonly entityId: string;
  readonly keys: KeyPair;
  readonly sloUrl: string;
  /** Our logout address for it. */
  readonly passoUrl: string;
  readonly saml: SAML;
}

/** The product, a person who may use every application that is added, and ways to look at what happened. */
export interface LogoutBench extends WebBench {
  readonly addSp: (settings?: Partial<SsoSettings>) => Promise<TestSp>;
  /** Signs on from the tile and lets node-saml judge the Response. */
  readonly signOn: (browser: BrowserSession, sp: TestSp) => Promise<Profile>;
  /** Whether the browser is signed in to Passo. */
  readonly isIn: (browser: BrowserSession) => Promise<boolean>;
  /** Codes of the sso_logout events, newest first; "ok" for those that went well. */
  readonly outcomes: () => Promise<string[]>;
}

/** Starts it. */
export async function startLogoutBench(options: TestOptions = {}): Promise<LogoutBench> {
  const bench = await startWebBench(options);
  const { context } = bench.passo;
  let count = 0;
  return {
    ...bench,
    addSp: async (settings = {}) => {
      count += 1;
      const host = `https://sp${count}.example`;
      const added = await addApplication(context, bench.actor, {
        ...{
          connectorId: 'custom-saml',
          label: `App ${count}`,
          slug: `sp-${count}`,
          showInPortal: true,
          variables: {},
        },
      });
      if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
      const keys = await makeKeyPair({ commonName: `sp${count}`, now: Date.now(), validDays: 30 });
      const entityId = `${host}/metadata`;
      const sso: SsoSettings = {
        ...added.sso,
        ...{ spEntityId: entityId, acs: [{ url: `${host}/acs`, isDefault: true }] },
        ...{ spCertificates: [keys.certificatePem], slo: [{ binding: 'redirect', url: `${host}/slo` }], ...settings },
      };
      const application = await configureSso(context, bench.actor, added.id, { sso, active: true });
      await setGroupsOfApplication(context, bench.actor, application.id, [bench.group.id]);
      const passoUrl = sloUrlOf(context.config.baseUrl, application.slug);
      const idp = await getCurrentCertificate(context.db, application.id);
      const saml = new SAML({
        ...{ entryPoint: 'https://unused.example', issuer: entityId, callbackUrl: `${host}/acs`, audience: entityId },
        ...{ idpCert: idp.pem, privateKey: keys.privateKeyPem, publicCert: keys.certificatePem },
        ...{ signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256', identifierFormat: null },
        ...{ wantAssertionsSigned: true, wantAuthnResponseSigned: true, logoutUrl: passoUrl },
        ...{ idpIssuer: `${context.config.baseUrl}/saml2/${application.slug}/metadata` },
        validateInResponseTo: ValidateInResponseTo.ifPresent,
      });
      return { application, entityId, keys, sloUrl: `${host}/slo`, passoUrl, saml };
    },
    signOn: async (browser, sp) => {
      const page = await browser.agent.get(`/apps/${sp.application.slug}`).expect(200);
      const SAMLResponse = /name="SAMLResponse" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const { profile } = await sp.saml.validatePostResponseAsync({ SAMLResponse });
      if (profile === null) throw new Error('The Response holds no assertion.');
      return profile;
    },
    isIn: async (browser) => (await browser.agent.get('/')).status === 200,
    outcomes: async () => {
      await context.journal.flush();
      const events = await listEvents(context.db, { name: 'sso_logout', take: 100 });
      return events.map(({ payload }) => (payload as { code?: string }).code ?? 'ok');
    },
  };
}

/** The path of an address of Passo, for requests of the test's browser. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Where an answer sends the browser: by its header, whichever of the two it has. */
export function whereTo(response: supertest.Response): string {
  const header = (name: string): string | undefined => response.headers[name];
  return header('location') ?? header('refresh')?.replace(/^0; url=/, '') ?? '';
}

/** The message in an address, inflated, with its parameters. */
export function messageIn(url: string): {
  xml: string;
  relayState: string | null;
  query: URLSearchParams;
  raw: string;
} {
  const { searchParams, search } = new URL(url);
  const message = searchParams.get('SAMLRequest') ?? searchParams.get('SAMLResponse') ?? '';
  const xml = inflateRawSync(Buffer.from(message, 'base64')).toString('utf8');
  return { xml, relayState: searchParams.get('RelayState'), query: searchParams, raw: search.slice(1) };
}

/** Lets node-saml judge a message that came by Redirect, with its signature. */
export function judge(sp: TestSp, url: string): Promise<{ profile: Profile | null; loggedOut: boolean }> {
  const { query, raw } = messageIn(url);
  if (query.get('Signature') === null) throw new Error('The message is not signed.');
  return sp.saml.validateRedirectAsync(Object.fromEntries(query), raw);
}
