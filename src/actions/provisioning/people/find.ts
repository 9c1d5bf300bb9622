import { decideTakeOver, OTHER_NAME, type TakeOver } from '../../../provisioning/take-over';
import type { RemoteIndex } from '../../../provisioning/remote-index';
import type { Outcome } from '../../../scim/outcome';
import { emailsOf, type ScimResource } from '../../../scim/resource';
import { mergeDoubt } from '../../../scim/patch';
import type { ScimAttributes } from '../../../scim/schemas';
import { deleteLink, listHoldersOf, saveLinks, type Link } from '../../../store/provisioning/links';
import { markNewMemberships } from '../../../store/provisioning/group-marks';
import { defer } from '../../../store/provisioning/stale';
import { insertEvent } from '../../../store/events';
import { withoutDoubt } from '../doubt';
import { noteSuccess } from '../lane-failure';
import { subjectName, writeInLane, type LaneRun, type Subject } from '../lane-run';
import { findHolder, type Holder } from './holder';
import { LEFT_BEHIND_TIMES, lateMs, STALE_MS } from '../late';
import { entryOf, handleFailure, parkSubject, pushEvent, settleSubject } from './outcome';
import { indexFor, type PeopleTurn, type StepResult } from './turn';

/** How long somebody waits for the account of a deleted person that is being deactivated, at first. */
const AFTER_LEAVING_MS = 1_000;
/** They wait as long again as they have waited, up to an hour: who leaves may be held until an admin has decided. */
const LONGEST_WAIT_MS = 3_600_000;
const LOOK_AGAIN_MS = 500;
/** Accounts that are read for one person, of those the list names. */
const MOST_CANDIDATES = 5;

/**
 * Looks for the person's account at the SP: in its list when that was read, else by user name. When an earlier create may
 * have succeeded, the name it was sent with is looked for first: the person may have been renamed since.
 * @param wanted the user to create when there is none; undefined when the person is not wanted any more
 * @returns 'create' when there is no account
 */
export async function findAccount(
  turn: PeopleTurn,
  subject: Subject,
  wanted: ScimAttributes | undefined,
): Promise<StepResult | 'create'> {
  const { run } = turn;
  const { link } = subject;
  const candidates = [link.creating ? link.inDoubt : undefined, wanted].filter((one) => one !== undefined);
  const names = new Set<unknown>();
  for (const attributes of candidates) {
    const { userName } = attributes;
    if (typeof userName !== 'string' || names.has(userName)) continue;
    names.add(userName);
    const found = await lookUp(turn, subject, userName, attributes);
    if (found.kind === 'none') continue;
    if (found.kind !== 'ok') {
      await handleFailure(turn, subject, found, { event: 'user_lookup_provision', creates: false, link });
      return 'finished';
    }
    await noteSuccess(run, 'read');
    const decision = decideTakeOver(found.value, attributes);
    // An admin has seen who is there and wants a new account all the same.
    if (decision.kind === 'conflict' && link.decision === 'create') continue;
    if (decision.kind !== 'none') return takeOver(turn, subject, decision, attributes);
  }
  if (wanted !== undefined && link.sentence === OTHER_NAME && link.decision !== 'create') {
    return leaveToAdmin(turn, subject, link, OTHER_NAME);
  }
  const lookAgainAt = lateCreate(run, link, wanted);
  if (lookAgainAt !== undefined) {
    turn.ledger.note(entryOf(turn, subject, undefined, undefined, { deferTo: lookAgainAt }));
    return 'finished';
  }
  if (wanted !== undefined) return 'create';
  settleSubject(turn, subject, { ...withoutDoubt(link), creating: false, status: 'deactivated' });
  return 'finished';
}

/**
 * A create whose answer was lost may be carried out after it was given up, and some SPs read old for a while: an account
 * that nobody looks for any more would stay open for ever. The create itself tells, when it is sent again under its name.
 * One of which no outcome was recorded was sent a while after it was written down, by a process that is gone.
 * @returns when to look once more; undefined when it can be believed that there is no account
 */
function lateCreate(run: LaneRun, link: Link, wanted: ScimAttributes | undefined): number | undefined {
  if (!link.creating || (wanted !== undefined && wanted['userName'] === link.inDoubt?.['userName'])) return undefined;
  const times = link.sentence === undefined ? LEFT_BEHIND_TIMES : 1;
  const [now, until] = [run.deps.clock(), link.updatedAt + times * lateMs(run) + STALE_MS];
  if (now >= until) return undefined;
  return Math.min(until, now + Math.max(LOOK_AGAIN_MS, 2 * (now - link.updatedAt)));
}

type Found = Outcome<readonly ScimResource[]> | { readonly kind: 'none' };

async function lookUp(
  turn: PeopleTurn,
  subject: Subject,
  userName: string,
  attributes: ScimAttributes,
): Promise<Found> {
  const { run } = turn;
  const index = indexFor(turn, subject);
  if (index === undefined) return lookUpAlone(run, subject, userName, attributes);
  const ids = await candidatesOf(run, subject, index, attributes);
  const read: ScimResource[] = [];
  let last: Outcome<ScimResource> | undefined;
  for (const id of ids) {
    last = await run.client.getUser(id);
    if (last.kind === 'ok') read.push(last.value);
    else if (last.kind !== 'gone') return last;
  }
  if (last === undefined) return { kind: 'none' };
  return { kind: 'ok', value: read, exchange: last.exchange };
}

