import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Badge, type BadgeKind } from '../parts/badge';
import { Detail } from '../parts/code-block';
import { CsrfField } from '../parts/csrf-field';
import { safeHref } from '../parts/safe-href';

/** A problem that a person can act on. */
export interface ErrorPageProps {
  readonly chrome: Chrome;
  /** A word or two: "No access", "Not found". */
  readonly badge: string;
  readonly badgeKind?: BadgeKind;
  readonly title: string;
  /** What happened. */
  readonly text: string;
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
  const { chrome, todo = [], buttons = [], facts = [], eventId } = props;
  const lines = eventId === undefined ? facts : [{ term: 'Event', value: eventId }, ...facts];
  const width = Math.max(8, ...lines.map(({ term }) => term.length)) + 2;
  return (
    <GateLayout chrome={chrome} title={props.title} problem wide>
      <div class="stack s3">
        <Badge kind={props.badgeKind ?? 'bad'}>{props.badge}</Badge>
        <h1>{props.title}</h1>
        <p>{props.text}</p>
      </div>
      {todo.length === 0 ? null : (
        <div class="stack s2">
          <h2>What you can do</h2>
          <ul class="small bullets">
            {todo.map((sentence) => (
              <li>{sentence}</li>
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
      {props.otherAccount === true && chrome.person !== undefined ? (
        <form method="post" action="/logout" class="row">
          <CsrfField token={chrome.csrfToken} />
          <span class="small">
            You are signed in as <bdi>{chrome.person.name}</bdi>.
          </span>
          <button class="btn quiet small">Use another account</button>
        </form>
      ) : null}
      {lines.length === 0 ? null : (
        <div class="reason">
          <Detail
            summary="For your admin"
            text={lines.map(({ term, value }) => term.padEnd(width) + value).join('\n')}
          />
        </div>
      )}
    </GateLayout>
  );
}
