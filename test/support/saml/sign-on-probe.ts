import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { configureSso } from '../../../src/actions/applications/configure';
import { changeMembers } from '../../../src/actions/groups/members';
import { signingCertificateOf } from '../../../src/core/certificate';
import type { SsoSettings } from '../../../src/core/application';
import type { EventId } from '../../../src/core/ids';
import { getApplication } from '../../../src/store/applications';
import { findEvent } from '../../../src/store/events';
import { findUserByLogin } from '../../../src/store/users';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import {
  ACS,
  ENTITY,
  FORM,
  formBody,
  startWebBench,
  type Answer,
  type WebBench,
} from '../../vulnerabilities/web-bench';

/** The second address that the application has registered, with the index 7. */
export const ACS_TWO = 'https://sp.example:8443/saml/acs2';
export const SSO_URL = 'http://localhost:9999/saml2/atlas';
export const IDP_ENTITY = `${SSO_URL}/metadata`;

/** What became of a message: the end of every redirect within the product. */
export type Outcome =
  | { readonly kind: 'page'; readonly status: number; readonly code: string; readonly text: string }
  | { readonly kind: 'sign-in' }
  | {
      readonly kind: 'posted';
      readonly acsUrl: string;
      readonly relayState?: string;
      readonly xml: string;
      readonly inResponseTo?: string;
      /** The last parts of the status codes, top level first. */
      readonly status: readonly string[];
      readonly nameId?: { readonly value: string; readonly format: string };
      readonly contextClass?: string;
    };

/** How a message is sent. */
export interface Sending {
  readonly relayState?: string;
  /** Somebody who is not signed in. */
  readonly nobody?: boolean;
  /** Somebody else's session. */
  readonly cookie?: string;
  readonly slug?: string;
}

/** A product with an application that takes requests as they are told here. */
export interface SignOnProbe {
  readonly bench: WebBench;
  /** The session of noor.abadi. */
  readonly cookie: string;
  /** Lets a person use the application. */
  readonly grant: (username: string) => Promise<void>;
  /** Changes the application's settings; what was changed before is taken back. */
  readonly configure: (change: Partial<SsoSettings>) => Promise<void>;
  readonly byPost: (xml: string | Buffer, sending?: Sending) => Promise<Outcome>;
  readonly byRedirect: (xml: string | Buffer, sending?: Sending) => Promise<Outcome>;
  /** Sends a query as it stands. */
  readonly byQuery: (query: string, sending?: Sending) => Promise<Outcome>;
  /** Sends a form's body as it stands. */
  readonly byBody: (
    body: string | Buffer,
    headers?: Readonly<Record<string, string>>,
    sending?: Sending,
  ) => Promise<Outcome>;
  /** Goes on with what the product answered. */
  readonly follow: (answer: Answer, sending?: Sending) => Promise<Outcome>;
  readonly stop: () => Promise<void>;
}

