import { day, howLong } from './dates';
import type { MailFrame } from './messages';
import { writeMail, type WrittenMail } from './write';

/** A Token Key, or another secret of an integration, that ends or has ended. */
export interface EndingToken {
  readonly application: string;
  /** Where an admin replaces it, in full. */
  readonly href: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Tells admins which secrets end, in one message for all applications, the most urgent first. */
export function tokenNoticeMail(frame: MailFrame, eventId: string, tokens: readonly EndingToken[]): WrittenMail {
  const sorted = [...tokens].sort((one, other) => one.endsAt - other.endsAt);
  const [first] = sorted;
  const subject =
    sorted.length === 1 && first !== undefined
      ? `The Token Key of ${first.application} ${howLong('expires', first.endsAt, frame.now)}`
      : `${sorted.length} Token Keys expire soon`;
  return writeMail({
    subject,
    organisation: frame.organisation,
    title: subject,
    paragraphs: [
      'When a Token Key has expired, no change reaches the application: people who lose access keep their account there. Nothing is lost, and everything goes out once a new one is entered.',
      'Get a new one from the application and enter it under Replace Token Key. It is verified before it replaces the old one.',
    ],
    rows: sorted.slice(0, 100).map(({ application, href, endsAt }) => ({
      name: application,
      lines: [`Its Token Key ${howLong('expires', endsAt, frame.now)}, on ${day(endsAt)}.`],
      link: { label: 'Replace Token Key', href },
    })),
    link: { label: 'All applications', href: `${frame.baseUrl}/admin/applications` },
    eventId,
    reason:
      'You get this message because you are an admin of Passo. It is sent 30, 14, 7 and 1 days before a Token Key expires, and when it has.',
  });
}
