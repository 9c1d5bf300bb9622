import type { GroupLink } from '../../../store/provisioning/group-links';
import { deferGroup, lockSameMark } from '../../../store/provisioning/group-marks';
import { lateMs, lateUntil } from '../late';
import { writeInLane } from '../lane-run';
import type { PieceItem } from './piece';
import type { GroupTurn } from './turn';

/** A group whose last request was answered. */
export function punctual({ lateUntil: _lateUntil, ...link }: GroupLink): GroupLink {
  return link;
}

/**
 * Puts a group off while a create or a change that was given up may still be carried out.
 * @returns false when nothing late is to be feared
 */
export async function waitForLate(turn: GroupTurn): Promise<boolean> {
  const { run, link, mark } = turn;
  const until = lateUntil(run, link);
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
  return Math.min(until, now + Math.max(LOOK_AGAIN_MS, now - (until - lateMs(run))));
}

/**
 * Tells whose membership stays in doubt although the last request was answered: an earlier one that was given up may be
 * carried out after it, and would undo it. They are sent once more when that is past.
 */
export function overtakable({ run, link }: GroupTurn, items: readonly PieceItem[]): PieceItem[] {
  return lateUntil(run, link) === undefined ? [] : items.filter(({ sent }) => sent?.inDoubt === true);
}
