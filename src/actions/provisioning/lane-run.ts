import type { Application } from '../../core/application';
import type { EventId } from '../../core/ids';
import { nameOf, type User } from '../../core/user';
import type { ConnectorScim } from '../../connectors/definition';
import type { ScimClient } from '../../scim/client';
import { isPostgres } from '../../store/dialect';
import { releaseIdleLane, renewLease, type Lane } from '../../store/provisioning/lanes';
import { saveLinks, saveLinksOfTurn, type Link } from '../../store/provisioning/links';
import type { PasswordPush } from '../../store/provisioning/passwords';
import type { Mark } from '../../store/provisioning/stale';
import { transact, transactOne, type Tx } from '../../store/tx';
import type { Deps } from '../deps';
import type { Pace } from './pace';

/** One worker's turn with one application. */
export interface LaneRun {
  readonly deps: Deps;
  readonly application: Application;
  readonly scim: ConnectorScim;
  /** Every request of it keeps to the rate of the application. */
  readonly client: ScimClient;
  /** How many pieces of work may be under way at once: `run.pace.send(() => …)`. */
  readonly pace: Pace;
  readonly owner: string;
  readonly lease: TurnLease;
  /** Failures in a row and since when, across people. */
  failures: number;
  failingSince?: number;
  /** The lane is held back; the next success ends it. */
  held: boolean;
  /** Held because most of what was sent was refused: a probe that is refused as well does not end it. */
  failing: boolean;
  /** Exchanges of this turn, and how many of them failed. */
  readonly tally: { sent: number; failed: number };
  /** Nothing more is to be sent in this turn. */
  stopped: boolean;
  /** The lane was given back, because nothing of it was due: the turn is over. */
  released: boolean;
}

/** How long what this turn knows is surely its own, by the clock that never jumps. */
export interface TurnLease {
  /** The lease was prolonged by a question that was sent at this moment of `performance.now()`. */
  prolonged(askedAt: number): void;
  /** False once it could not be prolonged for so long that another worker may take the lane soon. */
  isGood(): boolean;
}

/** What is sent in the last part of a lease could still be under way when the next worker begins. */
const TRUSTED_PART = 1 / 2;

/** Begins with a lease that was taken just now. */
export function makeTurnLease(leaseMs: number): TurnLease {
  let until = performance.now() + leaseMs * TRUSTED_PART;
  return {
    prolonged(askedAt) {
      until = Math.max(until, askedAt + leaseMs * TRUSTED_PART);
    },
    isGood: () => performance.now() < until,
  };
}

/** One person's turn: what is known of them and of their account. */
export interface Subject {
  readonly mark: Mark;
  /** Undefined when the person was deleted. */
  readonly user?: User;
  /** The person may use the application, directly or through a user group. */
  readonly granted: boolean;
  readonly link: Link;
  /** False while nothing about the account has been stored. */
  readonly linkIsStored: boolean;
  /** A password that waits to be sent, in a request of its own. */
  readonly password?: PasswordPush;
}

/** Another worker has taken the lane: whatever this one knows is out of date. */
export class LeaseLost extends Error {
  constructor() {
    super('Another worker has taken this application over.');
    this.name = 'LeaseLost';
  }
}

/** Begins a turn. */
export function beginRun(
  deps: Deps,
  lane: Lane,
  parts: Pick<LaneRun, 'application' | 'scim' | 'client' | 'pace' | 'owner' | 'lease'>,
): LaneRun {
  return {
    deps,
    ...parts,
    failures: lane.failures,
    ...(lane.failingSince === undefined ? {} : { failingSince: lane.failingSince }),
    held: lane.hold !== undefined,
    failing: lane.hold?.reason === 'failing',
    tally: { sent: 0, failed: 0 },
    stopped: false,
    released: false,
  };
}

/**
 * Writes in a transaction that first makes sure that the lane is still this worker's, and prolongs its lease.
 * @throws LeaseLost
 */
export async function writeInLane<T>(run: LaneRun, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { deps, application, owner, lease } = run;
  const askedAt = performance.now();
  const done = await transact(deps.db, async (tx) => {
    const until = deps.clock() + deps.config.provisioning.leaseMs;
    if (!(await renewLease(tx, application.id, { owner, until }))) throw new LeaseLost();
    return work(tx);
  });
  lease.prolonged(askedAt);
  return done;
}

/**
 * Writes down what is about to be sent, like `writeInLane`. On SQLite one statement does it all; the lease is prolonged
 * by the turn's own timer there.
 * @throws LeaseLost
 */
export async function writeIntents(run: LaneRun, intents: readonly Link[]): Promise<void> {
  const { deps, application, owner } = run;
  if (isPostgres(deps.db)) return writeInLane(run, (tx) => saveLinks(tx, intents));
  const lane = { applicationId: application.id, owner };
  if (!(await transactOne(deps.db, (tx) => saveLinksOfTurn(tx, intents, lane)))) throw new LeaseLost();
}

/**
 * Gives the lane back when nothing of it is due; the last thing a turn writes.
 * @param tx the transaction of the last outcome, so that ending a turn waits for no disk of its own
 * @returns whether it was given back, once the transaction is kept
 */
export function endTurn({ deps, application, owner }: LaneRun, tx: Tx): Promise<boolean> {
  return releaseIdleLane(tx, application.id, owner, deps.clock());
}

/** What an event about a subject says it is about. A deleted person is still named by what the SP holds. */
export function aboutSubject(
  run: LaneRun,
  subject: Subject,
): {
  application: Application;
  user?: User;
  correlationId?: EventId;
} {
  const { mark, user } = subject;
  return {
    application: run.application,
    ...(user === undefined ? {} : { user }),
    ...(mark.correlationId === undefined ? {} : { correlationId: mark.correlationId as EventId }),
  };
}

/** The name of a subject in sentences: a deleted person's is what the application still holds of them. */
export function subjectName({ user, link }: Subject): string {
  if (user !== undefined) return nameOf(user);
  const userName = link.accepted?.['userName'] ?? link.inDoubt?.['userName'];
  return typeof userName === 'string' ? userName : 'Deleted person';
}
