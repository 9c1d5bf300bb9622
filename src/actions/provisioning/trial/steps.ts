import { createHash } from 'node:crypto';
import type { Application } from '../../../core/application';
import type { ConnectorScim } from '../../../connectors/definition';
import { changedNames, describeOperation } from '../../../provisioning/describe';
import { makeRemoteIndex, type RemoteIndex } from '../../../provisioning/remote-index';
import { planUser, type UserOperation } from '../../../provisioning/plan';
import { decideTakeOver } from '../../../provisioning/take-over';
import { leavesOf } from '../../../scim/attribute-path';
import type { ScimClient } from '../../../scim/client';
import type { Json, ScimAttributes } from '../../../scim/schemas';
import type { ScimResource } from '../../../scim/resource';
import { listHoldersOf } from '../../../store/provisioning/links';
import type { Reader } from '../../../store/tx';
import { HELD_SENTENCE } from '../guard/stage';
import { subjectName } from '../lane-run';
import { wantedOf, type Planned } from '../subjects';

/** What one step of a plan does. */
export type StepKind =
  'create' | 'take-over' | 'update' | 'deactivate' | 'delete' | 'group' | 'members' | 'conflict' | 'not-sent';

/** One attribute before and after; an absent side has no value. */
export interface StepChange {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a step says beside its kind. */
export interface StepDetail {
  readonly sentence: string;
  readonly changes: readonly StepChange[];
  /** What it was planned from: with another one it is planned again. */
  readonly from: string;
}

/** A step of one person. */
export interface PersonStep {
  readonly kind: StepKind;
  readonly detail: StepDetail;
}

/** The SP could not be read, so there is no plan. */
export class Unreadable extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'Unreadable';
  }
}

/** From so many look-ups on, reading the SP's list once is cheaper. */
const WORTH_A_LIST = 50;
const MOST_CANDIDATES = 5;

/** Finds the accounts an SP has, by reads only. */
export interface Accounts {
  /** @throws Unreadable */
  find(wanted: ScimAttributes): Promise<readonly ScimResource[]>;
}

/** Looks accounts up one by one while they are few, and by the SP's whole list from then on. */
export function makeAccounts(client: ScimClient): Accounts {
  let looked = 0;
  let index: RemoteIndex | undefined;
  let listIsNoUse = false;
  const read = async (): Promise<void> => {
    const list = makeRemoteIndex();
    for await (const part of client.listUsers()) {
      listIsNoUse ||= part.kind !== 'ok' || !part.value.complete;
      if (part.kind !== 'ok' || listIsNoUse) return;
      for (const resource of part.value.resources) list.add(resource);
    }
    index = list;
  };
  return {
    async find(wanted) {
      looked += 1;
      const worth = client.facts().filter === 'none' ? 1 : WORTH_A_LIST;
      if (looked > worth && index === undefined && !listIsNoUse) await read();
      if (index !== undefined) return readAll(client, index, wanted);
      const { userName } = wanted;
      if (typeof userName !== 'string') return [];
      const found = await client.findUsersByUserName(userName);
      if (found.kind !== 'ok') throw new Unreadable(found.sentence);
      return found.value;
    },
  };
}

async function readAll(client: ScimClient, index: RemoteIndex, wanted: ScimAttributes): Promise<ScimResource[]> {
  const { named, mailed } = index.candidates(wanted);
  const found: ScimResource[] = [];
  for (const id of [...named, ...mailed].slice(0, MOST_CANDIDATES)) {
    const one = await client.getUser(id);
    if (one.kind === 'ok') found.push(one.value);
    else if (one.kind !== 'gone') throw new Unreadable(one.sentence);
  }
  return found;
}

/** What the steps of people are made with. */
export interface StepSource {
  readonly reader: Reader;
  readonly application: Application;
  readonly scim: ConnectorScim;
  readonly accounts: Accounts;
  readonly now: number;
}

/**
 * Says what would be done for a person, by what the worker's planner says and what the SP has.
 * @returns undefined for people for whom nothing has to be done
 * @throws Unreadable
 */
