import type { MemberDelta } from '../client-types';
import { equalsFilter } from '../filter';
import type { Outcome } from '../outcome';
import type { ScimFacts } from '../facts';
import type { ScimResource } from '../resource';
import { GROUP_SCHEMA } from '../schemas';
import type { ScimRequest } from '../transport';
import { messageOf, opWord } from './form';
import { mergeGroup, versionOf } from './merge';
import { nextGroupForm, smallerPiece, type GroupForm } from './group-lessons';
import { refusalOf } from './lessons';
import { idOfLocation, isEmpty, pathOf, readOne, readOneWith, type Heard, type Speaker } from './speaker';

/**
 * A group of ten thousand members is read with all of them otherwise (RFC 7644 section 3.9). On reads alone: there are
 * SPs that change what they would have answered, and keep it, so that a PATCH without its members takes them all away.
 */
export const WITHOUT_MEMBERS = 'excludedAttributes=members';

const MOST_TRIES = 6;

interface GroupChange extends MemberDelta {
  readonly displayName?: string;
}

/** Creates a group with its first members (RFC 7643 section 4.2). */
export async function createGroup(
  speaker: Speaker,
  displayName: string,
  members: readonly string[],
  find: (displayName: string) => Promise<Outcome<readonly ScimResource[]>>,
): Promise<Outcome<ScimResource>> {
  const first = members.length === 0 ? {} : { members: valuesOf(members) };
  const request: ScimRequest = {
    method: 'POST',
    path: '/Groups',
    body: { schemas: [GROUP_SCHEMA], displayName, ...first },
  };
  const { outcome, came } = await speaker.hear(request, false, readOne);
  learnPiece(speaker, members.length, { outcome, came });
  const made = came.kind === 'answer' && came.status >= 200 && came.status < 300;
  if (!made || outcome.kind === 'ok' || !isEmpty(came)) return outcome;
  const id = idOfLocation('Groups', came);
  const read = id === undefined ? undefined : await getGroup(speaker, id, false);
  if (read?.kind === 'ok') return { ...read, exchange: outcome.exchange };
  const found = await find(displayName);
  const exact = found.kind === 'ok' ? found.value.filter((one) => one.attributes['displayName'] === displayName) : [];
  const [only, ...others] = exact;
  if (only !== undefined && others.length === 0) return { kind: 'ok', value: only, exchange: outcome.exchange };
  const sentence = `${speaker.label} answered that the group was created, and not which it is. Passo looks for it.`;
  return { kind: 'retry', sentence, exchange: { ...outcome.exchange, mayHaveActed: true } };
}

/** Reads a group. Where `excludedAttributes` is not understood, it is left out from then on. */
export async function getGroup(speaker: Speaker, id: string, withMembers: boolean): Promise<Outcome<ScimResource>> {
  return (await readGroup(speaker, id, withMembers)).outcome;
}

/** Renames a group, adds members and takes members away, in one request and in the form its SP takes. */
export async function changeGroup(speaker: Speaker, id: string, change: GroupChange): Promise<Outcome<undefined>> {
  const before = groupFormOf(speaker.facts());
  const tried = new Set<string>();
  const count = change.add.length + change.remove.length;
  let form = before;
  let first: Heard<undefined> | undefined;
  for (;;) {
    tried.add(JSON.stringify(form));
    const heard = await changeInForm(speaker, id, change, form);
    first ??= heard;
    if (heard.outcome.kind === 'ok') {
      speaker.learn(factsBetween(before, form, change));
      speaker.proven.add('Groups');
      return heard.outcome;
    }
    const refusal = refusalOf(heard.came);
    const next =
      refusal && smallerPiece(count, refusal) === undefined
        ? nextGroupForm(form, { ...change, explore: !speaker.proven.has('Groups') }, refusal)
        : undefined;
    if (next === undefined || tried.size >= MOST_TRIES || tried.has(JSON.stringify(next))) {
      learnPiece(speaker, count, heard);
      const { kind } = heard.outcome;
      return kind === 'rejected' || kind === 'unsupported' ? first.outcome : heard.outcome;
    }
    form = next;
  }
}

