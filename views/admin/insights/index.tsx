import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CopyField } from '../../parts/copy-field';
import { Empty } from '../../parts/empty';
import { ErrorSummary } from '../../parts/error-summary';
import { Field, Select } from '../../parts/field';
import { Pager } from '../../parts/pager';
import { safeHref } from '../../parts/safe-href';
import { dayOf } from '../../parts/time';
import { counted } from '../../parts/words';
import { EventTable, type EventRow } from './event-table';

/** A choice of a filter. */
export interface FilterOption {
  readonly value: string;
  readonly label: string;
}

/** The filters as they stand in the address; empty means any. */
export interface InsightsFilter {
  readonly q?: string;
  readonly name?: string;
  readonly category?: string;
  readonly result?: string;
  readonly application?: string;
  /** A person’s id, username or email. */
  readonly user?: string;
  readonly group?: string;
  /** The id of the event that the others follow from. */
  readonly cause?: string;
  /** Days, "2026-11-22", by UTC. */
  readonly from?: string;
  readonly to?: string;
}

/** What Directory Insights shows. */
export interface InsightsPageProps {
  readonly chrome: Chrome;
  readonly filter: InsightsFilter;
  readonly categories: readonly string[];
  readonly names: readonly FilterOption[];
  readonly applications: readonly FilterOption[];
  /** Name of the person the list is narrowed to. */
  readonly userName?: string;
  /** Name of the group the list is narrowed to. */
  readonly groupName?: string;
  readonly events: readonly EventRow[];
  /** Addresses of the neighbouring pages. */
  readonly newer?: string;
  readonly older?: string;
  readonly errors?: FieldErrors;
  /** Address of the list as a file: csv, json or ndjson. */
  readonly exportHref?: (format: 'csv' | 'json' | 'ndjson') => string;
  /** The end of the chain that events are sealed in; absent before the first one. */
  readonly chain?: { readonly position: number; readonly text: string };
  /** The wanted time begins before this moment, from which on events are kept, for so many days. */
  readonly beyond?: { readonly since: number; readonly days: number };
}

const RESULTS: readonly FilterOption[] = [
  { value: '', label: 'Any' },
  { value: 'success', label: 'Success' },
  { value: 'failure', label: 'Failed' },
];

/** The event log with its filters. */
export function InsightsPage(props: InsightsPageProps): VNode {
  const { chrome, filter, events, errors = {} } = props;
  const filtered = Object.values(filter).some((value) => value !== undefined && value !== '');
  return (
    <AdminLayout
      chrome={chrome}
      title="Directory Insights"
      nav="insights"
      crumbs={[{ label: 'Directory Insights' }]}
      problem={Object.keys(errors).length > 0}
    >
      <h1>Directory Insights</h1>
      <ErrorSummary errors={errors} />
      {props.beyond === undefined ? null : (
        <Banner kind="info" title={`Events are kept for ${counted(props.beyond.days, 'day')}`}>
          There are none before {dayOf(props.beyond.since)}, whatever happened then.
        </Banner>
      )}
      <Card
        id="events"
        title="Events"
        lead="What people, admins and Passo did. Times by UTC in the title of each."
        end={
          filtered ? (
            <a class="btn small quiet" href="/admin/insights">
              Clear filters
            </a>
          ) : undefined
        }
        bare
      >
        <form class="filters" action="/admin/insights" role="search" aria-label="Filter events">
          <Field name="q" label="Name or event id" type="search" value={filter.q} />
          <Select
            name="category"
            label="Service"
            value={filter.category}
            options={anyOf(
              props.categories.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) })),
            )}
          />
          <Select name="name" label="Event type" value={filter.name} options={anyOf(props.names)} />
          <Select name="result" label="Result" value={filter.result} options={RESULTS} />
          <Select
            name="application"
            label="Application"
            value={filter.application}
            options={anyOf(props.applications)}
          />
          <Field
            name="user"
            label="Person (username or email)"
            value={filter.user}
            exact
            autocomplete="off"
            help={props.userName === undefined || props.userName === filter.user ? undefined : props.userName}
            error={errors['user']}
          />
          {props.groupName === undefined || filter.group === undefined ? null : (
            <Select
              name="group"
              label="User Group"
              value={filter.group}
              options={anyOf([{ value: filter.group, label: props.groupName }])}
            />
          )}
          {filter.cause === undefined ? null : (
            <Select
              name="cause"
              label="Cause"
              value={filter.cause}
              options={anyOf([{ value: filter.cause, label: `Event ${filter.cause}` }])}
            />
          )}
          <Field name="from" label="From day" type="date" value={filter.from} error={errors['from']} />
          <Field name="to" label="To day" type="date" value={filter.to} error={errors['to']} />
          <button class="btn">Apply</button>
        </form>
        {events.length === 0 ? (
          <Empty
            icon="list"
            title={filtered ? 'No events match' : 'Nothing happened yet'}
            text={
              filtered ? 'Widen the time or leave out a filter.' : 'Every change, sign-in and sync will be listed here.'
            }
          >
            {filtered ? (
              <a class="btn" href="/admin/insights">
                Clear filters
              </a>
            ) : undefined}
          </Empty>
        ) : (
          <EventTable events={events} now={chrome.now} />
        )}
        {events.length === 0 || props.exportHref === undefined ? null : <Export hrefOf={props.exportHref} />}
        <Pager
          summary={`Showing ${counted(events.length, 'event')}, newest first`}
          previous={props.newer}
          next={props.older}
          previousLabel="Newest"
          nextLabel="Older"
        />
      </Card>
      {props.chain === undefined ? null : <Chain {...props.chain} />}
    </AdminLayout>
  );
}

function Chain({ position, text }: NonNullable<InsightsPageProps['chain']>): VNode {
  return (
    <Card
      id="chain"
      title="Evidence"
      lead={`${counted(position, 'event')} were sealed so far, each with everything before it. A change, a deletion or an insertion afterwards is found.`}
    >
      <CopyField
        id="chain-end"
        label="End of the chain"
        value={text}
        help="Note it somewhere else. Later, passo events verify --noted with it shows that nothing before it was changed since."
      />
    </Card>
  );
}

function Export({ hrefOf }: { readonly hrefOf: NonNullable<InsightsPageProps['exportHref']> }): VNode {
  return (
    <footer>
      <span>Export every event that matches:</span>
      <a href={safeHref(hrefOf('csv'))} download>
        CSV
      </a>
      <a href={safeHref(hrefOf('json'))} download>
        JSON
      </a>
      <a href={safeHref(hrefOf('ndjson'))} download>
        JSON Lines
      </a>
    </footer>
  );
}

function anyOf(options: readonly FilterOption[]): readonly FilterOption[] {
  return [{ value: '', label: 'Any' }, ...options];
}
