import type { Application } from '../../../core/application';
import type { UserId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { changedNames } from '../../../provisioning/describe';
import { DECISIONS, DRIFT_KINDS, isDriftKind, USUAL_HOURS, type DriftDecision } from '../../../provisioning/drift';
import { countItems, listItems, type DriftItem, type DriftState } from '../../../store/provisioning/drift/items';
import { findDriftRun, type DriftRun } from '../../../store/provisioning/drift/runs';
import { findUsers } from '../../../store/users';
import type { Deps } from '../../deps';
import { getIntegration } from '../connection';

export { DRIFT_KINDS } from '../../../provisioning/drift';

/** How the comparison of an application stands. */
export interface DriftOverview {
  /** Absent before the first one was planned. */
  readonly run?: DriftRun;
  /** Hours between two comparisons; 0 for none. */
  readonly hours: number;
  /** To be decided or being repaired, by kind, in the order of the page. */
  readonly counts: readonly { readonly kind: string; readonly count: number }[];
  /** To be decided. */
  readonly open: number;
  /** Accepted or ignored. */
  readonly left: number;
}

/** Reads how the comparison of an application stands. */
export async function findDriftOverview(deps: Pick<Deps, 'db'>, application: Application): Promise<DriftOverview> {
  const run = await findDriftRun(deps.db, application.id);
  const counted = await countItems(deps.db, application.id);
  const open = await countItems(deps.db, application.id, ['open']);
  const left = await countItems(deps.db, application.id, ['accepted', 'ignored']);
  return {
    ...(run === undefined ? {} : { run }),
    hours: application.idm.driftEveryHours ?? USUAL_HOURS,
    counts: DRIFT_KINDS.map((kind) => ({ kind, count: counted.get(kind) ?? 0 })).filter(({ count }) => count > 0),
    open: sum(open),
    left: sum(left),
  };
}

/** A difference as a person reads it. */
export interface ReviewedItem extends DriftItem {
  /** The changed values under the names of the directory. */
  readonly shown: readonly { readonly label: string; readonly ours?: unknown; readonly there?: unknown }[];
  /** Whose the account is, or seems to be. */
  readonly person?: { readonly id: UserId; readonly name: string; readonly username: string };
  readonly linkable: boolean;
}

/** Lists differences for a person to decide. `left`: those that were accepted or ignored; `after`: begins behind one. */
export async function listDrift(
  deps: Pick<Deps, 'db' | 'connectors'>,
  application: Application,
  filter: { kind?: string; left: boolean; after?: string; skip: number; take: number },
): Promise<{ items: ReviewedItem[]; total: number; decisions: readonly DriftDecision[] }> {
  const { kind, left, after, skip, take } = filter;
  const states: DriftState[] = left ? ['accepted', 'ignored'] : ['open', 'asked'];
  const items = await listItems(deps.db, application.id, {
    states,
    skip,
    take,
    ...(kind === undefined ? {} : { kind }),
    ...(after === undefined ? {} : { after }),
  });
  const counted = await countItems(deps.db, application.id, states);
  const { scim } = getIntegration(deps, application);
  const ids = items.flatMap((item) => (item.userId === undefined ? [] : [item.userId]));
  const people = new Map((await findUsers(deps.db, ids)).map((user) => [user.id, user]));
  const reviewed = items.map((item): ReviewedItem => {
    const user = item.userId === undefined ? undefined : people.get(item.userId);
    const group =
      item.kind === 'group-renamed' ? [{ label: 'Name', ours: item.name, there: item.detail.group?.there }] : [];
    const shown = (item.detail.changes ?? []).map(({ path, ours, there }) => ({
      label: changedNames([{ op: 'remove', path }], scim)[0] ?? path,
      ours,
      there,
    }));
    return {
      ...item,
      shown: [...shown, ...group],
      ...(user === undefined ? {} : { person: { id: user.id, name: nameOf(user), username: user.username } }),
      linkable: item.kind === 'orphan',
    };
  });
  return {
    items: reviewed,
    total: kind === undefined ? sum(counted) : (counted.get(kind) ?? 0),
    decisions: decisionsFor(items.map((item) => item.kind)),
  };
}

/** What can be decided about any of some kinds, apart from linking, which is for one account. */
function decisionsFor(kinds: readonly string[]): DriftDecision[] {
  // The first one is what the Enter key does: it sends nothing.
  const all: DriftDecision[] = ['ignore', 'accept', 'push', 'create', 'stop'];
  return all.filter((decision) => kinds.some((kind) => isDriftKind(kind) && DECISIONS[kind].includes(decision)));
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
