import { eventOf } from '../../record';
import { SYSTEM } from '../../deps';
import type { DirectoryEvent } from '../../../events/catalog';
import { isDataFault } from '../../../store/dialect';
import { insertEventsOnce } from '../../../store/events';
import { markNewMemberships } from '../../../store/provisioning/group-marks';
import { acceptIntents } from '../../../store/provisioning/link-outcomes';
import { listHoldersOf, saveLinks, type Link } from '../../../store/provisioning/links';
import { defer, park, postpone, settleAll } from '../../../store/provisioning/stale';
import type { Tx } from '../../../store/tx';
import { aboutSubject, endTurn, writeInLane, type LaneRun, type Subject } from '../lane-run';
import { findHolder } from './holder';

/** What one person's exchange came to. */
export interface Entry {
  readonly subject: Subject;
  /** What is known of the account now. */
  readonly link?: Link;
  /** What becomes of the mark, unless a change has raised its version meanwhile. */
  readonly mark: 'settle' | 'park' | 'keep' | { readonly postponeTo: number } | { readonly deferTo: number };
  readonly event?: DirectoryEvent;
  /**
   * The account was made as its written intent says, and the link differs from the intent in what the SP answered. The id
   * is new here, so that nobody else may have it.
   */
  readonly isNewAccount?: true;
  /** The SP accepted all of what the written intent has in doubt, so that it need not be written a second time. */
  readonly isAsIntended?: true;
}

/** Collects what exchanges came to, and writes many of them in one transaction. */
export interface Ledger {
  /** Notes an outcome. It is on disk a moment later; until then the written intent stands for it. */
  note(entry: Entry): void;
  /**
   * Writes what was noted, and makes sure that the lane is still this turn's.
   * @throws LeaseLost, and what the database says
   */
  flush(): Promise<void>;
  /** The same for the last outcomes of a turn: the lane is given back with them when nothing more is due. */
  finish(): Promise<void>;
  /**
   * The same as `flush`, when that was not made sure of for a moment; else there is nothing to wait for.
   * @throws what an earlier write did
   */
  check(): Promise<void> | undefined;
}

/** More than a batch has: its outcomes are written at its end. */
const MOST = 1_000;
const PAUSE_MS = 300;
/** How long a turn may go on sending after its lane was taken away, at most: longer than it takes to begin a write and end it. */
const TRUST_MS = 500;

/**
 * Makes a ledger.
 * @param onFault told of an entry that the database will never take
 */
export function makeLedger(run: LaneRun, onFault: (subject: Subject, error: unknown) => void): Ledger {
  const waiting: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  /** Waits for the write that is under way; it takes everything that is noted until it begins. */
  let queued: Promise<void> | undefined;
  /** The next write that begins takes the last of what is noted. */
  let nextIsLast = false;
  let failed: { readonly error: unknown } | undefined;
  let checkedAt = performance.now();

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (failed !== undefined) throw failed.error;
    const entries = waiting.splice(0);
    const isLast = nextIsLast;
    nextIsLast = false;
    try {
      await commit(run, entries, isLast);
      checkedAt = performance.now();
    } catch (error) {
      if (isDataFault(error)) return writeSingly(entries);
      failed = { error };
      run.stopped = true;
      throw error;
    }
  }

  async function writeSingly(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      try {
        await commit(run, [entry], false);
      } catch (error) {
        if (!isDataFault(error)) throw error;
        onFault(entry.subject, error);
      }
    }
  }

  function flush(): Promise<void> {
    if (queued !== undefined) return queued;
    const begun = writing
      .catch(() => undefined)
      .then(() => {
        if (queued === begun) queued = undefined;
        return write();
      });
    queued = begun;
    writing = begun;
    return begun;
  }

  async function checkNow(): Promise<void> {
    // The write that is under way may have asked before the lane was taken away, a moment ago at most.
    await writing;
    if (performance.now() - checkedAt > TRUST_MS) await flush();
  }

  return {
    note(entry) {
      waiting.push(entry);
      if (waiting.length >= MOST) flush().catch(() => undefined);
      else timer ??= setTimeout(() => void flush().catch(() => undefined), PAUSE_MS);
    },
    flush,
    finish() {
      nextIsLast = true;
      return flush();
    },
    check() {
      if (failed !== undefined) throw failed.error;
      return performance.now() - checkedAt <= TRUST_MS ? undefined : checkNow();
    },
  };
}

