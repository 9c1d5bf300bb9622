import { day, howLong } from './dates';
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

/** Tells admins which API keys end, in one message for all, the most urgent first. */
export function apiKeyNoticeMail(frame: MailFrame, eventId: string, keys: readonly EndingApiKey[]): WrittenMail {
  const sorted = [...keys].sort((one, other) => one.endsAt - other.endsAt);
  const [first] = sorted;
  const subject =
    sorted.length === 1 && first !== undefined
      ? `The API key ${first.name} ${howLong('ends', first.endsAt, frame.now)}`
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
      lines: [`It ${howLong('ends', endsAt, frame.now)}, on ${day(endsAt)}.`, `Made by ${createdBy}.`],
      link: { label: 'Open the key', href },
    })),
    link: { label: 'All API keys', href: `${frame.baseUrl}/admin/settings/api-keys` },
    eventId,
    reason:
      'You get this message because you are an admin of Passo. It is sent 14 and 3 days before an API key that is in use ends, and when it has.',
  });
}
