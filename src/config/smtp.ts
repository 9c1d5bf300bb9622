import { isIP } from 'node:net';
import { isMailAddress } from '../core/mail-address';

/** How the way to the mail server is protected: TLS from the first byte, TLS that must be agreed on, or nothing. */
export type MailSecurity = 'tls' | 'starttls' | 'none';

/** Where mail goes out, and in whose name. Holds no secret: the login is read by `readSmtpLogin`. */
export interface MailConfig {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly from: { readonly name: string; readonly address: string };
}

/** What Passo signs in to the mail server with. */
export interface SmtpLogin {
  readonly user: string;
  readonly password: string;
}

const EXAMPLE = 'smtps://user:password@smtp.example.com';

/**
 * Reads where mail goes out. No sentence repeats the address, since a password may stand in it.
 * @param smtpUrl `smtp://` (STARTTLS, port 587) or `smtps://` (TLS, port 465); `?tls=off` and `?tls=required` set what
 *   is otherwise chosen: TLS everywhere but on this machine
 * @param from an address, or `Name <address>`
 * @returns undefined when no mail server is set
 * @throws Error naming the variable and what it should be
 */
export function readMail(smtpUrl: string | undefined, from: string | undefined): MailConfig | undefined {
  if (smtpUrl === undefined) return undefined;
  const url = parse(smtpUrl);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (from === undefined) {
    throw new Error('PASSO_MAIL_FROM is missing. Set the address that mail comes from, such as passo@example.com.');
  }
  const security = securityOf(url, host);
  if (security === 'none' && url.username !== '' && !isLoopback(host)) {
    throw new Error('PASSO_SMTP_URL would send the password unprotected. Take tls=off out of it, or the login.');
  }
  const port = url.port === '' ? (security === 'tls' ? 465 : 587) : Number(url.port);
  return { host, port, security, from: sender(from) };
}

/**
 * Reads the login out of the address of the mail server.
 * @returns undefined when the server wants none
 * @throws Error naming the variable
 */
export function readSmtpLogin(smtpUrl: string | undefined): SmtpLogin | undefined {
  if (smtpUrl === undefined) return undefined;
  const url = parse(smtpUrl);
  if (url.username === '' && url.password === '') return undefined;
  const login = { user: decoded(url.username), password: decoded(url.password) };
  if (login.user === '' || login.password === '') {
    throw new Error(`PASSO_SMTP_URL should hold a user and a password, or neither, such as ${EXAMPLE}.`);
  }
  return login;
}

function parse(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(
      `PASSO_SMTP_URL can't be read. It should look like ${EXAMPLE}; write special signs of the password as %23, %2F and so on.`,
    );
  }
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw new Error('PASSO_SMTP_URL should begin with smtps:// or smtp://.');
  }
  if (!/^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/i.test(url.hostname)) {
    throw new Error(`PASSO_SMTP_URL names no mail server. It should look like ${EXAMPLE}.`);
  }
  if ((url.pathname !== '' && url.pathname !== '/') || url.hash !== '') {
    throw new Error(
      'PASSO_SMTP_URL should hold nothing after the mail server. Write special signs of the password as %23, %2F and so on.',
    );
  }
  return url;
}

function securityOf(url: URL, host: string): MailSecurity {
  const wanted = url.searchParams.get('tls');
  const others = [...url.searchParams.keys()].filter((name) => name !== 'tls');
  if (others.length > 0 || (wanted !== null && wanted !== 'off' && wanted !== 'required')) {
    throw new Error('PASSO_SMTP_URL takes one option: tls=required or tls=off.');
  }
  if (url.protocol === 'smtps:') {
    if (wanted === 'off') throw new Error('PASSO_SMTP_URL says smtps and tls=off. Write smtp:// for no TLS.');
    return 'tls';
  }
  if (wanted === 'off') return 'none';
  return wanted === null && isLoopback(host) ? 'none' : 'starttls';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('PASSO_SMTP_URL holds a % that stands for nothing. Write it as %25.');
  }
}

function sender(text: string): MailConfig['from'] {
  const named = /^([^<>\p{Cc}]{0,100})<([^<>]+)>$/u.exec(text.trim());
  const address = (named?.[2] ?? text).trim();
  if (!isMailAddress(address)) {
    throw new Error(`PASSO_MAIL_FROM is "${text}". It should be an address, or a name and an address in < >.`);
  }
  const name = (named?.[1] ?? '').trim().replace(/^"(.*)"$/, '$1');
  return { name: name === '' ? 'Passo' : name, address };
}
