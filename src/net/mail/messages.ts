import { day, howLong } from './dates';
import type { MailRow } from '../../../views/mail/document';
import { writeMail, type WrittenMail } from './write';

/** A certificate that reached a step before its end. */
export interface EndingCertificate {
  readonly application: string;
  /** Where an admin sees to it, in full. */
  readonly href: string;
  /** Ours, that Passo signs with; or one that the application gave us, for its requests or for encryption. */
  readonly use: 'signing' | 'requests' | 'encryption';
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  readonly fingerprint: string;
  /** The certificate that waits to follow it, and when it does, if a date was set. */
  readonly next?: { readonly endsAt: number; readonly switchAt?: number };
}

/** What every message carries. */
export interface MailFrame {
  readonly organisation: string;
  /** Public address of this Passo, without a slash at the end. */
  readonly baseUrl: string;
  readonly now: number;
}

const MOST_ROWS = 100;

/** Tells admins which certificates end, in one message for all applications, the most urgent first. */
export function certificateNoticeMail(
  frame: MailFrame,
  eventId: string,
  certificates: readonly EndingCertificate[],
): WrittenMail {
  const sorted = [...certificates].sort((one, other) => one.endsAt - other.endsAt);
  const subject = certificateSubject(frame, sorted);
  const more = sorted.length - MOST_ROWS;
  return writeMail({
    subject,
    organisation: frame.organisation,
    title: subject,
    paragraphs: [
      'Passo goes on signing people in after a certificate has expired, but an application may refuse it from that day on.',
      'To replace a certificate of Passo, create the next one, give it to the application, and then switch. Nothing is switched unless you say so.',
      ...(more > 0 ? [`The first ${MOST_ROWS} are listed here. ${more} more are on the page of certificates.`] : []),
    ],
    rows: sorted.slice(0, MOST_ROWS).map((certificate) => rowOf(frame, certificate)),
    link: { label: 'All certificates', href: `${frame.baseUrl}/admin/certificates` },
    eventId,
    reason:
      'You get this message because you are an admin of Passo. It is sent 60, 30, 14, 7 and 1 days before a certificate expires, and when it has.',
  });
}

/** The message an admin sends to themself to see whether mail arrives. */
export function testMail(frame: MailFrame, sentBy: string): WrittenMail {
  return writeMail({
    subject: 'A test message from Passo',
    organisation: frame.organisation,
    title: 'Mail from Passo arrives',
    paragraphs: [
      `${sentBy} sent this message from the mail page, to see whether mail arrives. There is nothing to do.`,
    ],
    rows: [],
    link: { label: 'Open the mail page', href: `${frame.baseUrl}/admin/settings/mail` },
    reason: 'You get this message because it was sent to your own address.',
  });
}

function certificateSubject({ now }: MailFrame, certificates: readonly EndingCertificate[]): string {
  const [first] = certificates;
  if (first === undefined) return 'No certificate expires soon';
  if (certificates.length === 1)
    return `A certificate of ${first.application} ${howLong('expires', first.endsAt, now)}`;
  const ended = certificates.filter(({ endsAt }) => endsAt <= now).length;
  if (ended === certificates.length) return `${ended} certificates have expired`;
  return ended === 0
    ? `${certificates.length} certificates expire soon`
    : `${ended} ${ended === 1 ? 'certificate has' : 'certificates have'} expired, ${certificates.length - ended} more will soon`;
}

function rowOf({ now }: MailFrame, certificate: EndingCertificate): MailRow {
  const { use, endsAt, next } = certificate;
  const what = {
    signing: 'The certificate that Passo signs with',
    requests: 'The certificate that the application signs its requests with',
    encryption: 'The certificate that Passo encrypts with for the application',
  }[use];
  return {
    name: certificate.application,
    lines: [
      `${what} ${howLong('expires', endsAt, now)}, on ${day(endsAt)}.`,
      ...(use === 'signing' ? [rotationLine(next)] : ['Ask the application for its new one, and replace it here.']),
      `SHA-256 ${certificate.fingerprint}`,
    ],
    link: {
      label: use === 'signing' ? 'See to this certificate' : 'Open the SSO tab',
      href: certificate.href,
    },
  };
}

function rotationLine(next: EndingCertificate['next']): string {
  if (next === undefined) return 'No next certificate has been created yet.';
  const until = `The next certificate is published. It expires on ${day(next.endsAt)}`;
  return next.switchAt === undefined
    ? `${until}. Switch to it once the application has it.`
    : `${until}, and takes over on ${day(next.switchAt)}.`;
}
