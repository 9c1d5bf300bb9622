import type { UserId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { findOtherHolder, type Link } from '../../../store/provisioning/links';
import { findMark } from '../../../store/provisioning/stale';
import type { Reader } from '../../../store/tx';
import { findUser } from '../../../store/users';
import type { LaneRun, Subject } from '../lane-run';

/** Somebody else whose account it is. */
export interface Holder {
  readonly userId: UserId;
  /** What Passo knows of the account through them. */
  readonly link: Link;
  /** False when the person was deleted here: their account may go to who comes back. */
  readonly present: boolean;
  /** The deleted person's account is still to be deactivated. */
  readonly leaving: boolean;
  /** Why the account can't be this person's, for the admin. */
  readonly sentence: string;
}

/**
 * Finds who else has an account of an SP. Two people on one account would read each other's data, and the one who leaves
 * would shut the other out.
 */
export async function findHolder(
  run: LaneRun,
  reader: Reader,
  subject: Subject,
  remoteId: string,
): Promise<Holder | undefined> {
  const { applicationId, userId } = subject.link;
  const other = await findOtherHolder(reader, applicationId, remoteId, userId);
  if (other === undefined) return undefined;
  const user = await findUser(reader, other.userId);
  const mark = await findMark(reader, applicationId, other.userId);
  const whose = user === undefined ? 'somebody who was deleted' : nameOf(user);
  return {
    userId: other.userId,
    link: other,
    present: user !== undefined,
    leaving: user === undefined && mark !== undefined && !mark.parked,
    sentence: `This account in ${run.application.label} is the one of ${whose}. Nothing was sent: decide whose account it is.`,
  };
}
