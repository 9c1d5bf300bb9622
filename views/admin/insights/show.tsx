import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CodeBlock } from '../../parts/code-block';
import { CopyField } from '../../parts/copy-field';
import { Facts } from '../../parts/facts';
import { safeHref } from '../../parts/safe-href';
import { Time } from '../../parts/time';
import { EventTable, ResultBadge, type EventRow } from './event-table';

/** A fact of an event; with an address it is a link. */
export interface EventFact {
  readonly term: string;
  readonly value: string;
  readonly href?: string;
}

/** What the page of one event shows. */
export interface EventPageProps {
  readonly chrome: Chrome;
  readonly event: EventRow & {
    /** "User created in application". */
    readonly label: string;
    readonly category: string;
  };
  /** Person, application, group and whatever the event tells beyond them. */
  readonly facts: readonly EventFact[];
  /** What was sent, as formatted JSON without secrets. */
  readonly request?: string;
  /** What came back. */
  readonly response?: string;
  /** The event as formatted JSON, as the API gives it. */
  readonly json: string;
  /** Events of the same cause, and where all of them are listed. */
  readonly related: readonly EventRow[];
  readonly story?: string;
}

/** One event: words first, then its facts, then the protocol. */
export function EventPage(props: EventPageProps): VNode {
  const { chrome, event, facts, related } = props;
  return (
    <AdminLayout
      chrome={chrome}
      title={`Event, ${event.label}`}
      nav="insights"
      crumbs={[{ label: 'Directory Insights', href: '/admin/insights' }, { label: event.label }]}
    >
      <div class="row">
        <h1>{event.label}</h1>
        <ResultBadge ok={event.ok} />
      </div>
      <p>{event.sentence}</p>
      <div class="two">
        <Card id="facts" title="Facts">
          <Facts
            facts={[
              { term: 'Time', value: <Time at={event.at} now={chrome.now} as="exact" /> },
              { term: 'Event type', value: <code>{event.name}</code> },
              { term: 'Service', value: event.category },
              { term: 'Initiated By', value: <bdi>{event.actorName}</bdi> },
              { term: 'Client IP', value: event.clientIp ?? 'internal' },
              ...facts.map(({ term, value, href }) => ({ term, value: <FactValue value={value} href={href} /> })),
            ]}
          />
          <CopyField id="event-id" label="Event id" value={event.id} />
        </Card>
        <Card id="protocol" title="Technical detail">
          {props.request === undefined ? null : (
            <div class="stack s2">
              <h3>Request</h3>
              <CodeBlock text={props.request} label="Request" />
            </div>
          )}
          {props.response === undefined ? null : (
            <div class="stack s2">
              <h3>Response</h3>
              <CodeBlock text={props.response} label="Response" />
            </div>
          )}
          <div class="stack s2">
            <h3>Event as JSON</h3>
            <CodeBlock text={props.json} label="Event as JSON" />
          </div>
        </Card>
      </div>
      {related.length === 0 ? null : (
        <Card
          id="related"
          title="Related events"
          lead="They have the same cause."
          end={
            props.story === undefined ? null : (
              <a class="btn small" href={safeHref(props.story)}>
                The whole story
              </a>
            )
          }
          bare
        >
          <EventTable events={related} now={chrome.now} caption="Related events, newest first" />
        </Card>
      )}
    </AdminLayout>
  );
}

function FactValue({ value, href }: { readonly value: string; readonly href?: string | undefined }): VNode {
  const address = safeHref(href);
  return address === undefined ? (
    <bdi>{value}</bdi>
  ) : (
    <a href={address}>
      <bdi>{value}</bdi>
    </a>
  );
}
