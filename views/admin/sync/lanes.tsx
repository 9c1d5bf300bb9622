import type { VNode } from 'preact';
import { AppLogo } from '../../parts/app-logo';
import { Badge } from '../../parts/badge';
import { Time, relative } from '../../parts/time';
import { counted, figure } from '../../parts/words';

/** How one integration stands. Times in milliseconds since the epoch. */
export interface SyncLaneRow {
  readonly id: string;
  readonly label: string;
  readonly slug: string;
  readonly image?: string;
  /** People and user groups in line to be sent, and since when the oldest of them waits. */
  readonly waiting: number;
  readonly waitingGroups: number;
  readonly oldestAt?: number;
  /** People whom a staged removal keeps back. */
  readonly staged: number;
  readonly inSync: number;
  readonly attention: number;
  readonly lastSuccessAt?: number;
  /** Why nothing is sent, and when it is tried again. */
  readonly hold?: { readonly sentence: string; readonly since: number; readonly nextTryAt: number };
  readonly paused?: { readonly at: number; readonly by: string };
  /** It failed lately and is tried again then. */
  readonly nextTryAt?: number;
  /** Somebody is sending just now. */
  readonly served: boolean;
}

/** Every active integration in a table; what is held stands first. */
export function LaneTable({ lanes, now }: { readonly lanes: readonly SyncLaneRow[]; readonly now: number }): VNode {
  return (
    <table class="table fold">
      <caption class="vh">Active integrations, what is held back first</caption>
      <thead>
        <tr>
          <th scope="col">Application</th>
          <th scope="col">State</th>
          <th scope="col">Waiting</th>
          <th scope="col" class="num">
            Needs attention
          </th>
          <th scope="col">Last success</th>
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => (
          <LaneRow lane={lane} now={now} />
        ))}
      </tbody>
    </table>
  );
}

/** The page of an application's integration, narrowed to one status. */
export function laneHref(slug: string, status?: 'waiting' | 'attention'): string {
  const path = `/admin/applications/${slug}/identity-management`;
  return status === undefined ? path : `${path}?status=${status}#people`;
}

function LaneRow({ lane, now }: { readonly lane: SyncLaneRow; readonly now: number }): VNode {
  const { id, label, slug, image, attention, inSync, lastSuccessAt } = lane;
  return (
    <tr>
      <td>
        <div class="who">
          <AppLogo label={label} id={id} image={image} tiny />
          <div>
            <a href={laneHref(slug)}>
              <bdi>{label}</bdi>
            </a>
            <small>{counted(inSync, 'account')} in sync</small>
          </div>
        </div>
      </td>
      <td data-th="State">
        <div>
          <LaneState lane={lane} now={now} />
        </div>
      </td>
      <td data-th="Waiting">
        <div>
          <Waiting lane={lane} now={now} />
        </div>
      </td>
      <td class="num" data-th="Needs attention">
        {attention === 0 ? (
          '0'
        ) : (
          <a href={laneHref(slug, 'attention')} aria-label={`${figure(attention)} need attention in ${label}`}>
            {figure(attention)}
          </a>
        )}
      </td>
      <td data-th="Last success">
        {lastSuccessAt === undefined ? <span class="muted">none yet</span> : <Time at={lastSuccessAt} now={now} />}
      </td>
    </tr>
  );
}

function LaneState({ lane, now }: { readonly lane: SyncLaneRow; readonly now: number }): VNode {
  const { hold, paused, served, waiting, waitingGroups, nextTryAt, attention } = lane;
  if (hold !== undefined) {
    return (
      <>
        <Badge kind="bad">Held</Badge>
        <small>
          {hold.sentence} Held since <Time at={hold.since} now={now} />. Next try{' '}
          {hold.nextTryAt <= now ? 'now' : relative(hold.nextTryAt, now)}.
        </small>
      </>
    );
  }
  if (paused !== undefined) {
    return (
      <>
        <Badge kind="warn">Paused</Badge>
        <small>
          by <bdi>{paused.by}</bdi>, <Time at={paused.at} now={now} />
        </small>
      </>
    );
  }
  if (served) return <Badge kind="wait">Sending</Badge>;
  if (nextTryAt !== undefined) {
    return (
      <>
        <Badge kind="warn">Slowed down</Badge>
        <small>Next try {relative(nextTryAt, now)}.</small>
      </>
    );
  }
  if (waiting + waitingGroups > 0) return <Badge kind="wait">Waiting</Badge>;
  return attention > 0 ? <Badge kind="bad">Needs attention</Badge> : <Badge kind="ok">In sync</Badge>;
}

function Waiting({ lane, now }: { readonly lane: SyncLaneRow; readonly now: number }): VNode {
  const { slug, label, waiting, waitingGroups, oldestAt, staged } = lane;
  if (waiting + waitingGroups + staged === 0) return <span class="muted">nothing</span>;
  return (
    <>
      {waiting === 0 ? null : (
        <a href={laneHref(slug, 'waiting')} aria-label={`${counted(waiting, 'person', 'people')} waiting in ${label}`}>
          {counted(waiting, 'person', 'people')}
        </a>
      )}
      {waitingGroups === 0 ? null : <small>{counted(waitingGroups, 'user group')}</small>}
      {oldestAt === undefined ? null : (
        <small>
          oldest since <Time at={oldestAt} now={now} />
        </small>
      )}
      {staged === 0 ? null : <small>{counted(staged, 'person waits', 'people wait')} in a staged removal</small>}
    </>
  );
}
