import { getApplication } from '../../../store/applications';
import { listDue } from '../../../store/provisioning/stale';
import { putOffSubject } from '../fault';
import type { LaneRun } from '../lane-run';
import { serveBatch, type Faults } from './batch';
import { makeLedger } from './ledger';
import type { PeopleTurn } from './turn';

/** Marks read at a time: few at first, and as many as are served in about a second. */
const FIRST_BATCH = 32;
const MOST_MARKS = 500;
const SHORT_MS = 500;
const LONG_MS = 2_000;

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
async function isOutdated({ deps, application }: LaneRun): Promise<boolean> {
  const now = await getApplication(deps.db, application.id);
  return now.idmState !== application.idmState || JSON.stringify(now.idm) !== JSON.stringify(application.idm);
}

/**
 * Serves the due people of an application until none is due, the SP is in trouble, or `stop` says so. A held application
 * gets one person at a time, as a probe, until one is answered: somebody for whom nothing has to be sent teaches nothing.
 * @param stop asked between people
 * @throws LeaseLost, and what the database says
 */
export async function servePeople(turn: PeopleTurn, stop: () => boolean, faults: Faults): Promise<void> {
  const { run } = turn;
  const { db, clock } = run.deps;
  let size = FIRST_BATCH;
  while (!run.stopped && !stop()) {
    const take = run.held ? 1 : size;
    const marks = await listDue(db, run.application.id, clock(), take);
    if (marks.length === 0) return;
    if (await isOutdated(run)) {
      run.stopped = true;
      return;
    }
    const began = performance.now();
    await serveBatch(turn, marks, stop, faults);
    if (marks.length < take) return;
    const took = performance.now() - began;
    if (took < SHORT_MS) size = Math.min(MOST_MARKS, size * 2);
    else if (took > LONG_MS) size = Math.max(FIRST_BATCH / 4, Math.floor(size / 2));
  }
}