async function changeInForm(
  speaker: Speaker,
  id: string,
  change: GroupChange,
  form: GroupForm,
): Promise<Heard<undefined>> {
  const path = pathOf('Groups', id);
  const done = (): { value: undefined } => ({ value: undefined });
  if (form.members === 'put') {
    const read = await readGroup(speaker, id, true);
    if (read.outcome.kind !== 'ok') return { came: read.came, outcome: read.outcome };
    const body = mergeGroup(read.outcome.value.attributes, change);
    return speaker.hear({ method: 'PUT', path, body, unread: true, ...ifMatchOf(form, read) }, true, done);
  }
  const read = form.etag === 'required' ? await readGroup(speaker, id, false) : undefined;
  if (read !== undefined && read.outcome.kind !== 'ok') return { came: read.came, outcome: read.outcome };
  const body = messageOf(operationsOf(change, form));
  const request: ScimRequest = { method: 'PATCH', path, body, unread: true, ...ifMatchOf(form, read) };
  const heard = await speaker.hear(request, true, done);
  if (heard.came.kind !== 'answer' || heard.came.status !== 412 || read === undefined) return heard;
  // Adding and removing members depends on nothing that was read: the newest version is as good as the one before.
  const again = await readGroup(speaker, id, false);
  return again.outcome.kind === 'ok' ? speaker.hear({ ...request, ...ifMatchOf(form, again) }, true, done) : heard;
}

async function readGroup(speaker: Speaker, id: string, withMembers: boolean): Promise<Heard<ScimResource>> {
  const path = pathOf('Groups', id);
  const whole: ScimRequest = { method: 'GET', path };
  if (withMembers || !speaker.facts().excludesMembers) return speaker.hear(whole, true, readOneWith(id));
  const heard = await speaker.hear({ method: 'GET', path: `${path}?${WITHOUT_MEMBERS}` }, true, readOneWith(id));
  if (heard.came.kind !== 'answer' || (heard.came.status !== 400 && heard.came.status !== 501)) return heard;
  const again = await speaker.hear(whole, true, readOneWith(id));
  if (again.outcome.kind === 'ok') speaker.learn({ excludesMembers: false });
  return again;
}

function operationsOf({ displayName, add, remove }: GroupChange, form: GroupForm): object[] {
  const operations: object[] = [];
  const set = (op: 'add' | 'replace', path: string, value: unknown): void => {
    const word = opWord(op, form);
    operations.push(form.paths ? { op: word, path, value } : { op: word, value: { [path]: value } });
  };
  if (displayName !== undefined) set('replace', 'displayName', displayName);
  if (add.length > 0) set('add', 'members', valuesOf(add));
  const op = opWord('remove', form);
  if (form.memberRemoval === 'value' && remove.length > 0) {
    operations.push({ op, path: 'members', value: valuesOf(remove) });
  } else {
    operations.push(...remove.map((member) => ({ op, path: `members[${equalsFilter('value', member)}]` })));
  }
  return operations;
}

function groupFormOf(facts: ScimFacts): GroupForm {
  const { members, memberRemoval, opCase, etag, excludesMembers } = facts;
  return { members, memberRemoval, opCase, etag, excludesMembers, paths: facts.change !== 'patch-no-path' };
}

/** What worked is learnt, as far as it was needed: a removal alone says nothing of the dialect of the rest. */
function factsBetween(before: GroupForm, after: GroupForm, change: GroupChange): Partial<ScimFacts> {
  const sets = change.add.length > 0 || change.displayName !== undefined;
  const learnt: Partial<ScimFacts> = {};
  const facts = learnt as { -readonly [name in keyof ScimFacts]?: ScimFacts[name] };
  if (sets && before.members !== after.members) facts.members = after.members;
  if (sets && before.opCase !== after.opCase) facts.opCase = after.opCase;
  if (change.remove.length > 0 && before.memberRemoval !== after.memberRemoval)
    facts.memberRemoval = after.memberRemoval;
  if (before.etag !== after.etag) facts.etag = after.etag;
  if (before.excludesMembers !== after.excludesMembers) facts.excludesMembers = after.excludesMembers;
  return learnt;
}

function learnPiece(speaker: Speaker, count: number, { came }: Heard<unknown>): void {
  const refusal = refusalOf(came);
  const memberPiece = refusal && smallerPiece(count, refusal);
  if (memberPiece !== undefined && memberPiece < speaker.facts().memberPiece) speaker.learn({ memberPiece });
}

function ifMatchOf(form: GroupForm, read: Heard<unknown> | undefined): { ifMatch?: string } {
  const version = form.etag === 'none' || read === undefined ? undefined : versionOf(read.came);
  return version === undefined ? {} : { ifMatch: version };
}

function valuesOf(members: readonly string[]): { value: string }[] {
  return members.map((value) => ({ value }));
}
