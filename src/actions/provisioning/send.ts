import type { UserUpdate } from '../../provisioning/plan';
import { changedNames, describeOperation } from '../../provisioning/describe';
import { decideTakeOver, type TakeOver } from '../../provisioning/take-over';
import type { Outcome } from '../../scim/outcome';
import type { ScimAttributes } from '../../scim/schemas';
import { deleteLink, saveLink, type Link } from '../../store/provisioning/links';
import { postpone } from '../../store/provisioning/stale';
import { mayHaveActed, withDoubtOf, withoutDoubt } from './doubt';
import { findHolder, type Holder } from './holder';
import { noteSuccess } from './lane-failure';
import { writeInLane, type LaneRun, type StepResult, type Subject } from './lane-run';
import { handleFailure, parkSubject, recordPush, settleSubject, subjectName, type FailureRecord } from './outcome';

/** How long somebody waits for the account of a deleted person that is being deactivated. */
const AFTER_LEAVING_MS = 1_000;

type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/**
 * Looks for the person's account at the SP by user name. When an earlier create may have succeeded, the name it was sent
 * with is looked for first: the person may have been renamed since.
 * @param wanted the user to create when there is none; undefined when the person is not wanted any more
 * @returns 'create' when there is no account
 */
export async function findAccount(
  run: LaneRun,
  subject: Subject,
  wanted: ScimAttributes | undefined,
): Promise<StepResult | 'create'> {
  const { link } = subject;
  const candidates = [link.creating ? link.inDoubt : undefined, wanted].filter((one) => one !== undefined);
  const names = new Set<unknown>();
  for (const attributes of candidates) {
    const { userName } = attributes;
    if (typeof userName !== 'string' || names.has(userName)) continue;
    names.add(userName);
    const found = await run.client.findUsersByUserName(userName);
    if (found.kind !== 'ok') {
      await handleFailure(run, subject, found, { event: 'user_lookup_provision', creates: false, link });
      return 'finished';
    }
    await noteSuccess(run);
    const decision = decideTakeOver(found.value, attributes);
    // An admin has seen who is there and wants a new account all the same.
    if (decision.kind === 'conflict' && link.decision === 'create') continue;
    if (decision.kind !== 'none') return takeOver(run, subject, decision, attributes);
  }
  if (wanted !== undefined) return 'create';
  await settleSubject(run, subject, { ...withoutDoubt(link), creating: false, status: 'deactivated' });
  return 'finished';
}

async function takeOver(
  run: LaneRun,
  subject: Subject,
  decision: Exclude<TakeOver, { kind: 'none' }>,
  attributes: ScimAttributes,
): Promise<StepResult> {
  const { link } = subject;
  if (decision.kind === 'conflict') {
    return leaveToAdmin(run, subject, link, decision.sentence);
  }
  const ours = link.creating && link.inDoubt?.['userName'] === attributes['userName'];
  const known: Link = {
    ...withoutDoubt(link),
    remoteId: decision.remoteId,
    accepted: seenNow(run, decision.current),
    ...(ours ? {} : { prior: decision.current }),
    creating: false,
    removed: false,
    status: 'waiting',
    updatedAt: run.deps.clock(),
  };
  // Whose account it is, is asked in the transaction that takes it: two people who look at once must not both get it.
  const holder = await writeInLane(run, async (tx) => {
    const other = await findHolder(run, tx, subject, decision.remoteId);
    if (other !== undefined) return other;
    await saveLink(tx, known);
    const name = subjectName(subject);
    if (ours) {
      const sentence = `The account of ${name} had been created; its answer was lost.`;
      await recordPush(run, tx, subject, 'user_create_provision', 'success', { sentence });
    } else {
      const sentence = `Took over the account that ${name} has in ${run.application.label} already.`;
      await recordPush(run, tx, subject, 'user_update_provision', 'success', { sentence, takenOver: true });
    }
    return undefined;
  });
  return holder === undefined ? 'again' : meetHolder(run, subject, holder);
}

/** The account is somebody else's; only who was deleted here gives it up, once nothing is under way for them. */
async function meetHolder(run: LaneRun, subject: Subject, holder: Holder): Promise<StepResult> {
  const { link } = subject;
  if (holder.present) return leaveToAdmin(run, subject, link, holder.sentence);
  if (holder.leaving) {
    const soon = run.deps.clock() + AFTER_LEAVING_MS;
    await writeInLane(run, (tx) => postpone(tx, subject.mark, soon));
    return 'finished';
  }
  // What was read of the account may be older than its deactivation, so it is looked for once more.
  await writeInLane(run, (tx) => deleteLink(tx, link.applicationId, holder.userId));
  return 'again';
}

async function leaveToAdmin(run: LaneRun, subject: Subject, link: Link, sentence: string): Promise<StepResult> {
  await parkSubject(run, subject, link, sentence, (tx) =>
    recordPush(run, tx, subject, 'user_lookup_provision', 'failure', { sentence }),
  );
  return 'finished';
}

/** Where accounts go with their deactivation, one that is there and inactive has to be switched on, not made again. */
function seenNow(run: LaneRun, current: ScimAttributes): ScimAttributes {
  if (current['active'] !== false || !run.scim.quirks.includes('deactivate-removes')) return current;
  const { active: _active, ...rest } = current;
  return rest;
}

