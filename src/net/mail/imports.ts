import type { MailFrame } from './messages';
import { writeMail, type WrittenMail } from './write';

/** What an import came to. */
export interface ImportDone {
  readonly application: string;
  readonly slug: string;
  readonly created: number;
  readonly linked: number;
  readonly refused: number;
}

/** Tells an admin that an import they began is complete (M-187). */
export function importDoneMail(frame: MailFrame, eventId: string, done: ImportDone): WrittenMail {
  const { application, created, linked, refused } = done;
  const subject = `The import from ${application} is complete`;
  const people = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'person' : 'people'}`;
  return writeMail({
    subject,
    organisation: frame.organisation,
    title: subject,
    paragraphs: [
      `${people(created)} created, ${linked.toLocaleString('en')} linked to people who were in the directory already${
        refused === 0 ? '.' : `, ${refused.toLocaleString('en')} not imported. The page says why for each of them.`
      }`,
      `Nothing is sent to ${application} for them until they are in a User Group that has it.`,
    ],
    rows: [],
    link: {
      label: 'Open the import',
      href: `${frame.baseUrl}/admin/applications/${done.slug}/identity-management/import`,
    },
    eventId,
    reason: 'You get this message because you began this import.',
  });
}
