import type { EventId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import type { ProvisioningPayload } from '../../../events/payloads';
import type { UserOperation } from '../../../provisioning/plan';
import type { Outcome } from '../../../scim/outcome';
import {
  countUnwantedPasswords,
  deletePasswordPush,
  deleteUnwantedPasswords,
  savePasswordDelivered,
  type PasswordPush,
} from '../../../store/provisioning/passwords';
import { saveLink, type Link } from '../../../store/provisioning/links';
import { park, postpone, settle } from '../../../store/provisioning/stale';
import { unseal } from '../../../store/seal';
import type { Tx } from '../../../store/tx';
import { SYSTEM } from '../../deps';
import { record } from '../../record';
import { noteLaneFailure, noteSuccess } from '../lane-failure';
import { aboutSubject, writeInLane, type LaneRun, type Subject } from '../lane-run';
import { passwordPlace } from './keep';

type Failed = Exclude<Outcome<unknown>, { kind: 'ok' }>;

/** A person whose account is known and whose password waits. */
interface Waiting extends Subject {
  readonly password: PasswordPush;
}

/**
 * Tells whether a person's password is to be sent now: their account is known, active, and nothing else has to be sent
 * for it. A person who is suspended gets it once active again.
 * @param operation what the planner says, given what the SP has accepted so far
 */
export function isPasswordDue(subject: Subject, operation: UserOperation): subject is Waiting {
  const { link, granted, password } = subject;
  if (password === undefined || !granted || operation.kind !== 'none' || link.decision === 'leave') return false;
  return link.remoteId !== undefined && !link.removed && link.managed && link.accepted?.['active'] !== false;
}

/**
 * Sends a person's password in a request of its own, apart from `active` and everything else (M-097), and settles, parks
 * or postpones the person's mark. A lost answer is sent again: the same password twice changes nothing. What the SP
 * refuses is told on the person and holds up no other change.
 * @param subject as last written: nothing about it may be waiting to be written
 * @throws LeaseLost
 */
export async function pushPassword(run: LaneRun, subject: Waiting): Promise<void> {
  const { link, password } = subject;
  const text = open(run, password);
  const { remoteId } = link;
  if (text === undefined || remoteId === undefined) {
    await writeInLane(run, async (tx) => {
      await deletePasswordPush(tx, password);
      await settle(tx, subject.mark);
    });
    return;
  }
  const outcome = await run.client.changeUser(remoteId, {
    operations: [{ op: 'replace', path: 'password', value: text }],
    whole: { ...link.accepted, password: text },
  });
  if (outcome.kind !== 'ok') return noteRefusal(run, subject, outcome);
  await noteSuccess(run);
  const sentence = `Password of ${subject.user === undefined ? 'the person' : nameOf(subject.user)} sent.`;
  await writeInLane(run, async (tx) => {
    await savePasswordDelivered(tx, password, run.deps.clock());
    const payload = { changed: ['Password'], exchange: outcome.exchange };
    await keep(run, tx, subject, { ...link, status: 'in-sync', sentence }, { result: 'success', payload });
    await settle(tx, subject.mark);
  });
}

async function noteRefusal(run: LaneRun, subject: Waiting, outcome: Failed): Promise<void> {
  const { label } = run.application;
  const step = await noteLaneFailure(run, outcome, { creates: false, attempt: subject.mark.attempts + 1 });
  if (step.kind === 'confirm-gone' && (await noteGone(run, subject))) return;
  const waits = step.kind === 'retry' || step.kind === 'hold';
  const said = outcome.exchange.detail;
  const sentence = waits
    ? outcome.sentence
    : `${label} refused the password${said === undefined ? '.' : `: ${said.replace(/\.$/, '')}.`}`;
  const link: Link = { ...subject.link, status: waits ? 'waiting' : 'attention', sentence };
  const payload = { changed: ['Password'], sentence, exchange: outcome.exchange };
  await writeInLane(run, async (tx) => {
    await keep(run, tx, subject, link, { result: 'failure', payload });
    if (!waits) await park(tx, subject.mark);
    else if (step.kind === 'hold') await postpone(tx, subject.mark, run.deps.clock());
    else if (step.scope === 'person') await postpone(tx, subject.mark, step.at);
  });
}

/** A 404 is believed only when reading the account says the same; then the planner decides what follows. */
async function noteGone(run: LaneRun, subject: Waiting): Promise<boolean> {
  const { remoteId = '' } = subject.link;
  const read = await run.client.getUser(remoteId);
  if (read.kind !== 'gone') return false;
  await writeInLane(run, (tx) => saveLink(tx, { ...subject.link, removed: true, updatedAt: run.deps.clock() }));
  return true;
}

async function keep(
  run: LaneRun,
  tx: Tx,
  subject: Subject,
  link: Link,
  told: { readonly result: 'success' | 'failure'; readonly payload: ProvisioningPayload },
): Promise<void> {
  const about = { ...aboutSubject(run, subject), result: told.result };
  const eventId: EventId = await record(run.deps, tx, SYSTEM, 'user_update_provision', about, told.payload);
  await saveLink(tx, { ...link, eventId, updatedAt: run.deps.clock() });
}

/** One that was sealed with another key can't be sent; the next change of the password is. */
function open(run: LaneRun, { applicationId, userId, sealed }: PasswordPush): string | undefined {
  try {
    return unseal(run.deps.secrets.sealingKey, passwordPlace(applicationId, userId), sealed).reveal();
  } catch {
    return undefined;
  }
}

/** Erases the passwords of people who have lost access, and expired ones; called once in a turn. */
export async function erasePasswords(run: LaneRun): Promise<void> {
  const { deps, application } = run;
  const now = deps.clock();
  if ((await countUnwantedPasswords(deps.db, application.id, now)) === 0) return;
  await writeInLane(run, (tx) => deleteUnwantedPasswords(tx, application.id, now));
}
