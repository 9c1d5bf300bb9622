import { whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A process that works on this database. Times in milliseconds by the database's clock. */
export interface Instance {
  readonly id: string;
  /** The machine, and the number of the process on it. */
  readonly name: string;
  readonly version: string;
  /** 'stopping' finishes what is under way and takes nothing new. */
  readonly state: 'working' | 'stopping';
  readonly startedAt: number;
  /** Its last sign of life. */
  readonly seenAt: number;
}

/** Lists the processes that gave a sign of life since a moment, the oldest first. */
export async function listInstances(reader: Reader, since: number): Promise<Instance[]> {
  const rows = (await reader('instances').where('seen_at', '>=', since).orderBy(['started_at', 'id'])) as {
    id: string;
    name: string;
    version: string;
    state: Instance['state'];
    started_at: unknown;
    seen_at: unknown;
  }[];
  return rows.map(({ id, name, version, state, started_at, seen_at }) => ({
    id,
    name,
    version,
    state,
    startedAt: whole(started_at),
    seenAt: whole(seen_at),
  }));
}

/** Removes the processes without a sign of life since a moment: they were killed, or cut off for long. */
export async function deleteLostInstances(tx: Tx, before: number): Promise<number> {
  return tx('instances').where('seen_at', '<', before).delete();
}