/** Asks for one person: by user name and, when nobody has it, by e-mail, because half a match is an admin's matter. */
async function lookUpAlone(
  run: LaneRun,
  { mark }: Subject,
  userName: string,
  attributes: ScimAttributes,
): Promise<Found> {
  const named = await run.client.findUsersByUserName(userName);
  const [email] = emailsOf(attributes);
  if (named.kind !== 'ok' || named.value.length > 0 || email === undefined) return named;
  const mailed = await run.client.findUsersByEmail(email);
  if (mailed.kind !== 'ok' || mailed.value.length === 0) return mailed.kind === 'ok' ? named : mailed;
  const ids = mailed.value.map(({ id }) => id);
  const holders = await listHoldersOf(run.deps.db, run.application.id, ids);
  const value = mailed.value.filter(({ id }) => (holders.get(id) ?? mark.userId) === mark.userId);
  return { ...mailed, value };
}

/**
 * The accounts that may be a person's by the SP's list. Those that only share the e-mail and are somebody else's here are
 * left out: they are known, and what they hold is on its way to be changed.
 */
async function candidatesOf(
  run: LaneRun,
  { mark }: Subject,
  index: RemoteIndex,
  attributes: ScimAttributes,
): Promise<string[]> {
  const { named, mailed } = index.candidates(attributes);
  if (mailed.length === 0) return named.slice(0, MOST_CANDIDATES);
  const holders = await listHoldersOf(run.deps.db, run.application.id, mailed);
  const others = mailed.filter((id) => (holders.get(id) ?? mark.userId) === mark.userId);
  return [...named, ...others].slice(0, MOST_CANDIDATES);
}

async function takeOver(
  turn: PeopleTurn,
  subject: Subject,
  decision: Exclude<TakeOver, { kind: 'none' }>,
  attributes: ScimAttributes,
): Promise<StepResult> {
  const { run } = turn;
  const { link } = subject;
  if (decision.kind === 'conflict') return leaveToAdmin(turn, subject, link, decision.sentence);
  const ours = link.creating && link.inDoubt?.['userName'] === attributes['userName'];
  const known: Link = {
    ...withoutDoubt(link),
    remoteId: decision.remoteId,
    accepted: seenNow(run, decision.current),
    ...(ours ? {} : { prior: decision.current }),
    creating: false,
    removed: false,
    status: 'waiting',
  };
  const event = takeOverEvent(run, subject, ours);
  const entry = entryOf(turn, subject, known, event, 'keep');
  await turn.ledger.flush();
  // Whose account it is, is asked in the transaction that takes it: two people who look at once must not both get it.
  const holder = await writeInLane(run, async (tx) => {
    const other = await findHolder(run, tx, subject, decision.remoteId);
    if (other !== undefined && (other.present || other.leaving)) return other;
    const taken = entry.link ?? known;
    if (other !== undefined) await deleteLink(tx, link.applicationId, other.userId);
    await saveLinks(tx, [other === undefined ? taken : inherited(taken, other.link)]);
    await insertEvent(tx, event);
    if (run.application.idm.groups === true) {
      await markNewMemberships(tx, run.application.id, [link.userId], { now: run.deps.clock() });
    }
    return undefined;
  });
  if (holder !== undefined) return meetHolder(turn, subject, holder);
  run.deps.onEvent?.(event);
  return 'again';
}

function takeOverEvent(run: LaneRun, subject: Subject, ours: boolean): ReturnType<typeof pushEvent> {
  const name = subjectName(subject);
  if (ours) {
    const sentence = `The account of ${name} had been created; its answer was lost.`;
    return pushEvent(run, subject, 'user_create_provision', 'success', { sentence });
  }
  const sentence = `Took over the account that ${name} has in ${run.application.label} already.`;
  return pushEvent(run, subject, 'user_update_provision', 'success', { sentence, takenOver: true });
}

/** The account is somebody else's; only who was deleted here gives it up, once nothing is under way for them. */
async function meetHolder(turn: PeopleTurn, subject: Subject, holder: Holder): Promise<StepResult> {
  const { run } = turn;
  const { link } = subject;
  if (holder.present) return leaveToAdmin(turn, subject, link, holder.sentence);
  if (holder.leaving) {
    const sentence = `Waits for the account in ${run.application.label} of somebody who was deleted here. It is to be deactivated first.`;
    const now = run.deps.clock();
    const begins = link.sentence !== sentence;
    const wait = Math.max(AFTER_LEAVING_MS, begins ? 0 : now - link.updatedAt);
    await writeInLane(run, async (tx) => {
      if (begins) await saveLinks(tx, [{ ...link, status: 'waiting', sentence, updatedAt: now }]);
      await defer(tx, subject.mark, now + Math.min(wait, LONGEST_WAIT_MS));
    });
  }
  return 'finished';
}

/**
 * What Passo left in the account of who was deleted, it knows better than by a read, which may be older and tells of
 * nothing that is not wanted now: where the two differ, the value is sent again.
 */
function inherited(taken: Link, left: Link): Link {
  const { accepted } = left;
  if (accepted === undefined) return taken;
  // Said with a sentence, so that this doubt is not taken for a change whose process is gone.
  const sentence = 'The account of somebody who was deleted here.';
  return { ...taken, accepted, inDoubt: mergeDoubt(accepted, left.inDoubt, taken.accepted ?? {}), sentence };
}

/** Parks a person whose account an admin has to decide about. */
export function leaveToAdmin(turn: PeopleTurn, subject: Subject, link: Link, sentence: string): StepResult {
  const event = pushEvent(turn.run, subject, 'user_lookup_provision', 'failure', { sentence });
  parkSubject(turn, subject, link, sentence, event);
  return 'finished';
}

/** Where accounts go with their deactivation, one that is there and inactive has to be switched on, not made again. */
function seenNow(run: LaneRun, current: ScimAttributes): ScimAttributes {
  if (current['active'] !== false || !run.scim.quirks.includes('deactivate-removes')) return current;
  const { active: _active, ...rest } = current;
  return rest;
}
