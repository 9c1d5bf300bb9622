import { isDataFault } from '../../../store/dialect';
import { deleteLinksAmong, saveLinks, type Link } from '../../../store/provisioning/links';
import { findAnyUrgent, findMark, type Mark } from '../../../store/provisioning/stale';
import { traced, type SpanBegin } from '../../../tracing/tracer';
import { putOffSubject } from '../fault';
import { holdRemovals } from '../guard/hold';
import { LeaseLost, writeInLane, writeIntents } from '../lane-run';
import { loadSubjects, planSubjects, type Planned } from '../subjects';
import { attend, intentOf, quietOf, settleWithout, type Job } from './attend';
import { prepareIndex } from './read-index';
import type { PeopleTurn } from './turn';

/** What the rest of a turn needs to know of faults of the program. */
export interface Faults {
  readonly note: (error: unknown) => void;
}

/** People for whom everything is ready to be sent; what will be is written down already. */
export interface Batch {
  readonly jobs: readonly Job[];
  /** By the clock that never jumps, milliseconds. */
  readonly readAt: number;
  /** Somebody in it loses access. */
  readonly takesAway: boolean;
}

/**
 * Makes the people of some marks ready: reads and plans all of them at once, and writes down in one transaction what is
 * about to be sent. Those for whom nothing is sent are noted. Who loses access comes first.
 * @param hasRemovals the application has removals that wait or were allowed
 * @throws LeaseLost, and what the database says
 */
export async function prepareBatch(
  turn: PeopleTurn,
  marks: readonly Mark[],
  hasRemovals: boolean,
  faults: Faults,
): Promise<Batch> {
  const { run } = turn;
  const { deps, application, scim } = run;
  const readAt = performance.now();
  const subjects = await loadSubjects(deps.db, application, scim, marks, deps.clock());
  const all = planSubjects(application, scim, subjects, deps.clock());
  const planned = await holdRemovals(run, all, hasRemovals);
  const sending: Planned[] = [];
  for (const one of planned) {
    const quiet = quietOf(one);
    if (quiet === undefined) sending.push(one);
    else settleWithout(turn, one.subject, quiet);
  }
  sending.sort((one, other) => rankOf(one) - rankOf(other));
  await prepareIndex(turn, sending);
  const jobs = await intendAll(turn, sending, faults);
  return { jobs, readAt, takesAway: sending.some((one) => rankOf(one) === 0) };
}

/** Access that ends is more urgent than access that begins. */
function rankOf({ operation }: Planned): number {
  if (operation.kind === 'delete' || operation.kind === 'find-and-deactivate') return 0;
  if (operation.kind === 'update') return operation.deactivates ? 0 : 1;
  return 2;
}

/** Writes down what is about to be sent, as far as it is known before anything is asked. */
async function intendAll(turn: PeopleTurn, sending: readonly Planned[], faults: Faults): Promise<Job[]> {
  const jobs = sending.map((one): Job => {
    const intent = intentOf(turn, one);
    return intent === undefined ? one : { ...one, intent };
  });
  const intents = jobs.flatMap(({ intent }) => intent ?? []);
  if (intents.length === 0) return jobs;
  try {
    await writeIntents(turn.run, intents);
    return jobs;
  } catch (error) {
    if (!isDataFault(error)) throw error;
    // One of them can't be written: each writes its own then, and only that one fails.
    faults.note(error);
    return [...sending];
  }
}

/** After this much time a plan is held against the mark once more before it is carried out. */
const FRESH_MS = 1_000;

/**
 * Sends what was made ready, several people at a time. What it came to is noted in the ledger.
 * @param batch with the marks it was made of
 * @param stop asked between people; who was not served then is as before
 * @returns false when it gave way to somebody else who may lose access: the others are as before
 * @throws LeaseLost, and what the database says
 */
