import type { UserDeletion } from '../../../provisioning/plan';
import type { Link } from '../../../store/provisioning/links';
import { withoutDoubt } from '../doubt';
import { noteSuccess } from '../lane-failure';
import type { LaneRun, Subject } from '../lane-run';
import { handleFailure, pushEvent, settleSubject } from './outcome';
import type { PeopleTurn, StepResult } from './turn';

/** Whether accounts can be deleted at this SP, as far as is known; where they can't, they are deactivated. */
export function deletesAccounts(run: LaneRun): boolean {
  return run.client.facts().deletion !== 'refused';
}

/**
 * Deletes the account of a person who was deleted here. One that is gone already is as good; a deletion whose
 * answer was lost is sent again.
 * @returns 'refused' when the SP deletes no accounts: it is to be deactivated instead
 */
export async function deleteAccount(
  turn: PeopleTurn,
  subject: Subject,
  { remoteId }: UserDeletion,
): Promise<StepResult | 'refused'> {
  const { run } = turn;
  const outcome = await run.client.deleteUser(remoteId);
  if (outcome.kind === 'ok' || outcome.kind === 'gone') {
    await noteSuccess(run);
    const { label } = run.application;
    const sentence =
      outcome.kind === 'ok' ? `Account deleted in ${label}.` : `The account had been removed in ${label} already.`;
    const link: Link = {
      ...withoutDoubt(subject.link),
      accepted: { ...subject.link.accepted, active: false },
      removed: true,
      status: 'deactivated',
      sentence,
    };
    const payload = { sentence, exchange: outcome.exchange };
    settleSubject(turn, subject, link, pushEvent(run, subject, 'user_delete_provision', 'success', payload));
    return 'finished';
  }
  if (outcome.kind === 'unsupported') return 'refused';
  await handleFailure(turn, subject, outcome, { event: 'user_delete_provision', creates: false, link: subject.link });
  return 'finished';
}
