import { whole, wholeOrNone } from '../dialect';
import type { ImportProgress, ImportState } from '../provisioning/imports';
import type { TrialState } from '../provisioning/trials';
import type { Reader } from '../tx';

/** A long piece of work at one application, and how far it is. Times in milliseconds since the epoch. */
export type SyncJob = ImportJob | PlanJob | DriftJob;

interface JobFrame {
  readonly label: string;
  readonly slug: string;
  /** Why it failed. */
  readonly sentence?: string;
  readonly startedAt: number;
  readonly finishedAt?: number;
}

/** Users of an application being listed, or brought into the directory. */
export interface ImportJob extends JobFrame {
  readonly kind: 'import';
  readonly state: ImportState;
  readonly progress: ImportProgress;
  readonly startedBy: string;
}

/** A plan of what would be sent. */
export interface PlanJob extends JobFrame {
  readonly kind: 'plan';
  readonly id: string;
  readonly state: TrialState;
  readonly startedBy: string;
}

/** A comparison of an application's accounts with ours. */
export interface DriftJob extends JobFrame {
  readonly kind: 'drift';
  readonly state: 'running' | 'failed';
  readonly accounts: number;
  readonly groups: number;
}

interface Row {
  id: string;
  label: string;
  slug: string;
  state: string;
  sentence: string | null;
  progress: string;
  started_by: string;
  started_at: unknown;
  created_at: unknown;
  finished_at: unknown;
}

/** How many jobs of one kind a page can use. */
const MOST = 50;

/**
 * Lists the jobs that are under way, and those since a moment that failed or wait for somebody to decide, the newest
 * first.
 */
export async function listSyncJobs(reader: Reader, since: number): Promise<SyncJob[]> {
  const imports = (await of(reader, 'imports')
    .whereIn('imports.state', ['reading', 'importing'])
    .orWhere((late) => void late.whereIn('imports.state', ['ready', 'failed']).where('imports.updated_at', '>=', since))
    .orderBy('imports.created_at', 'desc')
    .limit(MOST)) as Row[];
  const plans = (await of(reader, 'trial_runs')
    .whereIn('trial_runs.state', ['queued', 'running'])
    .orWhere((late) => {
      void late
        .whereIn('trial_runs.state', ['ready', 'failed'])
        .whereNull('trial_runs.applied_at')
        .where('trial_runs.created_at', '>=', since);
    })
    .orderBy('trial_runs.created_at', 'desc')
    .limit(MOST)) as Row[];
  const drifts = (await of(reader, 'drift_runs')
    .whereIn('drift_runs.state', ['running', 'failed'])
    .limit(MOST)) as Row[];
  const jobs = [...imports.map(importOf), ...newestOfEach(plans).map(planOf), ...drifts.map(driftOf)];
  return jobs.sort((one, other) => other.startedAt - one.startedAt);
}

function of(reader: Reader, table: 'imports' | 'trial_runs' | 'drift_runs') {
  return reader(table)
    .join('applications', 'applications.id', `${table}.application_id`)
    .select(`${table}.*`, 'applications.label', 'applications.slug');
}

/** A new plan takes the place of the one before it. */
function newestOfEach(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ slug, state }) => {
    const first = !seen.has(slug);
    seen.add(slug);
    return first || state === 'queued' || state === 'running';
  });
}

function frameOf(row: Row, startedAt: unknown): JobFrame {
  const finishedAt = wholeOrNone(row.finished_at);
  return {
    label: row.label,
    slug: row.slug,
    startedAt: whole(startedAt ?? 0),
    ...(row.sentence === null ? {} : { sentence: row.sentence }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

function importOf(row: Row): ImportJob {
  const progress = JSON.parse(row.progress) as ImportProgress;
  const state = row.state as ImportState;
  return { kind: 'import', ...frameOf(row, row.created_at), state, progress, startedBy: row.started_by };
}

function planOf(row: Row): PlanJob {
  const state = row.state as TrialState;
  return { kind: 'plan', ...frameOf(row, row.created_at), id: row.id, state, startedBy: row.started_by };
}

function driftOf(row: Row): DriftJob {
  const { accounts = 0, groups = 0 } = JSON.parse(row.progress) as { accounts?: number; groups?: number };
  const state = row.state === 'failed' ? 'failed' : 'running';
  return { kind: 'drift', ...frameOf(row, row.started_at), state, accounts, groups };
}
