import type { VNode } from 'preact';
import { Badge } from '../../parts/badge';
import { Time } from '../../parts/time';

/** An event as lists show it. */
export interface EventRow {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly name: string;
  /** Who did what, in words. */
  readonly sentence: string;
  readonly ok: boolean;
  readonly actorName: string;
  readonly clientIp?: string;
}

/** Address of the page of one event. */
export function eventHref(id: string): string {
  return `/admin/insights/${encodeURIComponent(id)}`;
}

/** Success or failure. */
export function ResultBadge({ ok }: { readonly ok: boolean }): VNode {
  return ok ? <Badge kind="ok">Success</Badge> : <Badge kind="bad">Failed</Badge>;
}

/** Events in a table, as they come. */
export function EventTable(props: {
  readonly events: readonly EventRow[];
  readonly now: number;
  readonly caption?: string;
}): VNode {
  return (
    <table class="table fold">
      <caption class="vh">{props.caption ?? 'Events, newest first'}</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col" class="w-half">
            Event
          </th>
          <th scope="col">Result</th>
          <th scope="col">Initiated By</th>
          <th scope="col">Client IP</th>
        </tr>
      </thead>
      <tbody>
        {props.events.map((event) => (
          <tr>
            <td data-th="Time" class="nowrap">
              <Time at={event.at} now={props.now} />
            </td>
            <td data-th="Event">
              <div class="reason">
                <p>
                  <a href={eventHref(event.id)}>{event.sentence}</a>
                </p>
                <small>
                  <code>{event.name}</code>
                </small>
              </div>
            </td>
            <td data-th="Result">
              <ResultBadge ok={event.ok} />
            </td>
            <td data-th="Initiated By">
              <bdi>{event.actorName}</bdi>
            </td>
            <td data-th="Client IP">
              <span class="muted">{event.clientIp ?? 'internal'}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
