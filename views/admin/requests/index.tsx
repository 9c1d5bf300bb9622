import type { VNode } from 'preact';
import type { AccessRequestState } from '../../../src/core/portal/access-request';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Badge, type BadgeKind } from '../../parts/badge';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Pager } from '../../parts/pager';
import { withQuery } from '../../parts/safe-href';
import { Tabs } from '../../parts/tabs';
import { Time } from '../../parts/time';
import { figure } from '../../parts/words';

/** One line of the list. */
export interface RequestRow {
  readonly id: string;
  readonly person: string;
  /** What was asked for, by the application's name or in the person's words. */
  readonly wanted: string;
  readonly reason: string;
  readonly state: AccessRequestState;
  readonly createdAt: number;
  readonly decidedAt?: number;
  readonly decidedBy?: string;
}

/** What the list of requests shows. */
export interface RequestListPageProps {
  readonly chrome: Chrome;
  /** Those that wait, or those that were decided. */
  readonly open: boolean;
  readonly rows: readonly RequestRow[];
  /** How many wait. */
  readonly waiting: number;
  readonly page: number;
  readonly pages: number;
}

const STATES: Readonly<Record<AccessRequestState, { readonly kind: BadgeKind; readonly word: string }>> = {
  open: { kind: 'wait', word: 'Waiting' },
  granted: { kind: 'ok', word: 'Granted' },
  declined: { kind: 'off', word: 'Declined' },
  withdrawn: { kind: 'off', word: 'Taken back' },
};

/** The badge of a request. */
export function RequestBadge({ state }: { readonly state: AccessRequestState }): VNode {
  return <Badge kind={STATES[state].kind}>{STATES[state].word}</Badge>;
}

/** Requests for access: those that wait first above, or those that were decided. */
export function RequestListPage(props: RequestListPageProps): VNode {
  const { chrome, open, rows, waiting, page, pages } = props;
  return (
    <AdminLayout chrome={chrome} title="Requests for access" nav="requests" crumbs={[{ label: 'Requests for access' }]}>
      <h1>Requests for access</h1>
      <Tabs
        label="Requests"
        tabs={[
          { label: `Waiting (${figure(waiting)})`, href: '/admin/requests', current: open },
          { label: 'Decided', href: '/admin/requests?state=decided', current: !open },
        ]}
      />
      <Card id="requests" title={open ? 'Waiting for an answer' : 'Decided'} bare>
        {rows.length === 0 ? (
          <Empty
            icon="check"
            title={open ? 'Nobody waits for an answer' : 'Nothing was decided yet'}
            text="People ask from the User Portal, or when an application refuses them."
          />
        ) : (
          <table class="table fold">
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col">Asks for</th>
                <th scope="col">Asked</th>
                <th scope="col">{open ? 'State' : 'Answer'}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr class="row-link">
                  <td>
                    <a class="stretch" href={`/admin/requests/${encodeURIComponent(row.id)}`}>
                      <bdi>{row.person}</bdi>
                    </a>
                  </td>
                  <td data-th="Asks for" class="wrap-any">
                    <bdi>{row.wanted}</bdi>
                    <span class="sub">
                      <bdi>{row.reason}</bdi>
                    </span>
                  </td>
                  <td data-th="Asked">
                    <Time at={row.createdAt} now={chrome.now} />
                  </td>
                  <td data-th={open ? 'State' : 'Answer'}>
                    <RequestBadge state={row.state} />
                    {row.decidedAt === undefined ? null : (
                      <span class="sub">
                        <Time at={row.decidedAt} now={chrome.now} /> by <bdi>{row.decidedBy ?? 'somebody'}</bdi>
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {pages <= 1 ? null : (
          <Pager
            summary={`Page ${figure(page)} of ${figure(pages)}`}
            previous={page > 1 ? pageHref(open, page - 1) : undefined}
            next={page < pages ? pageHref(open, page + 1) : undefined}
          />
        )}
      </Card>
    </AdminLayout>
  );
}

function pageHref(open: boolean, page: number): string {
  return withQuery('/admin/requests', { state: open ? undefined : 'decided', page });
}
