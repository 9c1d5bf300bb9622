import { Router } from 'express';
import { SyncPage } from '../../../views/admin/sync/index';
import type { SyncJobRow } from '../../../views/admin/sync/jobs';
import type { SyncLaneRow } from '../../../views/admin/sync/lanes';
import { counted } from '../../../views/parts/words';
import { compact } from '../../core/compact';
import { listSyncJobs, type SyncJob } from '../../store/boards/jobs';
import { listSyncLanes, type SyncLane } from '../../store/boards/sync';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';

const DAY_MS = 86_400_000;
/** While a job is under way the page asks again by itself, with or without script. */
const RENEW_S = 10;

/** Sync Activity: what waits at each application, what holds it back, and the jobs. */
export function syncRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/sync', async (request, response) => {
    const { db, clock } = web.context;
    const now = clock();
    const lanes = (await listSyncLanes(db, now)).map(laneRow).sort(heldFirst);
    const jobs = (await listSyncJobs(db, now - DAY_MS)).map(jobRow);
    if (jobs.some(({ state }) => state === 'queued' || state === 'running')) response.set('Refresh', String(RENEW_S));
    render(response, <SyncPage chrome={await chromeOf(web, request)} lanes={lanes} jobs={jobs} />);
  });
  return router;
}

function laneRow(lane: SyncLane): SyncLaneRow {
  const { applicationId, slug, hasImage, accounts, ...rest } = lane;
  return compact<SyncLaneRow>({
    ...rest,
    id: applicationId,
    slug,
    image: hasImage ? `/apps/${slug}/image` : undefined,
    inSync: accounts['in-sync'],
    attention: accounts.attention,
  });
}

/** What is held or paused, then what needs somebody, then what waits; else by label. */
function heldFirst(one: SyncLaneRow, other: SyncLaneRow): number {
  return rank(one) - rank(other);
}

function rank({ hold, paused, attention, staged, waiting, waitingGroups }: SyncLaneRow): number {
  if (hold !== undefined) return 0;
  if (paused !== undefined) return 1;
  if (attention + staged > 0) return 2;
  return waiting + waitingGroups > 0 ? 3 : 4;
}

function jobRow(job: SyncJob): SyncJobRow {
  const { label, startedAt } = job;
  const path = `/admin/applications/${job.slug}/identity-management`;
  if (job.kind === 'drift') {
    const seen = `${counted(job.accounts, 'account')} and ${counted(job.groups, 'group')} compared`;
    const sentence = job.state === 'failed' ? (job.sentence ?? 'It failed.') : `${seen} so far.`;
    return { label, what: 'Comparison', href: `${path}/drift`, state: job.state, sentence, startedAt };
  }
  if (job.kind === 'plan') {
    return {
      label,
      what: 'Plan',
      href: `${path}/plan`,
      state: job.state,
      sentence: planSentence(job),
      startedBy: job.startedBy,
      startedAt,
    };
  }
  const { read, run } = job.progress;
  const done = run && run.created + run.linked + run.refused;
  return compact<SyncJobRow>({
    label,
    what: 'Import',
    href: `${path}/import`,
    state: importState(job),
    sentence: importSentence(job.state, job.sentence, read, done, run?.total),
    done: job.state === 'importing' && run !== undefined ? { count: done ?? 0, total: run.total } : undefined,
    startedBy: job.startedBy,
    startedAt,
  });
}

/** A list from which somebody has imported already waits for nobody. */
function importState({ state, progress }: Extract<SyncJob, { kind: 'import' }>): SyncJobRow['state'] {
  if (state === 'reading' || state === 'importing') return 'running';
  return state === 'ready' && progress.run !== undefined ? 'done' : state;
}

function planSentence({ state, sentence }: Extract<SyncJob, { kind: 'plan' }>): string {
  if (state === 'failed') return sentence ?? 'It could not be made.';
  if (state === 'ready') return 'It can be looked at and started.';
  return state === 'queued' ? 'It begins in a moment.' : 'Reading what the application has.';
}

function importSentence(
  state: Extract<SyncJob, { kind: 'import' }>['state'],
  sentence: string | undefined,
  read: number,
  done: number | undefined,
  total: number | undefined,
): string {
  if (state === 'failed') return sentence ?? 'The list could not be read.';
  if (state === 'reading') return `${counted(read, 'user')} listed so far.`;
  if (state === 'importing') return `${counted(done ?? 0, 'user')} of ${(total ?? 0).toLocaleString('en')} done.`;
  return total === undefined
    ? `${counted(read, 'user')} to choose from.`
    : `The last one is complete: ${counted(done ?? 0, 'user')}.`;
}
