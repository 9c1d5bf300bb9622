import type { ApplicationId } from '../../../core/ids';
import { makeRemoteIndex, type RemoteIndex } from '../../../provisioning/remote-index';
import type { ScimResource } from '../../../scim/resource';

/** Longer than a first turn takes to begin; what is made at the SP meanwhile is met by a conflict. */
const FRESH_MS = 60_000;

/**
 * Whole lists of accounts that were read a moment ago, when a connection was tried: the first turn need not ask a far SP
 * for them once more. Of one process; nothing is lost with it but that one request.
 */
export interface RecentLists {
  /** Keeps a whole list for the first turn of an application at this address. */
  keep(id: ApplicationId, baseUrl: string, accounts: readonly ScimResource[], now: number): void;
  /** Gives it once, if it is still fresh. Times in milliseconds. */
  take(id: ApplicationId, baseUrl: string, now: number): RemoteIndex | undefined;
}

/** Keeps nothing yet. */
export function makeRecentLists(): RecentLists {
  const lists = new Map<ApplicationId, { baseUrl: string; index: RemoteIndex; until: number }>();
  return {
    keep(id, baseUrl, accounts, now) {
      for (const [other, { until }] of lists) if (until <= now) lists.delete(other);
      const index = makeRemoteIndex();
      for (const account of accounts) index.add(account);
      lists.set(id, { baseUrl, index, until: now + FRESH_MS });
    },
    take(id, baseUrl, now) {
      const kept = lists.get(id);
      lists.delete(id);
      return kept !== undefined && kept.baseUrl === baseUrl && now < kept.until ? kept.index : undefined;
    },
  };
}