export async function sendBatch(
  turn: PeopleTurn,
  { jobs, readAt, marks }: Batch & { readonly marks: readonly Mark[] },
  stop: () => boolean,
  faults: Faults,
): Promise<boolean> {
  const { run, ledger } = turn;
  const { tracer } = run.deps;
  const overtaken: Job[] = [];
  const unsent: Job[] = [];
  const isUrgent = urgencyBesides(turn, marks);
  let gaveWay = false;
  let next = 0;
  let lost: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (;;) {
      if (run.stopped || lost !== undefined || gaveWay || stop()) return;
      const job = jobs[next];
      if (job === undefined) return;
      next += 1;
      try {
        await ledger.check();
        const urgent = isUrgent();
        if (urgent !== undefined && (await urgent)) gaveWay = true;
        if (run.stopped || gaveWay) {
          unsent.push(job);
          return;
        }
        await run.pace.send(async () => {
          if (performance.now() - readAt > FRESH_MS && (await isOvertaken(turn, job))) overtaken.push(job);
          else await (tracer === undefined ? attend(turn, job) : traced(tracer, spanOf(job), () => attend(turn, job)));
        });
      } catch (error) {
        if (error instanceof LeaseLost) run.stopped = true;
        lost ??= await faultOf(turn, job, error, faults);
      }
    }
  };
  const workers = Math.min(
    jobs.length,
    run.application.idm.pace?.concurrency ?? run.deps.config.provisioning.concurrency,
  );
  await Promise.all(Array.from({ length: workers }, work));
  if (lost !== undefined) throw lost.error;
  await dropJobs(turn, [...overtaken, ...unsent, ...jobs.slice(next)]);
  return !gaveWay;
}

/**
 * Asks once a second whether somebody is due who may lose access and has no place in the batch: an SP that is slow, or
 * wants few requests, would have them wait for all of it (R10). The second begins with the first person who is sent, so
 * that a slow database does not have every batch give way before it has begun.
 */
function urgencyBesides({ run }: PeopleTurn, marks: readonly Mark[]): () => Promise<boolean> | undefined {
  let askedAt: number | undefined;
  return () => {
    const now = performance.now();
    askedAt ??= now;
    if (now - askedAt < FRESH_MS) return undefined;
    askedAt = now;
    const { db, clock } = run.deps;
    const mine = marks.map(({ userId }) => userId);
    return findAnyUrgent(db, run.application.id, clock(), mine);
  };
}

/** One person in a trace: by the event that caused the change, never by name. */
function spanOf({ subject: { mark }, operation }: Job): SpanBegin {
  const handedDown = { 'passo.correlation_id': mark.correlationId, 'passo.attempt': mark.attempts + 1 };
  return { name: 'provision person', facts: { 'passo.operation': operation.kind }, handedDown };
}

/** Something has changed about the person since the plan: who was suspended meanwhile gets no account by it. */
async function isOvertaken({ run }: PeopleTurn, { subject }: Job): Promise<boolean> {
  const { applicationId, userId, version } = subject.mark;
  return (await findMark(run.deps.db, applicationId, userId))?.version !== version;
}

/** Puts a person off whose turn ended in a fault of ours. @returns what ends the turn for everybody, if anything does */
async function faultOf(
  turn: PeopleTurn,
  { subject }: Job,
  error: unknown,
  faults: Faults,
): Promise<{ readonly error: unknown } | undefined> {
  if (error instanceof LeaseLost) return { error };
  faults.note(error);
  try {
    await putOffSubject(turn.run, subject.mark);
    return undefined;
  } catch (second) {
    return { error: second };
  }
}

/** Nothing was sent for these people, so nothing of them is in doubt. */
export async function dropJobs(turn: PeopleTurn, jobs: readonly Job[]): Promise<void> {
  const written = jobs.filter(({ intent }) => intent !== undefined);
  if (written.length === 0) return;
  const { application } = turn.run;
  const known: Link[] = written.filter(({ subject }) => subject.linkIsStored).map(({ subject }) => subject.link);
  const unknown = written.filter(({ subject }) => !subject.linkIsStored).map(({ subject }) => subject.mark.userId);
  await writeInLane(turn.run, async (tx) => {
    await saveLinks(tx, known);
    await deleteLinksAmong(tx, application.id, unknown);
  });
}
