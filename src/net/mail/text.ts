import type { MailContent } from '../../../views/mail/document';
import { wordsOf } from '../../words/catalog';

const WIDTH = 76;

/** Writes a message, each text of it on one line, as plain text: lines of at most 76 characters, addresses on lines of their own. */
export function textOf(content: MailContent): string {
  const parts = [
    wrapped(content.title),
    ...content.paragraphs.map((paragraph) => wrapped(paragraph)),
    ...content.rows.map(({ name, lines, link }) =>
      [`* ${name}`, ...lines.map((line) => wrapped(line, '  ')), `  ${link.href}`].join('\n'),
    ),
    ...(content.link === undefined ? [] : [`${wrapped(content.link.label)}:\n${content.link.href}`]),
    ['-- ', wrapped(content.reason), ...eventLine(content), wrapped(content.organisation)].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function eventLine({ eventId, language = 'en' }: MailContent): string[] {
  return eventId === undefined ? [] : [`${wordsOf(language).frame.event} ${eventId}`];
}

function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one) => `${indent}${one}`).join('\n');
}