export async function stepOf(source: StepSource, planned: Planned): Promise<PersonStep | undefined> {
  const { subject, operation } = planned;
  const from = fingerprintOf(source.scim, planned, source.now);
  const step = (kind: StepKind, sentence: string, changes: readonly StepChange[] = []): PersonStep => ({
    kind,
    detail: { sentence, changes, from },
  });
  const name = subjectName(subject);
  const said = describeOperation(operation, name, source.scim);
  if (subject.mark.heldBy !== undefined && operation.kind !== 'none') return step('not-sent', HELD_SENTENCE);
  switch (operation.kind) {
    case 'none':
      return operation.sentence?.startsWith('Not ') === true ? step('not-sent', operation.sentence) : undefined;
    case 'park':
      return step('not-sent', operation.sentence);
    case 'delete':
      return step('delete', said);
    case 'find-and-deactivate':
      return step('deactivate', said);
    case 'update':
      return operation.deactivates
        ? step('deactivate', said)
        : step('update', said, changesOf(operation, subject.link.accepted, source.scim));
    case 'find-or-create':
      return unknownStep(source, planned, operation.attributes, step);
  }
}

async function unknownStep(
  source: StepSource,
  { subject }: Planned,
  attributes: ScimAttributes,
  step: (kind: StepKind, sentence: string, changes?: readonly StepChange[]) => PersonStep,
): Promise<PersonStep> {
  const { application, scim, reader } = source;
  const name = subjectName(subject);
  const found = await source.accounts.find(attributes);
  const { userId } = subject.mark;
  const holders = await listHoldersOf(
    reader,
    application.id,
    found.map(({ id }) => id),
  );
  const decision = decideTakeOver(found, attributes);
  const created = (): PersonStep => step('create', `Create account for ${name}`, changesFrom({}, attributes));
  if (decision.kind === 'none') return created();
  if (decision.kind === 'conflict') {
    return subject.link.decision === 'create' ? created() : step('conflict', decision.sentence);
  }
  const holder = holders.get(decision.remoteId);
  if (holder !== undefined && holder !== userId) {
    return step('conflict', `This account in ${application.label} is the one of somebody else.`);
  }
  const link = { ...subject.link, remoteId: decision.remoteId, accepted: decision.current, creating: false };
  const { inDoubt: _inDoubt, ...known } = { ...link, removed: false };
  const next = planUser(wantedOf(subject, scim, source.now), known, scim, application.label);
  const changes = next.kind === 'update' ? changesOf(next, decision.current, scim) : [];
  return step('take-over', `Take over the account that ${name} has in ${application.label}`, changes);
}

/** A text that is another one whenever the person, their access, their account or the table has changed. */
export function fingerprintOf(scim: ConnectorScim, { subject }: Pick<Planned, 'subject'>, now: number): string {
  const { link } = subject;
  const known = [link.remoteId, link.accepted, link.inDoubt, link.creating, link.removed, link.managed];
  const text = JSON.stringify([wantedOf(subject, scim, now), known, subject.mark.heldBy]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

function changesOf(
  { operations }: Extract<UserOperation, { kind: 'update' }>,
  accepted: ScimAttributes | undefined,
  scim: ConnectorScim,
): StepChange[] {
  const leaves = leavesOf(accepted ?? {});
  return operations.map((operation) => {
    const [name = operation.path] = changedNames([operation], scim);
    const before = leaves.get(operation.path)?.value ?? accepted?.[operation.path];
    const after = operation.op === 'replace' ? operation.value : undefined;
    return { name, ...side('before', before), ...side('after', after) };
  });
}

function changesFrom(before: ScimAttributes, after: ScimAttributes): StepChange[] {
  return [...leavesOf(after).values()].map(({ path, value }) => ({
    name: path.slice(path.lastIndexOf(':') + 1),
    ...side('before', before[path]),
    ...side('after', value),
  }));
}

function side(name: 'before' | 'after', value: Json | undefined): Partial<StepChange> {
  return value === undefined || value === null ? {} : { [name]: textOf(value) };
}

const MARKS = new Set(['type', 'primary']);

function textOf(value: Json): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map((item: Json) => textOf(item)).join(', ');
  return Object.entries(value)
    .filter(([name]) => !MARKS.has(name))
    .map(([, part]) => textOf(part))
    .join(' ');
}
