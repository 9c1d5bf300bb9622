import type { VNode } from 'preact';
import { Badge, type BadgeKind } from '../../parts/badge';
import { safeHref } from '../../parts/safe-href';
import { Time } from '../../parts/time';

/** A long piece of work at one application. Times in milliseconds since the epoch. */
export interface SyncJobRow {
  readonly label: string;
  readonly href: string;
  /** "Import", "Plan", "Comparison". */
  readonly what: string;
  readonly state: 'queued' | 'running' | 'ready' | 'done' | 'failed';
  /** How far it is, or why it failed. */
  readonly sentence: string;
  /** Share that is done, where the end is known. */
  readonly done?: { readonly count: number; readonly total: number };
  readonly startedBy?: string;
  readonly startedAt: number;
}

const STATES: Readonly<Record<SyncJobRow['state'], { readonly kind: BadgeKind; readonly word: string }>> = {
  queued: { kind: 'off', word: 'Queued' },
  running: { kind: 'wait', word: 'Running' },
  ready: { kind: 'warn', word: 'Waits for you' },
  done: { kind: 'ok', word: 'Done' },
  failed: { kind: 'bad', word: 'Failed' },
};

/** Imports, plans and comparisons in a table, the newest first. */
export function JobTable({ jobs, now }: { readonly jobs: readonly SyncJobRow[]; readonly now: number }): VNode {
  return (
    <table class="table fold">
      <caption class="vh">Imports, plans and comparisons, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">State</th>
          <th scope="col" class="w-half">
            Progress
          </th>
          <th scope="col">Started</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr>
            <td>
              <a href={safeHref(job.href)}>
                {job.what} of <bdi>{job.label}</bdi>
              </a>
            </td>
            <td data-th="State">
              <Badge kind={STATES[job.state].kind}>{STATES[job.state].word}</Badge>
            </td>
            <td data-th="Progress">
              <div class="progress">
                <span>{job.sentence}</span>
                {job.done === undefined ? null : (
                  <progress
                    value={job.done.count}
                    max={Math.max(1, job.done.total)}
                    aria-label={`Progress of ${job.what} of ${job.label}`}
                  />
                )}
              </div>
            </td>
            <td data-th="Started">
              <div>
                <Time at={job.startedAt} now={now} />
                {job.startedBy === undefined ? null : (
                  <small>
                    by <bdi>{job.startedBy}</bdi>
                  </small>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