/** Writes entries in one transaction of the lane; their events are counted afterwards. */
async function commit(run: LaneRun, entries: readonly Entry[], isLast: boolean): Promise<void> {
  const events: DirectoryEvent[] = [];
  run.released = await writeInLane(run, async (tx) => {
    // The transaction may be run anew; nothing of its first run counts.
    events.length = 0;
    await writeEntries(run, tx, entries, events);
    return isLast && endTurn(run, tx);
  });
  for (const event of events) run.deps.onEvent?.(event);
}

async function writeEntries(run: LaneRun, tx: Tx, entries: readonly Entry[], events: DirectoryEvent[]): Promise<void> {
  if (entries.length === 0) return;
  const certain = await withoutForeignAccounts(run, tx, entries);
  events.push(...certain.flatMap(({ event }) => event ?? []));
  const made = certain.filter(isMade);
  const [intended, others] = [certain.filter(isIntended), certain.filter((entry) => !isIntended(entry))];
  await saveLinks(
    tx,
    others.flatMap(({ link }) => link ?? []),
  );
  await acceptIntents(
    tx,
    intended.flatMap(({ link }) => link ?? []),
  );
  if (events.length > 0) await insertEventsOnce(tx, events);
  await settleAll(
    tx,
    certain.filter(({ mark }) => mark === 'settle').map(({ subject }) => subject.mark),
  );
  for (const { mark, subject } of certain) {
    if (mark === 'park') await park(tx, subject.mark);
    else if (typeof mark === 'object' && 'deferTo' in mark) await defer(tx, subject.mark, mark.deferTo);
    else if (typeof mark === 'object') await postpone(tx, subject.mark, mark.postponeTo);
  }
  if (made.length > 0 && run.application.idm.groups === true) {
    const ids = made.map(({ subject }) => subject.mark.userId);
    await markNewMemberships(tx, run.application.id, ids, { now: run.deps.clock() });
  }
}

function isMade({ isNewAccount }: Entry): boolean {
  return isNewAccount === true;
}

function isIntended({ isNewAccount, isAsIntended }: Entry): boolean {
  return isNewAccount === true || isAsIntended === true;
}

/**
 * An SP that answers a create with an id somebody else has here would give two people one account: such an entry becomes
 * a matter for an admin.
 */
async function withoutForeignAccounts(run: LaneRun, tx: Tx, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const remoteIds = entries.flatMap(({ isNewAccount, link }) => (isNewAccount === true ? (link?.remoteId ?? []) : []));
  if (remoteIds.length === 0) return entries;
  const taken = await listHoldersOf(tx, run.application.id, remoteIds);
  const certain: Entry[] = [];
  for (const entry of entries) {
    const remoteId = entry.isNewAccount === true ? entry.link?.remoteId : undefined;
    const holder = remoteId === undefined ? undefined : taken.get(remoteId);
    if (remoteId === undefined || holder === undefined || holder === entry.subject.mark.userId) {
      if (remoteId !== undefined) taken.set(remoteId, entry.subject.mark.userId);
      certain.push(entry);
      continue;
    }
    certain.push(await leftToAdmin(run, tx, entry, remoteId));
  }
  return certain;
}

async function leftToAdmin(run: LaneRun, tx: Tx, { subject, link }: Entry, remoteId: string): Promise<Entry> {
  const holder = await findHolder(run, tx, subject, remoteId);
  const sentence =
    holder?.sentence ?? `${run.application.label} gave two people the same account. Decide whose account it is.`;
  const event = eventOf(
    run.deps,
    SYSTEM,
    'user_lookup_provision',
    { ...aboutSubject(run, subject), result: 'failure' },
    { sentence },
  );
  const { remoteId: _theirs, accepted: _accepted, ...before } = link ?? subject.link;
  const kept: Link = { ...before, creating: false, status: 'attention', sentence, eventId: event.id };
  return { subject, link: kept, mark: 'park', event };
}
