import { daysLeft } from '../../core/certificate';
import type { MailFrame } from './messages';
import { writeMail, type WrittenMail } from './write';

/** An API key that ends or has ended. */
export interface EndingApiKey {
  readonly name: string;
  /** Who made it. */
  readonly createdBy: string;
  /** Its page, in full. */
  readonly href: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Tells admins which API keys end, in one message for all, the most urgent first. */
export function apiKeyNoticeMail(frame: MailFrame, eventId: string, keys: readonly EndingApiKey[]): WrittenMail {
  const sorted = [...keys].sort((one, other) => one.endsAt - other.endsAt);
  const [first] = sorted;
  const subject =
    sorted.length === 1 && first !== undefined
      ? `The API key ${first.name} ${ends(first.endsAt, frame.now)}`
      : `${sorted.length} API keys end soon`;
  return writeMail({
    subject,
    organisation: frame.organisation,
    title: subject,
    paragraphs: [
      'From its end on, whatever a program asks with the key is refused. Nobody but the program notices.',
      'The end of a key can’t be moved. Make a new key with the same scopes, give it to the program, and revoke the old one. A key that nothing needs any more can be revoked right away.',
    ],
    rows: sorted.slice(0, 100).map(({ name, createdBy, href, endsAt }) => ({
      name,
      lines: [`It ${ends(endsAt, frame.now)}, on ${DAY.format(endsAt)}.`, `Made by ${createdBy}.`],
      link: { label: 'Open the key', href },
    })),
    link: { label: 'All API keys', href: `${frame.baseUrl}/admin/settings/api-keys` },
    eventId,
    reason:
      'You get this message because you are an admin of Passo. It is sent 14 and 3 days before an API key that is in use ends, and when it has.',
  });
}

function ends(endsAt: number, now: number): string {
  if (endsAt <= now) return 'has ended';
  const days = daysLeft({ notAfter: endsAt }, now);
  return days === 0 ? 'ends in less than a day' : `ends in ${days} ${days === 1 ? 'day' : 'days'}`;
}
