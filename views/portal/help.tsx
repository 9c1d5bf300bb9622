import type { VNode } from 'preact';
import type { Branding } from '../../src/core/portal/branding';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { Card } from '../parts/card';
import { ErrorSummary } from '../parts/error-summary';
import { Facts, type Fact } from '../parts/facts';
import { Field } from '../parts/field';
import { Named, NAME_PLACE } from '../parts/reading/named';
import { safeHref } from '../parts/safe-href';
import { Time } from '../parts/time';

/** An event about the person who looked it up. */
export interface OwnEvent {
  readonly id: string;
  readonly at: number;
  /** A sentence with `NAME_PLACE` for the name. */
  readonly text: string;
  readonly name: string;
  /** The application refused the person, who can ask for it. */
  readonly refused: boolean;
}

/** What the page of help shows. */
export interface HelpPageProps {
  readonly chrome: Chrome;
  readonly contact: Branding['contact'];
  /** What was typed as an event. */
  readonly typed?: string;
  readonly found?: OwnEvent;
  /** Nothing was found, or what was typed is no event. */
  readonly problem?: string;
}

/** Whom to ask, what Passo is, and what an event means. */
export function HelpPage({ chrome, contact, typed, found, problem }: HelpPageProps): VNode {
  const { help } = chrome.words;
  const facts = contactFacts(chrome, contact);
  return (
    <PortalLayout chrome={chrome} title={help.title} nav="help" problem={problem !== undefined}>
      <div class="stack s2">
        <h1>{help.title}</h1>
        <p class="muted">
          <Named text={help.lead({ name: NAME_PLACE })} name={chrome.organisation} />
        </p>
      </div>
      <ErrorSummary errors={problem === undefined ? {} : { event: problem }} />
      {found === undefined ? null : <Found chrome={chrome} event={found} />}
      <Card id="whom" title={help.whom}>
        {facts.length === 0 ? <p>{help.noContact}</p> : <Facts facts={facts} />}
      </Card>
      <Card id="events" title={help.findTitle} lead={help.findLead}>
        <form method="get" action="/help" class="stack s4 tight">
          <Field name="event" label={help.event} value={typed} exact maxLength={64} error={problem} />
          <div class="row">
            <button class="btn">{help.find}</button>
          </div>
        </form>
      </Card>
      <Card id="what" title={help.whatTitle}>
        <p>
          <Named text={help.what({ name: NAME_PLACE })} name={chrome.organisation} />
        </p>
        <p>{help.names}</p>
        <p>{help.never}</p>
      </Card>
    </PortalLayout>
  );
}

function Found({ chrome, event }: { readonly chrome: Chrome; readonly event: OwnEvent }): VNode {
  const { help } = chrome.words;
  return (
    <Card id="found" title={help.happened}>
      <p role="status">
        <Named text={event.text} name={event.name} />
      </p>
      <Facts
        facts={[
          { term: help.when, value: <Time at={event.at} now={chrome.now} as="exact" /> },
          { term: help.id, value: <code class="wrap-any">{event.id}</code> },
        ]}
      />
      <p class="small muted">{help.quote}</p>
      {event.refused ? (
        <div class="row">
          <a class="btn" href={`/requests?event=${encodeURIComponent(event.id)}`}>
            {help.ask}
          </a>
        </div>
      ) : null}
    </Card>
  );
}

function contactFacts(chrome: Chrome, { name, mail, phone, link }: Branding['contact']): Fact[] {
  const { help } = chrome.words;
  const address = safeHref(link);
  return [
    ...(name === undefined ? [] : [{ term: help.name, value: <bdi>{name}</bdi> }]),
    ...(mail === undefined
      ? []
      : [
          {
            term: help.mail,
            value: (
              <a href={`mailto:${mail}`}>
                <bdi>{mail}</bdi>
              </a>
            ),
          },
        ]),
    ...(phone === undefined
      ? []
      : [
          {
            term: help.phone,
            value: (
              <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
                <bdi>{phone}</bdi>
              </a>
            ),
          },
        ]),
    ...(address === undefined
      ? []
      : [
          {
            term: help.link,
            value: (
              <a class="wrap-any" href={address} rel="noopener">
                <bdi>{link}</bdi>
              </a>
            ),
          },
        ]),
  ];
}
