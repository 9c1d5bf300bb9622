import { renderToString } from 'preact-render-to-string';
import { MailDocument, type MailContent } from '../../../views/mail/document';
import { textOf } from './text';
import { tidyWords } from './words';

/** A message as it is sent. */
export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Writes a message as text and as HTML. Names in it may hold anything: they are put on one line, and HTML escapes them. */
export function writeMail(content: MailContent): WrittenMail {
  const tidy = tidied(content);
  return {
    subject: tidy.subject,
    text: textOf(tidy),
    html: `<!doctype html>${renderToString(MailDocument(tidy))}`,
  };
}

function tidied(content: MailContent): MailContent {
  return {
    ...content,
    subject: tidyWords(content.subject),
    organisation: tidyWords(content.organisation),
    title: tidyWords(content.title),
    paragraphs: content.paragraphs.map(tidyWords),
    rows: content.rows.map(({ name, lines, link }) => ({ name: tidyWords(name), lines: lines.map(tidyWords), link })),
    reason: tidyWords(content.reason),
  };
}
