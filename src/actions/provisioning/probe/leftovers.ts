import type { ApplicationId } from '../../../core/ids';
import { findCompatibility, saveProbeLeftovers } from '../../../store/provisioning/facts';
import { transact } from '../../../store/tx';
import type { Deps } from '../../deps';

/** Something the probe made at an SP, or was about to make. */
export interface Leftover {
  readonly kind: 'Users' | 'Groups';
  /** Its user name or group name, which begins with the probe's prefix. */
  readonly name: string;
  /** Absent while the answer to the create has not come. */
  readonly id?: string;
}

/** Notes what is about to be made, or what is known of it now, so that a killed process leaves a trace. */
export async function noteLeftover(deps: Deps, id: ApplicationId, leftover: Leftover): Promise<void> {
  await change(deps, id, (list) => [...list.filter(({ name }) => name !== leftover.name), leftover]);
}

/** Notes that something is gone, or was dealt with. */
export async function dropLeftover(deps: Deps, id: ApplicationId, name: string): Promise<void> {
  await change(deps, id, (list) => list.filter((one) => one.name !== name));
}

/** What the probe has made at an SP and not removed. */
export async function listLeftovers(deps: Pick<Deps, 'db'>, id: ApplicationId): Promise<readonly Leftover[]> {
  return readLeftovers((await findCompatibility(deps.db, id))?.leftovers);
}

/** Reads what was noted. */
export function readLeftovers(text: string | undefined): readonly Leftover[] {
  return text === undefined ? [] : (JSON.parse(text) as Leftover[]);
}

async function change(
  deps: Deps,
  id: ApplicationId,
  next: (list: readonly Leftover[]) => readonly Leftover[],
): Promise<void> {
  await transact(deps.db, (tx) =>
    saveProbeLeftovers(
      tx,
      id,
      (text) => {
        const list = next(readLeftovers(text));
        return list.length === 0 ? undefined : JSON.stringify(list);
      },
      deps.clock(),
    ),
  );
}
