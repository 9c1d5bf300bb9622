import type { ApplicationId, EventId, GroupId, UserId } from '../../../core/ids';
import { findApplication } from '../../../store/applications';
import { saveRemoval } from '../../../store/provisioning/removals';
import type { Tx } from '../../../store/tx';
import type { Deps } from '../../deps';

/** A group as it was. */
export interface GroupUndo {
  readonly id: GroupId;
  readonly name: string;
  readonly description?: string;
}

/** What takes a change back. Ids alone: names are read when it is done. */
export type Undo =
  | { readonly kind: 'group-binding'; readonly groupId: GroupId }
  | { readonly kind: 'user-binding'; readonly userIds: readonly UserId[] }
  | { readonly kind: 'members'; readonly groupId: GroupId; readonly userIds: readonly UserId[] }
  | {
      readonly kind: 'group';
      readonly group: GroupUndo;
      readonly userIds: readonly UserId[];
      readonly applicationIds: readonly ApplicationId[];
    };

/** A note is no use once the change is longer done than this and nobody waits for it. */
export const NOTE_LIFE_MS = 24 * 3_600_000;

/**
 * Keeps what a change can be put back with, should it be staged at one of these applications, in the transaction of the
 * change. Nothing where provisioning is not active.
 * @param applicationIds the applications that the group had
 */
export async function noteUndo(
  deps: Pick<Deps, 'newId' | 'clock'>,
  tx: Tx,
  cause: EventId,
  applicationIds: readonly ApplicationId[],
  undo: Undo,
): Promise<void> {
  for (const applicationId of applicationIds) {
    const application = await findApplication(tx, applicationId);
    if (application?.idmState !== 'active') continue;
    const createdAt = deps.clock();
    await saveRemoval(tx, {
      id: deps.newId<string>(),
      applicationId,
      causeEventId: cause,
      state: 'noted',
      reason: '',
      undo,
      total: 0,
      createdAt,
      expiresAt: createdAt + NOTE_LIFE_MS,
    });
  }
}
