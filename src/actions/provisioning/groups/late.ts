import type { GroupLink } from '../../../store/provisioning/group-links';
import { deferGroup, lockSameMark } from '../../../store/provisioning/group-marks';
import { lateMs, lateUntil, shownFrom, STALE_MS } from '../late';
import { writeInLane } from '../lane-run';
import { keepGroup } from './outcome';
import type { PieceItem } from './piece';
import type { GroupTurn } from './turn';

/** A group whose last request was answered. */
export function punctual({ lateUntil: _lateUntil, ...link }: GroupLink): GroupLink {
  return link;
}

/**
 * Puts a group off while a create or a change that was given up may still be carried out, or a list may not show it yet.
 * @returns false when nothing late is to be feared
 */
export async function waitForLate(turn: GroupTurn): Promise<boolean> {
  const { run, link, mark } = turn;
  const until = shownFrom(run, link);
  if (until === undefined) return false;
  await writeInLane(run, async (tx) => {
    if (await lockSameMark(tx, mark)) await deferGroup(tx, mark, nextLook(turn, until));
  });
  return true;
}

/** At first soon, because most of what is late comes soon. */
const LOOK_AGAIN_MS = 250;

/** After as long again as it is since the request was given up. */
function nextLook({ run }: GroupTurn, until: number): number {
  const now = run.deps.clock();
  return Math.min(until, now + Math.max(LOOK_AGAIN_MS, now - (until - STALE_MS - lateMs(run))));
}

/**
 * Tells until when an earlier change of a group may still be carried out, for one of which something is in doubt. Every
 * failure that is recorded says so in the link; where it says nothing, the process that sent the change is gone, and it may
 * have been sent a moment before this turn.
 * @returns milliseconds since the epoch; undefined when none is to be feared
 */
export function lateChangeUntil({ run, link }: GroupTurn): number | undefined {
  return link.lateUntil === undefined ? run.deps.clock() + lateMs(run) : lateUntil(run, link);
}

/** A group of whose members none is in doubt: its last trouble is forgotten, unless it may still have an effect. */
export function withoutPastLateness(turn: GroupTurn, link: GroupLink): GroupLink {
  return link.doubt.name === undefined ? beforeSending(turn, link) : link;
}

/** As a group is written down before a request: trouble that is past says nothing of what the request may come to. */
export function beforeSending({ run }: GroupTurn, link: GroupLink): GroupLink {
  return lateUntil(run, link) === undefined ? punctual(link) : link;
}

/**
 * Notes that a process which is gone may have sent changes of members, so that they stay in doubt until none can be late.
 * @returns false when nothing of that kind is in doubt: nothing was written
 */
export async function noteLeftBehind(turn: GroupTurn, items: readonly PieceItem[]): Promise<boolean> {
  if (turn.link.lateUntil !== undefined || !items.some(({ sent }) => sent?.inDoubt === true)) return false;
  const lateUntil = lateChangeUntil(turn);
  if (lateUntil === undefined) return false;
  await writeInLane(turn.run, (tx) => keepGroup(turn, tx, (current) => ({ ...current, lateUntil })));
  return true;
}

/**
 * Tells whose membership stays in doubt although the last request was answered: an earlier one that was given up may be
 * carried out after it, and would undo it. They are sent once more when that is past.
 */
export function overtakable({ run, link }: GroupTurn, items: readonly PieceItem[]): PieceItem[] {
  return lateUntil(run, link) === undefined ? [] : items.filter(({ sent }) => sent?.inDoubt === true);
}
