import type { StoredResource } from './store';

interface Version {
  /** When this stopped being the truth, in milliseconds since the epoch. */
  readonly until: number;
  readonly resource: StoredResource | undefined;
}

const MOST_VERSIONS = 20;
const MOST_RESOURCES = 10_000;

/** What resources were before they changed, for a service whose reads lag behind its writes. Kept only while that is on. */
export class History {
  private readonly before = new Map<string, Version[]>();

  /** Notes what a resource was until now; undefined when it did not exist. */
  note(id: string, resource: StoredResource | undefined, now: number): void {
    const versions = this.before.get(id) ?? [];
    const kept = resource?.members === undefined ? resource : { ...resource, members: new Set(resource.members) };
    versions.push({ until: now, resource: kept });
    if (versions.length > MOST_VERSIONS) versions.shift();
    // The one that has changed last stands last, so that the first can be forgotten.
    this.before.delete(id);
    this.before.set(id, versions);
    const [oldest] = this.before.keys();
    if (this.before.size > MOST_RESOURCES && oldest !== undefined) this.before.delete(oldest);
  }

  /** What a resource was at a time; `current` when it has not changed since. */
  at(id: string, current: StoredResource | undefined, time: number): StoredResource | undefined {
    const first = this.before.get(id)?.find((version) => version.until > time);
    return first === undefined ? current : first.resource;
  }

  /** Ids of resources that have changed, of which some may be gone. */
  changed(): readonly string[] {
    return [...this.before.keys()];
  }

  clear(): void {
    this.before.clear();
  }
}
