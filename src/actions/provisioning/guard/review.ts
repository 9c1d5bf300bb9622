import type { ApplicationId } from '../../../core/ids';
import { countHeld } from '../../../store/provisioning/losses';
import { listRemovals, type Removal } from '../../../store/provisioning/removals';
import type { Reader } from '../../../store/tx';

/** A removal that waits for an admin, and how many people wait in it now. */
export interface WaitingRemoval {
  readonly removal: Removal;
  readonly held: number;
}

const MOST = 50;

/** Finds the removals that wait at one application, or at all of them, the newest first. */
export async function listWaitingRemovals(reader: Reader, applicationId?: ApplicationId): Promise<WaitingRemoval[]> {
  const filter = { states: ['held'] as const, take: MOST, ...(applicationId === undefined ? {} : { applicationId }) };
  const waiting: WaitingRemoval[] = [];
  for (const removal of await listRemovals(reader, filter)) {
    const held = await countHeld(reader, removal.applicationId, removal.id);
    if (held > 0) waiting.push({ removal, held });
  }
  return waiting;
}
