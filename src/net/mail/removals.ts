import { day } from './dates';
import type { MailFrame } from './messages';
import { writeMail, type WrittenMail } from './write';

/** A change that waits for an admin because it would take many accounts away. */
export interface StagedRemoval {
  readonly application: string;
  /** People who would lose their account. */
  readonly people: number;
  /** What was done by whom, and the limit. */
  readonly reason: string;
  /** Milliseconds since the epoch: nothing is sent when nobody decides until then. */
  readonly expiresAt: number;
  /** The page to decide on, in full. */
  readonly href: string;
}

/** Tells admins that a change waits for them. */
export function stagedRemovalMail(frame: MailFrame, eventId: string, removal: StagedRemoval): WrittenMail {
  const { application, reason, expiresAt, href } = removal;
  const people = `${removal.people.toLocaleString('en')} ${removal.people === 1 ? 'person' : 'people'}`;
  const title = `Held: ${people} would be deactivated in ${application}`;
  return writeMail({
    subject: title,
    organisation: frame.organisation,
    title,
    paragraphs: [
      reason,
      `Nothing has been sent to ${application}. Look at who would lose access and who keeps it, then allow it or put it back.`,
      `Without a decision until ${day(expiresAt)} nothing is sent, and the people are listed as needing attention.`,
    ],
    rows: [],
    link: { label: 'Review the removal', href },
    eventId,
    reason: 'You get this message because you are an admin of Passo.',
  });
}
