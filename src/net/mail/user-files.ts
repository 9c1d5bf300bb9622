import type { MailFrame } from './messages';
import { writeMail, type WrittenMail } from './write';

/** What an import from a file came to. */
export interface FileDone {
  readonly id: string;
  readonly fileName: string;
  readonly created: number;
  readonly changed: number;
  readonly refused: number;
  /** It ended before its last line. */
  readonly stopped: boolean;
}

/** Tells an admin that an import they began is complete. */
export function fileDoneMail(frame: MailFrame, eventId: string, done: FileDone): WrittenMail {
  const { fileName, created, changed, refused } = done;
  const subject = `The import of ${fileName} ${done.stopped ? 'stopped' : 'is complete'}`;
  const people = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'person' : 'people'}`;
  return writeMail({
    subject,
    organisation: frame.organisation,
    title: subject,
    paragraphs: [
      `${people(created)} added, ${changed.toLocaleString('en')} changed${
        refused === 0 ? '.' : `, ${refused.toLocaleString('en')} not imported. The page says why for each line.`
      }`,
    ],
    rows: [],
    link: { label: 'Open the import', href: `${frame.baseUrl}/admin/users/import/${done.id}` },
    eventId,
    reason: 'You get this message because you began this import.',
  });
}
