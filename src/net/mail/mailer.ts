import { createTransport } from 'nodemailer';
import type { SMTPTransportOptions } from 'nodemailer/lib/smtp-transport';
import type { MailConfig, SmtpLogin } from '../../config/smtp';
import { isMailAddress } from '../../core/mail-address';
import { judgeFault, type MailFault } from './fault';
import { tidyWords } from './words';

/** One message to one person. */
export interface MailMessage {
  /** Names the message for ever: sent twice, it carries the same Message-ID, and mail programs may show it once. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What became of a message: `refused` will not change by itself, `failed` may. */
export type SendOutcome = { readonly kind: 'sent' } | MailFault;

/** The way to the mail server. */
export interface Mailer {
  /** Hands a message to the mail server. Never throws. */
  send(message: MailMessage): Promise<SendOutcome>;
  /** Breaks off what is under way, and takes no more. */
  close(): void;
}

/** Waits, in milliseconds. */
export interface MailLimits {
  /** For a connection, a greeting, an answer. */
  readonly answerMs: number;
  /** For a whole message, so that a server that drips holds nobody up. */
  readonly wholeMs: number;
}

/** The longest a message may take; who claims one must own it for longer. */
export const MAIL_LIMITS: MailLimits = { answerMs: 15_000, wholeMs: 60_000 };

/**
 * Makes the way to the operator's mail server. The server's certificate is always checked, and where TLS is wanted
 * nothing is sent without it (RFC 3207, RFC 8314).
 * @param ca certificates of further authorities, in PEM, beside those Node trusts
 */
export function makeMailer(
  config: MailConfig,
  login: SmtpLogin | undefined,
  options: { readonly limits?: MailLimits; readonly ca?: string } = {},
): Mailer {
  const limits = options.limits ?? MAIL_LIMITS;
  const transport = createTransport(settings(config, login, limits, options.ca));
  const closing = new AbortController();
  return {
    async send(message) {
      if (!isMailAddress(message.to)) return { kind: 'refused', sentence: 'The recipient’s address can’t be read.' };
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limits.wholeMs)]);
      try {
        await transport.sendMail({
          from: config.from,
          to: { name: '', address: message.to },
          // A header is one line (RFC 5322 section 2.2): a name with a line break in it must not begin another one.
          subject: tidyWords(message.subject).slice(0, 200),
          text: message.text,
          html: message.html,
          messageId: `<${message.id.toLowerCase()}@${config.from.address.split('@')[1] ?? 'passo'}>`,
          // RFC 3834: no holiday replies to a program.
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
        return { kind: 'sent' };
      } catch (error) {
        return judgeFault(error, config, login);
      }
    },
    close() {
      closing.abort();
      transport.close();
    },
  };
}

function settings(
  config: MailConfig,
  login: SmtpLogin | undefined,
  limits: MailLimits,
  ca: string | undefined,
): SMTPTransportOptions {
  return {
    host: config.host,
    port: config.port,
    secure: config.security === 'tls',
    requireTLS: config.security === 'starttls',
    ignoreTLS: config.security === 'none',
    allowInternalNetworkInterfaces: true,
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    connectionTimeout: limits.answerMs,
    greetingTimeout: limits.answerMs,
    socketTimeout: limits.answerMs,
    dnsTimeout: limits.answerMs,
    maxResponseSize: 64 * 1024,
    // A message is text of ours: nothing of it names a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}
