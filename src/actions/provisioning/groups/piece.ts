import { nameOf } from '../../../core/user';
import type { MarkedMember } from '../../../store/provisioning/member-marks';
import { findUser } from '../../../store/users';
import type { Failed } from './outcome';
import type { GroupTurn } from './turn';

/** One member of a request. */
export interface PieceItem extends MarkedMember {
  readonly op: 'add' | 'remove';
  /** The account's id at the SP. */
  readonly remoteId: string;
}

/** Tells whether a refusal is about how much was sent at once. */
export function isTooLarge(outcome: Failed): boolean {
  const { status, scimType, detail = '' } = outcome.exchange;
  if (status === 413) return true;
  return (
    outcome.kind === 'rejected' && (scimType === 'tooMany' || /too (?:many|large|big)|at most|maximum/i.test(detail))
  );
}

/** Finds the one member that a refusal names by its id, when there is exactly one such. */
export function namedAmong(outcome: Failed, items: readonly PieceItem[]): PieceItem | undefined {
  const { detail } = outcome.exchange;
  if (detail === undefined || items.length < 2) return undefined;
  const named = items.filter((item) => item.remoteId.length >= 3 && detail.includes(item.remoteId));
  return named.length === 1 ? named[0] : undefined;
}

/** Says for an admin whom of a group an SP refused, and why. */
export async function aboutMember(turn: GroupTurn, item: PieceItem, outcome: Failed): Promise<string> {
  const { run } = turn;
  const user = await findUser(run.deps.db, item.userId);
  const name = user === undefined ? 'somebody who was deleted' : nameOf(user);
  const what = item.op === 'add' ? `did not take ${name} as a member` : `did not let ${name} go as a member`;
  const { detail } = outcome.exchange;
  return `${run.application.label} ${what}.${detail === undefined ? '' : ` It says: ${detail}`}`;
}
