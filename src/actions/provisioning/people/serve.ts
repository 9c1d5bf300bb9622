import { findStanding, type Standing } from '../../../store/provisioning/standing';
import { listDue, type Mark } from '../../../store/provisioning/stale';
import { putOffSubject } from '../fault';
import type { LaneRun } from '../lane-run';
import { dropJobs, prepareBatch, sendBatch, type Batch, type Faults } from './batch';
import { makeLedger } from './ledger';
import type { PeopleTurn } from './turn';

/** Marks read at a time: few at first, and as many as are served in about a second. */
const FIRST_BATCH = 32;
const MOST_MARKS = 500;
/** A batch that went well is followed by one so many times as large. */
const GROWTH = 4;
const SHORT_MS = 500;
const LONG_MS = 2_000;
/** A batch that took longer is followed by people as they stand then. */
const QUICK_MS = 1_000;

/** What people of one application are served with, for one turn. */
export function beginPeople(run: LaneRun, faults: Faults): PeopleTurn {
  const ledger = makeLedger(run, (subject, error) => {
    faults.note(error);
    // The entry could not be written: the person is put off, and the others go on.
    void putOffSubject(run, subject.mark).catch(faults.note);
  });
  return { run, ledger, index: undefined, indexIsNoUse: false };
}

/**
 * Tells whether an admin has changed the settings since the turn began: what is marked now is meant for the new ones, so
 * the next turn serves it. Asked after the marks were read, which are written in the transaction of the change.
 */
function isOutdated({ application }: LaneRun, now: Standing): boolean {
  return (
    now.idmState !== application.idmState || JSON.stringify(JSON.parse(now.idm)) !== JSON.stringify(application.idm)
  );
}

/** A batch, the marks it was made of, and how many were asked for. */
interface Portion extends Batch {
  readonly marks: readonly Mark[];
  readonly asked: number;
}

/**
 * Serves the due people of an application until none is due, the SP is in trouble, or `stop` says so. A held application
 * gets one person at a time, as a probe, until one is answered: somebody for whom nothing has to be sent teaches nothing.
 * While one batch is being sent the next is made ready, where that is soon: a change of access waits for no more. Both
 * give way to somebody who may lose access.
 * @param stop asked between people
 * @throws LeaseLost, and what the database says
 */
export async function servePeople(turn: PeopleTurn, stop: () => boolean, faults: Faults): Promise<void> {
  const { run, ledger } = turn;
  let size = FIRST_BATCH;
  let isQuick = true;
  let written: Promise<void> = Promise.resolve();
  let ahead: Promise<Portion> | undefined;
  try {
    while (!run.stopped && !stop()) {
      const portion = await (ahead ?? nextPortion(turn, size, [], faults));
      ahead = undefined;
      if (portion.marks.length === 0) break;
      const isLast = portion.marks.length < portion.asked;
      if (!isLast && isQuick && !portion.takesAway && !run.held) {
        const { marks } = portion;
        size = Math.min(MOST_MARKS, size * GROWTH);
        ahead = written.then(() => nextPortion(turn, size, marks, faults));
        ahead.catch(() => undefined);
      }
      const began = performance.now();
      const isWhole = await sendBatch(turn, portion, stop, faults);
      if (!isWhole && ahead !== undefined) {
        const { jobs } = await ahead;
        ahead = undefined;
        await dropJobs(turn, jobs);
      }
      written = isLast && isWhole && !run.stopped && !stop() ? ledger.finish() : ledger.flush();
      written.catch(() => undefined);
      if (ahead === undefined) await written;
      if (isLast && isWhole) break;
      const took = performance.now() - began;
      isQuick = took < QUICK_MS;
      if (took < SHORT_MS && ahead === undefined) size = Math.min(MOST_MARKS, size * GROWTH);
      else if (took > LONG_MS) size = Math.max(FIRST_BATCH / 4, Math.floor(size / 2));
    }
  } finally {
    // Nothing of what was made ready has been sent.
    if (ahead !== undefined) {
      await ahead.then(({ jobs }) => dropJobs(turn, jobs)).catch(faults.note);
      written = written.then(() => ledger.flush());
      written.catch(() => undefined);
    }
  }
  await written;
}

/** The people who are due next, made ready; those of `besides` are under way. */
async function nextPortion(turn: PeopleTurn, size: number, besides: readonly Mark[], faults: Faults): Promise<Portion> {
  const { run } = turn;
  const { db, clock } = run.deps;
  const asked = run.held ? 1 : size;
  const how = { besides: besides.map(({ userId }) => userId), isProbe: run.held };
  const marks = await listDue(db, run.application.id, clock(), asked, how);
  const none = { marks: [], asked, jobs: [], readAt: 0, takesAway: false };
  if (marks.length === 0) return none;
  const standing = await findStanding(db, run.application.id);
  if (standing === undefined || isOutdated(run, standing)) run.stopped = true;
  if (standing === undefined || run.stopped) return none;
  return { ...(await prepareBatch(turn, marks, standing.hasRemovals, faults)), marks, asked };
}
