import type { UserOperation } from '../../../provisioning/plan';
import { OTHER_NAME } from '../../../provisioning/take-over';
import type { Link } from '../../../store/provisioning/links';
import { findMark } from '../../../store/provisioning/stale';
import type { LaneRun, Subject } from '../lane-run';
import { isPasswordDue, pushPassword } from '../passwords/push';
import { loadSubjects, planSubjects, type Planned } from '../subjects';
import { createAccount, createIntent } from './create';
import { findAccount } from './find';
import { findLostAnswer } from './lost-answer';
import { parkSubject, pushEvent, settleSubject } from './outcome';
import { deleteAccount, deletesAccounts } from './remove';
import { indexFor, type PeopleTurn, type StepResult } from './turn';
import { updateAccount, updateIntent } from './update';

/** Steps one person can take in one turn: find, find anew, take over, update. More would be a circle. */
const MOST_STEPS = 5;

/** A person to be served, with the intent that was written down for them already. */
export interface Job extends Planned {
  readonly intent?: Link;
}

/**
 * What has to be written down before a person's first request, when that request is known: a change, or a create of
 * somebody the SP's list does not have. Undefined when the account has to be looked for first, or nothing is in doubt.
 */
export function intentOf(turn: PeopleTurn, { subject, operation }: Planned): Link | undefined {
  if (operation.kind === 'update') return updateIntent(turn.run, subject, operation);
  if (operation.kind !== 'find-or-create' || subject.link.sentence === OTHER_NAME) return undefined;
  const candidates = indexFor(turn, subject)?.candidates(operation.attributes);
  if (candidates === undefined || candidates.named.length + candidates.mailed.length > 0) return undefined;
  return createIntent(turn.run, subject, operation.attributes);
}

/**
 * Brings one person in step at one application: sends what was planned, and plans anew with what was learnt. What was
 * planned for a mark that has risen since is left to the next turn.
 */
export async function attend(turn: PeopleTurn, job: Job): Promise<void> {
  const { run } = turn;
  const { mark } = job.subject;
  let planned: Job = job;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if ((await carryOut(turn, planned)) === 'finished') return;
    await turn.ledger.flush();
    const current = await findMark(run.deps.db, mark.applicationId, mark.userId);
    if (current === undefined || current.version !== mark.version || run.stopped) return;
    planned = await planAnew(run, planned.subject);
  }
  const sentence = `${run.application.label} gives contradicting answers about this account.`;
  parkSubject(turn, planned.subject, planned.subject.link, sentence);
}

async function planAnew(run: LaneRun, { mark }: Subject): Promise<Planned> {
  const { deps, application, scim } = run;
  const subjects = await loadSubjects(deps.db, application, scim, [mark], deps.clock());
  const [planned] = planSubjects(application, scim, subjects, deps.clock());
  if (planned === undefined) throw new Error('One mark makes one plan.');
  return planned;
}

async function carryOut(turn: PeopleTurn, { subject, operation, intent }: Job): Promise<StepResult> {
  switch (operation.kind) {
    case 'none':
      if (!isPasswordDue(subject, operation)) return settleWithout(turn, subject, operation);
      await pushPassword(turn.run, subject);
      return 'finished';
    case 'park':
      return settleWithout(turn, subject, operation);
    case 'update':
      return (
        (await findLostAnswer(turn, subject, operation.attributes)) ?? updateAccount(turn, subject, operation, intent)
      );
    case 'delete': {
      const deleted = deletesAccounts(turn.run) ? await deleteAccount(turn, subject, operation) : 'refused';
      return deleted === 'refused' ? carryOut(turn, { subject, operation: operation.instead }) : deleted;
    }
    case 'find-and-deactivate':
      return (await findAccount(turn, subject, undefined)) === 'again' ? 'again' : 'finished';
    case 'find-or-create': {
      if (intent !== undefined) return createAccount(turn, subject, operation.attributes, intent);
      const found = await findAccount(turn, subject, operation.attributes);
      return found === 'create' ? createAccount(turn, subject, operation.attributes) : found;
    }
  }
}

/** What a plan that sends nothing says; undefined when something is sent, a password that waits included. */
export function quietOf({ subject, operation }: Planned): QuietOperation | undefined {
  if (operation.kind === 'park') return operation;
  return operation.kind === 'none' && !isPasswordDue(subject, operation) ? operation : undefined;
}

type QuietOperation = Extract<UserOperation, { kind: 'none' | 'park' }>;

/** Notes a person for whom nothing is sent. */
export function settleWithout(turn: PeopleTurn, subject: Subject, operation: QuietOperation): StepResult {
  const { link, linkIsStored } = subject;
  if (operation.kind === 'none')
    settleSubject(turn, subject, linkIsStored ? settled(link, operation.sentence) : undefined);
  else {
    const { sentence } = operation;
    parkSubject(
      turn,
      subject,
      link,
      sentence,
      pushEvent(turn.run, subject, 'user_update_provision', 'failure', { sentence }),
    );
  }
  return 'finished';
}

/** A link of which nothing has to be sent is in step, or deactivated. */
function settled(link: Link, sentence: string | undefined): Link {
  const inactive = link.removed || link.remoteId === undefined || link.accepted?.['active'] === false;
  const { sentence: _before, ...rest } = link;
  const status = inactive ? 'deactivated' : 'in-sync';
  return { ...rest, status, ...(sentence === undefined ? {} : { sentence }) };
}