/** Creates the account. That it is being created is written down first, for the case that the answer is lost. */
export async function createAccount(run: LaneRun, subject: Subject, attributes: ScimAttributes): Promise<StepResult> {
  // What was known of an account that is gone would hide the new one, should its answer be lost.
  const { remoteId: _remoteId, accepted: _accepted, ...before } = withoutDoubt(subject.link);
  const intent: Link = {
    ...before,
    creating: true,
    inDoubt: attributes,
    removed: false,
    status: 'waiting',
    updatedAt: run.deps.clock(),
  };
  await writeInLane(run, (tx) => saveLink(tx, intent));
  const outcome = await run.client.createUser(attributes);
  if (outcome.kind === 'ok') {
    await noteSuccess(run);
    const holder = await findHolder(run, run.deps.db, subject, outcome.value.id);
    if (holder !== undefined)
      return leaveToAdmin(run, subject, { ...withoutDoubt(intent), creating: false }, holder.sentence);
    const link: Link = {
      ...withoutDoubt(intent),
      remoteId: outcome.value.id,
      accepted: attributes,
      creating: false,
      status: attributes['active'] === false ? 'deactivated' : 'in-sync',
      sentence: 'Account created.',
    };
    await settleSubject(run, subject, link, (tx) =>
      recordPush(run, tx, subject, 'user_create_provision', 'success', { exchange: outcome.exchange }),
    );
    return 'finished';
  }
  const link = mayHaveActed(outcome) ? intent : { ...withoutDoubt(intent), creating: false };
  const failure: FailureRecord = { event: 'user_create_provision', creates: true, link };
  const step = await handleFailure(run, { ...subject, link, linkIsStored: true }, outcome, failure);
  return step.kind === 'find' ? resolveConflict(run, subject, outcome, attributes) : 'finished';
}

/** The SP knows such an account (409): take it over when it is the person's, else leave it to an admin. */
async function resolveConflict(
  run: LaneRun,
  subject: Subject,
  conflict: Failed,
  attributes: ScimAttributes,
): Promise<StepResult> {
  const link = { ...withoutDoubt(subject.link), creating: false };
  const afresh: Subject = { ...subject, link, linkIsStored: true };
  const found = await findAccount(run, afresh, attributes);
  if (found !== 'create') return found;
  await parkSubject(run, afresh, link, conflict.sentence, (tx) =>
    recordPush(run, tx, subject, 'user_create_provision', 'failure', {
      sentence: conflict.sentence,
      exchange: conflict.exchange,
    }),
  );
  return 'finished';
}

/** Changes a known account. What is sent is written down first, for the case that the answer is lost. */
export async function updateAccount(run: LaneRun, subject: Subject, update: UserUpdate): Promise<StepResult> {
  const event = update.deactivates ? 'user_deprovision' : 'user_update_provision';
  const changed = changedNames(update.operations, run.scim);
  const intent: Link = { ...subject.link, inDoubt: update.inDoubt, status: 'waiting', updatedAt: run.deps.clock() };
  await writeInLane(run, (tx) => saveLink(tx, intent));
  const outcome = await run.client.changeUser(update.remoteId, {
    operations: update.operations,
    whole: update.attributes,
  });
  if (outcome.kind === 'ok') {
    await noteSuccess(run);
    const link: Link = {
      ...withoutDoubt(intent),
      accepted: update.attributes,
      ...(update.stillInDoubt === undefined ? {} : { inDoubt: update.stillInDoubt }),
      status: update.attributes['active'] === false ? 'deactivated' : 'in-sync',
      sentence: `${describeOperation(update, subjectName(subject), run.scim)}.`,
    };
    await settleSubject(run, subject, link, (tx) =>
      recordPush(run, tx, subject, event, 'success', { exchange: outcome.exchange, changed }),
    );
    return 'finished';
  }
  const link = mayHaveActed(outcome) ? intent : withDoubtOf(intent, subject.link);
  const failure: FailureRecord = { event, creates: false, link, payload: { changed } };
  const step = await handleFailure(run, { ...subject, link }, outcome, failure);
  return step.kind === 'confirm-gone' ? confirmGone(run, subject, update, outcome, failure) : 'finished';
}

/** A 404 is believed only when reading the account says the same. */
async function confirmGone(
  run: LaneRun,
  subject: Subject,
  update: UserUpdate,
  outcome: Failed,
  failure: FailureRecord,
): Promise<StepResult> {
  const read = await run.client.getUser(update.remoteId);
  if (read.kind === 'ok') {
    const sentence = `${run.application.label} has this account and does not let Passo change it.`;
    await parkSubject(run, subject, failure.link, sentence, (tx) =>
      recordPush(run, tx, subject, failure.event, 'failure', { sentence, exchange: outcome.exchange }),
    );
    return 'finished';
  }
  if (read.kind !== 'gone') {
    await handleFailure(run, subject, read, failure);
    return 'finished';
  }
  await noteSuccess(run);
  const removed: Link = {
    ...withoutDoubt(failure.link),
    removed: true,
    ...(update.deactivates ? { accepted: update.attributes } : {}),
  };
  if (!update.deactivates) {
    await writeInLane(run, (tx) => saveLink(tx, { ...removed, updatedAt: run.deps.clock() }));
    return 'again';
  }
  const sentence = `The account had been removed in ${run.application.label} already.`;
  await settleSubject(run, subject, { ...removed, status: 'deactivated', sentence }, (tx) =>
    recordPush(run, tx, subject, failure.event, 'success', { sentence, exchange: outcome.exchange }),
  );
  return 'finished';
}
