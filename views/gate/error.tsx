import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Badge, type BadgeKind } from '../parts/badge';
import { CsrfField } from '../parts/csrf-field';
import { Named, namedText, NAME_PLACE } from '../parts/reading/named';
import { safeHref } from '../parts/safe-href';

/** A problem that a person can act on. */
export interface ErrorPageProps {
  readonly chrome: Chrome;
  /** A word or two: "No access", "Not found". */
  readonly badge: string;
  readonly badgeKind?: BadgeKind;
  /** The title, the text and what to do hold `NAME_PLACE` where `name` stands. */
  readonly title: string;
  /** What happened. */
  readonly text: string;
  /** The text is English whatever the reader's language: a sentence made for admins. */
  readonly textIsEnglish?: boolean;
  /** The label of the application that this is about. */
  readonly name?: string | undefined;
  /** What the person can do, one sentence each. */
  readonly todo?: readonly string[];
  readonly buttons?: readonly { readonly label: string; readonly href: string }[];
  /** Offers signing in as somebody else, to people who are signed in. */
  readonly otherAccount?: boolean;
  /** What an admin needs to find the cause. */
  readonly facts?: readonly { readonly term: string; readonly value: string }[];
  /** The event to quote. */
  readonly eventId?: string;
}

/** Any failure: what happened, what to do, and behind a fold what an admin needs. */
export function ErrorPage(props: ErrorPageProps): VNode {
  const { chrome, todo = [], buttons = [], facts = [], eventId, name = '' } = props;
  const { errors } = chrome.words;
  const lines = eventId === undefined ? facts : [{ term: 'Event', value: eventId }, ...facts];
  const width = Math.max(8, ...lines.map(({ term }) => term.length)) + 2;
  return (
    <GateLayout chrome={chrome} title={namedText({ text: props.title, name })} problem wide>
      <div class="stack s3">
        <Badge kind={props.badgeKind ?? 'bad'}>{props.badge}</Badge>
        <h1>
          <Named text={props.title} name={name} />
        </h1>
        <p lang={props.textIsEnglish === true ? 'en' : undefined}>
          <Named text={props.text} name={name} />
        </p>
      </div>
      {todo.length === 0 ? null : (
        <div class="stack s2">
          <h2>{errors.whatYouCanDo}</h2>
          <ul class="small bullets">
            {todo.map((sentence) => (
              <li>
                <Named text={sentence} name={name} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {buttons.length === 0 ? null : (
        <div class="row">
          {buttons.map(({ label, href }, index) => (
            <a class={index === 0 ? 'btn main' : 'btn'} href={safeHref(href)}>
              {label}
            </a>
          ))}
        </div>
      )}
      {chrome.person === undefined ? null : props.otherAccount === true ? (
        <form method="post" action="/logout" class="row">
          <CsrfField token={chrome.csrfToken} />
          <span class="small">
            <Named text={errors.signedInAs({ name: NAME_PLACE })} name={chrome.person.name} />
          </span>
          <button class="btn quiet small">{errors.otherAccount}</button>
        </form>
      ) : (
        <p class="small muted">
          <Named text={errors.signedInAs({ name: NAME_PLACE })} name={chrome.person.name} />
        </p>
      )}
      {lines.length === 0 ? null : (
        <div class="reason">
          <details>
            <summary>{errors.forAdmin}</summary>
            <pre class="code" lang="en">
              {lines.map(({ term, value }) => term.padEnd(width) + value).join('\n')}
            </pre>
          </details>
        </div>
      )}
    </GateLayout>
  );
}
