import { makeRemoteIndex, type RemoteIndex } from '../../../provisioning/remote-index';
import { countUnknownDue } from '../../../store/provisioning/links';
import { noteLaneFailure } from '../lane-failure';
import type { Planned } from '../subjects';
import type { PeopleTurn } from './turn';

/** From so many people without a known account on, one look at the SP's list is cheaper than a look-up for each. */
const WORTH_A_LIST = 50;
/** A batch with fewer than this is not the beginning of a first sync. */
const WORTH_A_COUNT = 16;
/** Where names can't be searched for, every look-up walks the list anyway. */
const WORTH_WITHOUT_FILTER = 2;
/** A list is believed for this long: accounts made since would be met by a conflict. */
const FRESH_MS = 300_000;
/** People who are looked up to see whether the list can be believed. */
const SAMPLES = 3;

/**
 * Reads the SP's list of accounts once when many people have none that is known, as in a first sync. It is given up when
 * it takes more requests than looking each of them up would, and never used when it could not be read to the end.
 */
export async function prepareIndex(turn: PeopleTurn, planned: readonly Planned[]): Promise<void> {
  const { run } = turn;
  const { clock } = run.deps;
  if (turn.indexIsNoUse || (turn.index !== undefined && clock() < turn.index.until)) return;
  turn.index = undefined;
  const unknown = planned.filter(
    ({ subject, operation }) => operation.kind === 'find-or-create' && !subject.link.creating,
  );
  const least = run.client.facts().filter === 'none' ? WORTH_WITHOUT_FILTER : WORTH_A_LIST;
  // While the SP is in trouble one person at a time is served.
  if (unknown.length < Math.min(least, WORTH_A_COUNT) || run.held || run.failures > 0) return;
  const due = await countUnknownDue(run.deps.db, run.application.id, clock());
  if (due < least) return;
  const { application, deps } = run;
  const recent = deps.recentLists.take(application.id, application.idm.baseUrl ?? '', clock());
  const accounts = recent ?? (await readList(turn, due));
  const strangers = unknown.filter(({ operation }) => isStranger(operation, accounts));
  const believed = accounts !== undefined && (await isBelievable(turn, strangers));
  turn.indexIsNoUse = !believed;
  if (believed) turn.index = { accounts, until: clock() + FRESH_MS };
}

/** Reads it page by page. @returns undefined when it could not be read to its end, or is longer than it is worth */
async function readList({ run, ledger }: PeopleTurn, mostPages: number): Promise<RemoteIndex | undefined> {
  let pages = mostPages;
  const accounts = makeRemoteIndex();
  for await (const part of run.client.listUsers()) {
    pages -= 1;
    if (part.kind !== 'ok' || !part.value.complete || pages < 0) return undefined;
    for (const resource of part.value.resources) accounts.add(resource);
    await ledger.check();
    if (run.stopped) return undefined;
  }
  return accounts;
}

function isStranger(operation: Planned['operation'], accounts: RemoteIndex | undefined): boolean {
  if (operation.kind !== 'find-or-create' || accounts === undefined) return false;
  return accounts.candidates(operation.attributes).named.length === 0;
}

/**
 * Some SPs list fewer accounts than they have. A few of the people who are missing in the list are looked up by name: one
 * who is found shows that the list can't be believed.
 */
async function isBelievable({ run }: PeopleTurn, strangers: readonly Planned[]): Promise<boolean> {
  if (run.client.facts().filter === 'none') return true;
  const names = [...strangers]
    .sort(() => Math.random() - 0.5)
    .slice(0, SAMPLES)
    .map(({ operation }) => (operation.kind === 'find-or-create' ? operation.attributes['userName'] : undefined))
    .filter((userName) => typeof userName === 'string');
  const found = await Promise.all(names.map((userName) => run.client.findUsersByUserName(userName)));
  // A token that is no longer accepted is known by these, before several people are sent at once (SECURITY R7).
  for (const outcome of found) {
    if (outcome.kind === 'unauthorized') await noteLaneFailure(run, outcome, { creates: false, attempt: 1 });
  }
  return !run.stopped && found.every((outcome) => outcome.kind === 'ok' && outcome.value.length === 0);
}
