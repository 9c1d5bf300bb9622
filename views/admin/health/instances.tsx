import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Badge } from '../../parts/badge';
import { Card } from '../../parts/card';
import { Time } from '../../parts/time';

/** A process that works on the database. Times in milliseconds since the epoch. */
export interface InstanceView {
  readonly id: string;
  /** The machine and the number of the process. */
  readonly name: string;
  readonly version: string;
  readonly state: 'working' | 'stopping';
  readonly startedAt: number;
  readonly seenAt: number;
  /** It made this page. */
  readonly isSelf: boolean;
  readonly isLost: boolean;
}

/** The processes on one database: who they are, since when, and when each was last seen. */
export function InstancesCard({
  chrome,
  instances,
}: {
  readonly chrome: Chrome;
  readonly instances: readonly InstanceView[];
}): VNode {
  return (
    <Card id="instances" title="Instances" lead="Every process of Passo that works on this database." bare>
      <table class="table fold">
        <caption class="vh">Processes of Passo</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Version</th>
            <th scope="col">Since</th>
            <th scope="col">Last seen</th>
          </tr>
        </thead>
        <tbody>
          {instances.map((one) => (
            <tr key={one.id}>
              <td>
                <b>
                  <bdi>{one.name}</bdi>
                </b>
                {one.isSelf ? <div class="small muted">made this page</div> : null}
              </td>
              <td data-th="State">{stateOf(one)}</td>
              <td data-th="Version">{one.version}</td>
              <td data-th="Since">
                <Time at={one.startedAt} now={chrome.now} />
              </td>
              <td data-th="Last seen">
                <Time at={one.seenAt} now={chrome.now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function stateOf({ state, isLost }: InstanceView): VNode {
  if (isLost) return <Badge kind="bad">Gone</Badge>;
  return state === 'working' ? <Badge kind="ok">Working</Badge> : <Badge kind="wait">Stopping</Badge>;
}