/** Starts the product with one application, and signs its person in. */
export async function startSignOnProbe(): Promise<SignOnProbe> {
  const bench = await startWebBench();
  const cookie = await bench.cookieFor('noor.abadi');
  const { context } = bench.passo;
  const first = (await getApplication(context.db, bench.application.id)).sso;
  if (first === undefined) throw new Error('The application has SAML settings.');
  const plain: SsoSettings = {
    ...first,
    acs: [
      { url: ACS, index: 0, isDefault: true },
      { url: ACS_TWO, index: 7, isDefault: false },
    ],
  };
  const configure = async (change: Partial<SsoSettings>): Promise<void> => {
    await configureSso(context, bench.actor, bench.application.id, { sso: { ...plain, ...change }, active: true });
  };
  await configure({});

  const headersOf = (sending: Sending): Record<string, string> =>
    sending.nobody === true ? {} : { Cookie: sending.cookie ?? cookie };
  const grant = async (username: string): Promise<void> => {
    const user = await findUserByLogin(context.db, username);
    await changeMembers(context, bench.actor, bench.group.id, { add: user === undefined ? [] : [user.id], remove: [] });
  };
  const byBody: SignOnProbe['byBody'] = async (body, headers = {}, sending = {}) =>
    follow(
      await bench.shoot({
        method: 'POST',
        path: `/saml2/${sending.slug ?? 'atlas'}`,
        headers: { ...FORM, ...headersOf(sending), ...headers },
        body,
      }),
      sending,
    );
  const byQuery: SignOnProbe['byQuery'] = async (query, sending = {}) =>
    follow(
      await bench.shoot({ path: `/saml2/${sending.slug ?? 'atlas'}?${query}`, headers: headersOf(sending) }),
      sending,
    );

  async function follow(answer: Answer, sending: Sending = {}): Promise<Outcome> {
    const location = answer.headers.location;
    if (answer.status === 303 && location !== undefined) {
      if (location.startsWith('/login')) return { kind: 'sign-in' };
      if (!/^\/(?!\/)/.test(location)) throw new Error(`sent away to ${location}`);
      return follow(await bench.shoot({ path: location, headers: headersOf(sending) }), sending);
    }
    if (answer.text.includes('name="SAMLResponse"')) return posted(answer);
    await context.journal.flush();
    const id = /Event\s+([0-9A-Z]{26})/.exec(answer.text)?.[1];
    const event = id === undefined ? undefined : await findEvent(context.db, id as EventId);
    const { code } = (event?.payload ?? {}) as { code?: string };
    return { kind: 'page', status: answer.status, code: code ?? '', text: answer.text };
  }

  async function posted({ status, text }: Answer): Promise<Outcome> {
    if (status !== 200) throw new Error(`a form for the application came with ${status}`);
    const acsUrl = unescape(/<form[^>]* action="([^"]*)"/.exec(text)?.[1] ?? '');
    const relayState = /name="RelayState" value="([^"]*)"/.exec(text)?.[1];
    const xml = Buffer.from(/name="SAMLResponse" value="([^"]*)"/.exec(text)?.[1] ?? '', 'base64').toString('utf8');
    const certificates = await listCertificates(context.db, bench.application.id);
    const pem = signingCertificateOf(certificates, context.clock())?.pem ?? '';
    return {
      kind: 'posted',
      acsUrl,
      ...(relayState === undefined ? {} : { relayState: unescape(relayState) }),
      ...readSigned(xml, pem),
    };
  }

  return {
    ...{ bench, cookie, grant, configure, byBody, byQuery, follow },
    byPost: (xml, sending = {}) =>
      byBody(
        formBody({
          SAMLRequest: Buffer.from(xml).toString('base64'),
          ...(sending.relayState === undefined ? {} : { RelayState: sending.relayState }),
        }),
        {},
        sending,
      ),
    byRedirect: (xml, sending = {}) => {
      const relayState =
        sending.relayState === undefined ? '' : `&RelayState=${encodeURIComponent(sending.relayState)}`;
      return byQuery(`SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}${relayState}`, sending);
    },
    stop: () => bench.stop(),
  };
}

/** Reads a Response whose own signature verifies with a certificate; anything else fails the test. */
function readSigned(
  xml: string,
  certificatePem: string,
): Pick<Extract<Outcome, { kind: 'posted' }>, 'xml' | 'inResponseTo' | 'status' | 'nameId' | 'contextClass'> {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  const own = Array.from(root.childNodes).find((node) => (node as Element).localName === 'Signature');
  if (own === undefined) throw new Error('the Response has no signature of its own');
  const checker = new SignedXml({ publicCert: certificatePem, getCertFromKeyInfo: () => null });
  checker.loadSignature(own);
  if (!checker.checkSignature(xml)) throw new Error('the signature of the Response does not verify');
  const all = (name: string): Element[] => Array.from(root.getElementsByTagNameNS('*', name));
  const nameId = all('NameID')[0];
  const contextClass = all('AuthnContextClassRef')[0]?.textContent ?? undefined;
  const inResponseTo = root.getAttribute('InResponseTo') ?? '';
  return {
    xml,
    ...(inResponseTo === '' ? {} : { inResponseTo }),
    status: all('StatusCode').map((code) => (code.getAttribute('Value') ?? '').split(':').at(-1) ?? ''),
    ...(nameId === undefined
      ? {}
      : { nameId: { value: nameId.textContent ?? '', format: nameId.getAttribute('Format') ?? '' } }),
    ...(contextClass === undefined ? {} : { contextClass }),
  };
}

function unescape(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => names[name] ?? '');
}

/** What differs in a request from an ordinary one; an attribute of undefined is left out. */
export interface RequestChange {
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly issuer?: string;
  /** Attributes of the Issuer, with a blank in front. */
  readonly issuerAttributes?: string;
  /** What follows the Issuer. */
  readonly rest?: string;
}

/** A new AuthnRequest of the application as text; texts go in as they are. */
export function requestOf({
  attributes = {},
  issuer = ENTITY,
  issuerAttributes = '',
  rest = '',
}: RequestChange = {}): string {
  const all: Record<string, string | undefined> = {
    ID: `_${randomBytes(16).toString('hex')}`,
    Version: '2.0',
    IssueInstant: new Date().toISOString(),
    Destination: SSO_URL,
    AssertionConsumerServiceURL: ACS,
    ...attributes,
  };
  const written = Object.entries(all)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${value}"`))
    .join('');
  return (
    '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"' +
    `${written}><saml:Issuer${issuerAttributes}>${issuer}</saml:Issuer>${rest}</samlp:AuthnRequest>`
  );
}
