import type { MailConfig, SmtpLogin } from '../../config/smtp';
import { MASK } from '../../core/secret-text';

/** Why a message did not go out, in a sentence for the admin. */
export interface MailFault {
  /** `refused`: this message to this address will not be taken. `failed`: it may be later. */
  readonly kind: 'refused' | 'failed';
  readonly sentence: string;
}

const LONGEST_ANSWER = 200;

/** What nodemailer says of an error, as far as it is used here. */
interface SmtpError {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$)/;

/**
 * Says what went wrong. The server's own words are repeated, shortened, on one line and without the login; of an error
 * of the connection only its kind is told.
 */
export function judgeFault(error: unknown, config: MailConfig, login: SmtpLogin | undefined): MailFault {
  const fault: SmtpError = typeof error === 'object' && error !== null ? error : {};
  const server = `The mail server ${config.host}`;
  const said = typeof fault.response === 'string' ? `: ${answer(fault.response, login)}` : '';
  const status = typeof fault.responseCode === 'number' ? fault.responseCode : 0;
  const failed = (sentence: string): MailFault => ({ kind: 'failed', sentence });

  if (fault.command === 'RCPT TO' || fault.command === 'DATA' || fault.code === 'EMESSAGE') {
    const what = fault.command === 'RCPT TO' ? 'the recipient' : 'the message';
    if (status >= 500) return { kind: 'refused', sentence: `${server} does not take ${what}${said}.` };
    if (status >= 400) return failed(`${server} does not take ${what} just now${said}.`);
  }
  if (fault.command === 'MAIL FROM' && status >= 400) {
    return failed(`${server} does not take mail from ${config.from.address}${said}.`);
  }
  switch (fault.code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return failed(`${server} does not accept Passo’s user name and password${said}.`);
    case 'EDNS':
      return failed(`${server} could not be found. Is its name right?`);
    case 'ETIMEDOUT':
    case 'EABORT':
      return failed(`${server} did not answer in time.`);
    case 'EPROTOCOL':
      return failed(`${server} turned Passo away${said}.`);
    case 'ETLS':
      return failed(`${server} offers no encryption (STARTTLS), so nothing was sent${said}.`);
    default:
      return failed(`${server} ${connectionFault(fault)}${said}.`);
  }
}

function connectionFault({ code, originalCode }: SmtpError): string {
  const cause = typeof originalCode === 'string' ? originalCode : '';
  if (cause === 'ECONNREFUSED') return 'takes no connections at this port';
  if (cause === 'EHOSTUNREACH' || cause === 'ENETUNREACH') return 'can’t be reached';
  if (cause === 'CERT_HAS_EXPIRED') return 'has a certificate that has expired';
  if (cause === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'has a certificate for another name';
  if (cause === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'does not speak TLS at this port: smtps:// may be wrong';
  if (TLS_CODE.test(cause)) return 'has a certificate that is not trusted here';
  return code === 'ECONNECTION' || code === 'ESOCKET' ? 'broke the connection off' : 'could not be used';
}

function answer(text: string, login: SmtpLogin | undefined): string {
  let shown = text;
  for (const secret of login === undefined ? [] : secretsOf(login)) shown = shown.replaceAll(secret, MASK);
  shown = shown
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const cut = shown.length > LONGEST_ANSWER ? `${shown.slice(0, LONGEST_ANSWER)}…` : shown;
  return cut.replace(/[.\s]+$/, '');
}

/** The password in the forms in which it goes over the line (RFC 4616, AUTH LOGIN), should a server repeat it. */
function secretsOf({ user, password }: SmtpLogin): string[] {
  const encoded = [`\u0000${user}\u0000${password}`, password].map((text) => Buffer.from(text).toString('base64'));
  return [...encoded, password].filter((text) => text.length > 2);
}
