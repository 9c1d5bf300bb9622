import type { VNode } from 'preact';

import type { RecordedRequest } from '../../src/dev/simulator/record';
import type { SimulatedAccount } from '../../src/dev/simulator/types';

import { Moment } from './parts';

/** The accounts that were provisioned. @param total how many there are, of which the first are shown */
export function Accounts(props: { accounts: readonly SimulatedAccount[]; total: number; groups: number }): VNode {
  const { accounts, total, groups } = props;
  return (
    <section class="card">
      <header>
        <h2>Accounts</h2>
        <span class="count">{total}</span>
        <p>{`${groups} ${groups === 1 ? 'group' : 'groups'}. ${shown(accounts.length, total)}`}</p>
      </header>
      {accounts.length === 0 ? (
        <div class="empty">
          <h3>No accounts yet</h3>
          <p>They appear when Passo provisions them through SCIM.</p>
        </div>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <th scope="col">User name</th>
              <th scope="col">Status</th>
              <th scope="col">Name</th>
              <th scope="col">Groups</th>
              <th scope="col">Attributes</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.id}>
                <td>
                  <bdi>{account.userName}</bdi>
                  {account.externalId === undefined ? null : <small>{account.externalId}</small>}
                </td>
                <td data-th="Status">
                  {account.active ? <span class="badge ok">Active</span> : <span class="badge off">Deactivated</span>}
                </td>
                <td data-th="Name">
                  <bdi>{account.displayName ?? '–'}</bdi>
                </td>
                <td data-th="Groups">{account.groups.join(', ') || '–'}</td>
                <td data-th="Attributes">
                  <Detail label="Show" value={account.attributes} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The last SCIM requests, newest first. */
export function Requests({ requests, total }: { requests: readonly RecordedRequest[]; total: number }): VNode {
  return (
    <section class="card">
      <header>
        <h2>SCIM requests</h2>
        <span class="count">{total}</span>
        <p>{`Newest first. Tokens and passwords are not kept. ${shown(requests.length, total)}`}</p>
      </header>
      {requests.length === 0 ? (
        <div class="empty">
          <h3>No requests yet</h3>
          <p>Activate Identity Management for this application in Passo.</p>
        </div>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <th scope="col">Request</th>
              <th scope="col">Answer</th>
              <th scope="col">Time</th>
              <th scope="col">Body</th>
            </tr>
          </thead>
          <tbody>
            {requests.map((request, index) => (
              <tr key={index}>
                <td>
                  <code>{`${request.method} ${request.path}`}</code>
                </td>
                <td data-th="Answer">
                  <StatusBadge status={request.status} />
                  <small>{`${request.tookMs} ms`}</small>
                </td>
                <td data-th="Time">
                  <Moment at={request.at} />
                </td>
                <td data-th="Body">
                  {request.body === undefined ? '–' : <Detail label="Show" value={request.body} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function StatusBadge({ status }: { status: number }): VNode {
  if (status === 0) return <span class="badge bad">Dropped</span>;
  return <span class={status < 400 ? 'badge ok' : 'badge bad'}>{status}</span>;
}

function Detail({ label, value }: { label: string; value: unknown }): VNode {
  return (
    <div class="reason">
      <details>
        <summary>{label}</summary>
        <pre class="code">{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
      </details>
    </div>
  );
}

function shown(count: number, total: number): string {
  return count < total ? `${count} of ${total} are shown.` : '';
}
