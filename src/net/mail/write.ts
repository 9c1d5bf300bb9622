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

/** Writes a message as text and as HTML. Names in it may hold anything: both escape, each in its own way. */
export function writeMail(content: MailContent): WrittenMail {
  return {
    subject: tidyWords(content.subject),
    text: textOf(content),
    html: `<!doctype html>${renderToString(MailDocument(content))}`,
  };
}
