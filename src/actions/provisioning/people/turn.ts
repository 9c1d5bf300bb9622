import type { LaneRun, Subject } from '../lane-run';
import type { Ledger } from './ledger';
import type { RemoteIndex } from '../../../provisioning/remote-index';

/** A turn's work on people. */
export interface PeopleTurn {
  readonly run: LaneRun;
  /** Where what came of exchanges is written, several people at a time. */
  readonly ledger: Ledger;
  /** The accounts the SP listed, while that is fresh enough to decide by. */
  index: { readonly accounts: RemoteIndex; readonly until: number } | undefined;
  /** The list was tried and is no use in this turn: it can't be read, or asking for each person is cheaper. */
  indexIsNoUse: boolean;
}

/** What a step led to: the person is done for this turn, or has to be planned again with what was learnt. */
export type StepResult = 'finished' | 'again';

/** The list of accounts, when this person can be looked up in it: not after a create whose answer was lost. */
export function indexFor(turn: PeopleTurn, { link }: Subject): RemoteIndex | undefined {
  const { index, run } = turn;
  if (index === undefined || link.creating) return undefined;
  return run.deps.clock() < index.until ? index.accounts : undefined;
}
