import type { Hold } from '../../core/application';
import type { ApplicationId } from '../../core/ids';
import { rowsOf, truth, whole, wholeOrNone } from '../dialect';
import type { LinkStatus } from '../provisioning/links';
import type { Reader } from '../tx';

/** How the integration of one application stands. Times in milliseconds since the epoch. */
export interface SyncLane {
  readonly applicationId: ApplicationId;
  readonly label: string;
  readonly slug: string;
  readonly hasImage: boolean;
  /** People and user groups in line to be sent, and since when the oldest of them waits. */
  readonly waiting: number;
  readonly waitingGroups: number;
  readonly oldestAt?: number;
  /** People whom a staged removal keeps back. */
  readonly staged: number;
  /** Accounts by how they stand. */
  readonly accounts: Readonly<Record<LinkStatus, number>>;
  /** When the application accepted something last. */
  readonly lastSuccessAt?: number;
  readonly hold?: Hold;
  readonly paused?: { readonly at: number; readonly by: string };
  /** It failed lately and is tried again then. */
  readonly nextTryAt?: number;
  /** Somebody is sending just now. */
  readonly served: boolean;
}

interface LaneRow {
  application_id: string;
  label: string;
  slug: string;
  has_image: unknown;
  lease_owner: string | null;
  lease_until: unknown;
  hold_reason: Hold['reason'] | null;
  hold_sentence: string | null;
  hold_since: unknown;
  next_try_at: unknown;
  paused_at: unknown;
  paused_by: string | null;
}

interface MarkRow {
  application_id: string;
  waiting: unknown;
  staged: unknown;
  oldest: unknown;
}

interface AccountRow {
  application_id: string;
  status: LinkStatus;
  total: unknown;
  last: unknown;
}

/** Lists every active integration with what waits there and how its accounts stand, by label. */
export async function listSyncLanes(reader: Reader, now: number): Promise<SyncLane[]> {
  const lanes: LaneRow[] = await reader('lanes')
    .join('applications', 'applications.id', 'lanes.application_id')
    .where('applications.idm_state', 'active')
    .orderBy('applications.label')
    .select('lanes.*', 'applications.label', 'applications.slug', 'applications.has_image');
  const people = byApplication(
    await rowsOf<MarkRow>(
      reader,
      `select application_id, sum(case when held_by is null then 1 else 0 end) as waiting,
              sum(case when held_by is null then 0 else 1 end) as staged,
              min(case when held_by is null then marked_at end) as oldest
         from stale where parked = ? group by application_id`,
      [false],
    ),
  );
  const groups = byApplication(
    await rowsOf<MarkRow>(
      reader,
      `select application_id, count(*) as waiting, 0 as staged, min(marked_at) as oldest
         from stale_groups where parked = ? group by application_id`,
      [false],
    ),
  );
  const accounts = new Map<string, AccountRow[]>();
  for (const row of await rowsOf<AccountRow>(
    reader,
    'select application_id, status, count(*) as total, max(updated_at) as last from links group by application_id, status',
    [],
  )) {
    accounts.set(row.application_id, [...(accounts.get(row.application_id) ?? []), row]);
  }
  return lanes.map((lane) => {
    const id = lane.application_id;
    return laneOf(lane, people.get(id), groups.get(id), accounts.get(id) ?? [], now);
  });
}

function byApplication(rows: readonly MarkRow[]): Map<string, MarkRow> {
  return new Map(rows.map((row) => [row.application_id, row]));
}

function laneOf(
  lane: LaneRow,
  people: MarkRow | undefined,
  groups: MarkRow | undefined,
  accounts: readonly AccountRow[],
  now: number,
): SyncLane {
  const oldest = [people?.oldest, groups?.oldest].flatMap((at) => wholeOrNone(at) ?? []);
  const success = accounts.filter(({ status }) => status === 'in-sync' || status === 'deactivated');
  const last = Math.max(0, ...success.map((row) => whole(row.last)));
  const nextTryAt = whole(lane.next_try_at);
  const counts = { 'in-sync': 0, waiting: 0, attention: 0, deactivated: 0 };
  for (const row of accounts) counts[row.status] = whole(row.total);
  return {
    applicationId: lane.application_id as ApplicationId,
    label: lane.label,
    slug: lane.slug,
    hasImage: truth(lane.has_image),
    waiting: whole(people?.waiting ?? 0),
    waitingGroups: whole(groups?.waiting ?? 0),
    staged: whole(people?.staged ?? 0),
    accounts: counts,
    served: lane.lease_owner !== null && whole(lane.lease_until) > now,
    ...(oldest.length === 0 ? {} : { oldestAt: Math.min(...oldest) }),
    ...(last === 0 ? {} : { lastSuccessAt: last }),
    ...(lane.hold_reason === null ? {} : { hold: holdOf(lane, lane.hold_reason) }),
    ...(lane.paused_at === null ? {} : { paused: { at: whole(lane.paused_at), by: lane.paused_by ?? '' } }),
    ...(nextTryAt > now ? { nextTryAt } : {}),
  };
}

function holdOf(lane: LaneRow, reason: Hold['reason']): Hold {
  return {
    reason,
    sentence: lane.hold_sentence ?? '',
    since: whole(lane.hold_since),
    nextTryAt: whole(lane.next_try_at),
  };
}
