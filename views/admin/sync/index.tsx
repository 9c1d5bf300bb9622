import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { figure } from '../../parts/words';
import { JobTable, type SyncJobRow } from './jobs';
import { LaneTable, type SyncLaneRow } from './lanes';

/** What Sync Activity shows. */
export interface SyncPageProps {
  readonly chrome: Chrome;
  /** Active integrations, what is held back first. */
  readonly lanes: readonly SyncLaneRow[];
  readonly jobs: readonly SyncJobRow[];
}

/** What waits at each application, what holds it back, and the jobs under way. */
export function SyncPage({ chrome, lanes, jobs }: SyncPageProps): VNode {
  const sum = (count: (lane: SyncLaneRow) => number): number => lanes.reduce((total, lane) => total + count(lane), 0);
  const waiting = sum((lane) => lane.waiting + lane.waitingGroups);
  const attention = sum((lane) => lane.attention);
  const held = lanes.filter((lane) => lane.hold !== undefined || lane.paused !== undefined).length;
  const staged = sum((lane) => lane.staged);
  const calm = waiting + attention + held + staged === 0;
  return (
    <AdminLayout chrome={chrome} title="Sync Activity" nav="sync" crumbs={[{ label: 'Sync Activity' }]}>
      <div class="row">
        <h1>Sync Activity</h1>
        <a class="btn small push" href="/admin/sync">
          Look again
        </a>
      </div>
      <Card
        id="queue"
        title="Applications"
        lead="Changes are sent in the order they came, each application by itself."
        bare
      >
        {lanes.length === 0 ? (
          <Empty
            icon="sync"
            title="No integration is active"
            text="Activate Identity Management in an application, and its changes are listed here."
          >
            <a class="btn" href="/admin/applications">
              SSO Applications
            </a>
          </Empty>
        ) : (
          <>
            <ul class="figs plain" aria-label="In all applications">
              <Count href="#lanes" value={waiting} label="Waiting" />
              <Count href="#lanes" value={attention} label="Need attention" bad />
              <Count href="#lanes" value={held} label="Held or paused" bad />
              <Count href="#lanes" value={staged} label="In staged removals" bad />
            </ul>
            {calm ? (
              <Empty icon="check" title="Everything is in sync" text="Nothing waits, and nobody needs attention." />
            ) : null}
            <div id="lanes">
              <LaneTable lanes={lanes} now={chrome.now} />
            </div>
          </>
        )}
      </Card>
      <Card id="jobs" title="Jobs" lead="Imports, plans and comparisons of the last day." bare>
        {jobs.length === 0 ? (
          <Empty icon="check" title="No job is under way" />
        ) : (
          <JobTable jobs={jobs} now={chrome.now} />
        )}
      </Card>
    </AdminLayout>
  );
}

function Count(props: {
  readonly href: string;
  readonly value: number;
  readonly label: string;
  readonly bad?: boolean;
}): VNode {
  return (
    <li class={props.bad === true && props.value > 0 ? 'bad' : undefined}>
      <a href={props.href}>
        <b>{figure(props.value)}</b>
        {props.label}
      </a>
    </li>
  );
}
