import type { VNode } from 'preact';
import type { Language } from '../../src/core/languages';
import { wordsOf } from '../../src/words/catalog';
import { safeHref } from '../parts/safe-href';

/** An address with its words. */
export interface MailLink {
  readonly label: string;
  readonly href: string;
}

/** One thing of a list: its name, what there is to say, and where to see to it. */
export interface MailRow {
  readonly name: string;
  readonly lines: readonly string[];
  readonly link: MailLink;
}

/** What a message says, before it is written as text and as HTML. Plain text: both writers escape. */
export interface MailContent {
  readonly subject: string;
  /** Whose Passo this is. */
  readonly organisation: string;
  /** What happened, as a sentence; the heading of the message. */
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly MailRow[];
  readonly link?: MailLink;
  /** The event in the log that the message is about. */
  readonly eventId?: string;
  /** Why this person gets the message. */
  readonly reason: string;
  /** The language it is written in; English unless told. */
  readonly language?: Language;
}

/** Mail programs load no stylesheet; without this one the message reads just as well. */
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:1.5em auto;padding:0 1em}' +
  'h1{font-size:1.3em}li{margin-bottom:1em}footer{margin-top:2em;font-size:.85em;opacity:.75}';

/** A message as HTML: no pictures, nothing that is loaded from elsewhere. */
export function MailDocument({ title, paragraphs, rows, link, ...rest }: MailContent): VNode {
  return (
    <html lang={rest.language ?? 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <h1>{title}</h1>
        {paragraphs.map((paragraph) => (
          <p>{paragraph}</p>
        ))}
        {rows.length === 0 ? null : (
          <ul>
            {rows.map((row) => (
              <li>
                <b>
                  <bdi>{row.name}</bdi>
                </b>
                {row.lines.map((line) => (
                  <>
                    <br />
                    {line}
                  </>
                ))}
                <br />
                <a href={safeHref(row.link.href)}>{row.link.label}</a>
              </li>
            ))}
          </ul>
        )}
        {link === undefined ? null : (
          <p>
            <a href={safeHref(link.href)}>{link.label}</a>
          </p>
        )}
        <Footer {...rest} />
      </body>
    </html>
  );
}

function Footer({
  reason,
  eventId,
  language = 'en',
  organisation,
}: Pick<MailContent, 'reason' | 'eventId' | 'language' | 'organisation'>): VNode {
  return (
    <footer>
      <p>{reason}</p>
      {eventId === undefined ? null : (
        <p>
          {wordsOf(language).frame.event} <code>{eventId}</code>
        </p>
      )}
      <p>
        <bdi>{organisation}</bdi>
      </p>
    </footer>
  );
}
