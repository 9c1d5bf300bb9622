import type { ApplicationId } from '../core/ids';
import type { AnyEvent, DirectoryEvent } from '../events/catalog';

/** Answers to sign-ons, by what tells them apart. */
export interface SignOnCount {
  readonly applicationId: ApplicationId;
  readonly binding: 'redirect' | 'post' | 'none';
  readonly startedBy: 'sp' | 'idp';
  readonly result: 'success' | 'failure';
  readonly count: number;
}

/** Counts what is measured out of the stream of events. */
export interface EventCounts {
  /** Counts an event, or passes over it. Called on the hot path: a look into a map, no more. */
  note(event: DirectoryEvent): void;
  signOns(): SignOnCount[];
  signIns(): Readonly<Record<'success' | 'failure', number>>;
  /** Forgets what belongs to applications that are gone. */
  keep(applications: ReadonlySet<ApplicationId>): void;
}

/** Makes the counts, all at nothing. They begin anew with the process, as counters of Prometheus do. */
export function makeEventCounts(): EventCounts {
  let signOns = new Map<string, SignOnCount>();
  const signIns = { success: 0, failure: 0 };
  return {
    note(event) {
      const known = event as AnyEvent;
      if (known.name === 'user_login_attempt') signIns[known.result] += 1;
      if (known.name !== 'sso_auth' || known.applicationId === undefined) return;
      const { applicationId, result, payload } = known;
      const { binding = 'none', startedBy } = payload;
      const key = `${applicationId} ${binding} ${startedBy} ${result}`;
      const count = (signOns.get(key)?.count ?? 0) + 1;
      signOns.set(key, { applicationId, binding, startedBy, result, count });
    },
    signOns: () => [...signOns.values()],
    signIns: () => signIns,
    keep(applications) {
      signOns = new Map([...signOns].filter(([, { applicationId }]) => applications.has(applicationId)));
    },
  };
}
