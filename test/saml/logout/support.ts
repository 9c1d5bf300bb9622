import type { SsoSettings } from '../../../src/core/application';
import { readPostLogout, readRedirectLogout, type LogoutMessage } from '../../../src/saml/bindings';
import { serviceProviderOf } from '../../../src/saml/service-provider';
import { verifyLogoutRequest, type LogoutRequest } from '../../../src/saml/logout/logout-request';
import { verifyLogoutResponse, type LogoutResponse } from '../../../src/saml/logout/logout-response';
import type { ExpectedLogout } from '../../../src/saml/logout/trust';
import { NOW, SETTINGS, SP } from '../support';

export const SLO_URL = 'https://id.example.com/saml2/robin/slo';
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const HEAD = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';

/** The parts of a message that tests change. Texts go in as they are; an attribute of undefined is left out. */
export interface LogoutParts {
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly issuer?: string;
  /** What follows the Issuer. */
  readonly rest?: string;
}

function written(attributes: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}

const COMMON = { ID: '_request1', Version: '2.0', IssueInstant: '2026-11-22T11:59:50Z', Destination: SLO_URL };

/** A LogoutRequest as text. */
export function logoutXml({ attributes = {}, issuer = SP, rest = person() }: LogoutParts = {}): string {
  const all = written({ ...COMMON, ...attributes });
  return `<samlp:LogoutRequest ${HEAD}${all}><saml:Issuer>${issuer}</saml:Issuer>${rest}</samlp:LogoutRequest>`;
}

/** Whom a LogoutRequest is about. */
export function person(name = 'anna@example.com', ...indexes: readonly string[]): string {
  const sessions = indexes.map((index) => `<samlp:SessionIndex>${index}</samlp:SessionIndex>`).join('');
  return `<saml:NameID>${name}</saml:NameID>${sessions}`;
}

/** A LogoutResponse as text. */
export function answerXml({ attributes = {}, issuer = SP, rest = status(SUCCESS) }: LogoutParts = {}): string {
  const all = written({ ...COMMON, InResponseTo: '_ours', ...attributes });
  return `<samlp:LogoutResponse ${HEAD}${all}><saml:Issuer>${issuer}</saml:Issuer>${rest}</samlp:LogoutResponse>`;
}

/** The status of a LogoutResponse, whole. */
export function status(code: string, second?: string, message?: string): string {
  const inner = second === undefined ? '' : `<samlp:StatusCode Value="${second}"/>`;
  const words = message === undefined ? '' : `<samlp:StatusMessage>${message}</samlp:StatusMessage>`;
  return `<samlp:Status><samlp:StatusCode Value="${code}">${inner}</samlp:StatusCode>${words}</samlp:Status>`;
}

/** What a message is held against. */
export function expectedLogout(changes: Partial<SsoSettings> = {}, now = NOW): ExpectedLogout {
  const sso = { ...SETTINGS, ...changes };
  return {
    ...{ spEntityId: sso.spEntityId, certificates: serviceProviderOf(sso).certificates, sloUrl: SLO_URL, now },
    acceptUnsigned: sso.acceptUnsignedLogout === true,
  };
}

export const UNSIGNED = { acceptUnsignedLogout: true } as const;

/** A posted message, read from its binding. */
export function posted(xml: string | Buffer, parameter: 'SAMLRequest' | 'SAMLResponse' = 'SAMLRequest'): LogoutMessage {
  return readPostLogout({ [parameter]: Buffer.from(xml).toString('base64') });
}

/** The whole way of a posted LogoutRequest. */
export function acceptRequest(xml: string | Buffer, expected = expectedLogout(UNSIGNED)): LogoutRequest {
  return verifyLogoutRequest(posted(xml), expected);
}

/** The whole way of a LogoutRequest by Redirect. */
export function acceptQuery(query: string, expected: ExpectedLogout): LogoutRequest {
  return verifyLogoutRequest(readRedirectLogout(query), expected);
}

/** The whole way of a posted LogoutResponse. */
export function acceptAnswer(xml: string | Buffer, expected = expectedLogout(UNSIGNED)): LogoutResponse {
  return verifyLogoutResponse(posted(xml, 'SAMLResponse'), expected);
}
