import type { UserOperation } from '../../provisioning/plan';
import type { Link } from '../../store/provisioning/links';
import { findMark, type Mark } from '../../store/provisioning/stale';
import type { LaneRun, StepResult, Subject } from './lane-run';
import { parkSubject, recordPush, settleSubject } from './outcome';
import { loadSubjects, planSubjects, type Planned } from './subjects';
import { createAccount, findAccount, updateAccount } from './send';

/** Steps one person can take in one turn: find, find anew, take over, update. More would be a circle. */
const MOST_STEPS = 5;

/**
 * Brings one person in step at one application: reads how they should stand there and how they stand, plans the
 * difference and sends it. Called with a mark; without a change since, nothing is sent.
 */
export async function reconcileSubject(run: LaneRun, mark: Mark): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const current = await findMark(run.deps.db, mark.applicationId, mark.userId);
    if (current === undefined || current.version !== mark.version) return;
    const { subject, operation } = await planSubject(run, current);
    if ((await carryOut(run, subject, operation)) === 'finished') return;
  }
  const { subject } = await planSubject(run, mark);
  const sentence = `${run.application.label} gives contradicting answers about this account.`;
  await parkSubject(run, subject, subject.link, sentence);
}

/** Reads a person's state anew and plans what has to be sent. */
async function planSubject(run: LaneRun, mark: Mark): Promise<Planned> {
  const { deps, application, scim } = run;
  const subjects = await loadSubjects(deps.db, application, scim, [mark], deps.clock());
  const [planned] = planSubjects(application, scim, subjects, deps.clock());
  if (planned === undefined) throw new Error('One mark makes one plan.');
  return planned;
}

async function carryOut(run: LaneRun, subject: Subject, operation: UserOperation): Promise<StepResult> {
  switch (operation.kind) {
    case 'none':
      await settleSubject(run, subject, subject.linkIsStored ? settled(subject.link, operation.sentence) : undefined);
      return 'finished';
    case 'park':
      await parkSubject(run, subject, subject.link, operation.sentence, (tx) =>
        recordPush(run, tx, subject, 'user_update_provision', 'failure', { sentence: operation.sentence }),
      );
      return 'finished';
    case 'delete':
      return carryOut(run, subject, operation.instead);
    case 'update':
      return updateAccount(run, subject, operation);
    case 'find-and-deactivate':
      return (await findAccount(run, subject, undefined)) === 'again' ? 'again' : 'finished';
    case 'find-or-create': {
      const found = await findAccount(run, subject, operation.attributes);
      return found === 'create' ? createAccount(run, subject, operation.attributes) : found;
    }
  }
}

/** A link of which nothing has to be sent is in step, or deactivated. */
function settled(link: Link, sentence: string | undefined): Link {
  const inactive = link.removed || link.remoteId === undefined || link.accepted?.['active'] === false;
  const { sentence: _before, ...rest } = link;
  const status = inactive ? 'deactivated' : 'in-sync';
  return { ...rest, status, ...(sentence === undefined ? {} : { sentence }) };
}
