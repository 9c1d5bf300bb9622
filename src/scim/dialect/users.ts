import type { UserChange } from '../client-types';
import type { Outcome } from '../outcome';
import type { ScimResource } from '../resource';
import type { ScimAttributes } from '../schemas';
import { misunderstoodSentence } from '../sentences';
import type { ScimRequest } from '../transport';
import { leavesOf } from '../attribute-path';
import { factsBetween, formOf, patchMessage, userBody, type Form } from './form';
import { nextForm, refusalOf, type Attempt } from './lessons';
import { isStillAsThought, mergeUser, tookEffect, versionOf } from './merge';
import {
  idOfLocation,
  isEmpty,
  pathOf,
  readOne,
  readOneOrNone,
  readOneWith,
  type Heard,
  type Speaker,
} from './speaker';

/** Forms that are tried for one change. Every refusal had no effect, and every try changes one thing. */
const MOST_TRIES = 6;

type Changed = ScimResource | undefined;

/**
 * Creates an account (RFC 7644 section 3.3). A good answer that does not say which account it is, is followed by a look:
 * where its Location leads, else by user name.
 */
export async function createUser(
  speaker: Speaker,
  attributes: ScimAttributes,
  find: (userName: string) => Promise<Outcome<readonly ScimResource[]>>,
): Promise<Outcome<ScimResource>> {
  const before = formOf(speaker.facts());
  let form = before;
  let first: Heard<ScimResource> | undefined;
  for (let tries = 1; ; tries += 1) {
    const request: ScimRequest = { method: 'POST', path: '/Users', body: userBody(attributes, form) };
    const heard = await speaker.hear(request, false, readOne);
    first ??= heard;
    const { outcome, came } = heard;
    const created = came.kind === 'answer' && came.status >= 200 && came.status < 300;
    if (created && outcome.kind !== 'ok' && isEmpty(came)) return whichWasMade(speaker, heard, attributes, find);
    if (outcome.kind === 'ok' && form !== before) speaker.learn(factsBetween(before, form));
    const refusal = refusalOf(came);
    const next = refusal && tries < MOST_TRIES ? nextForm(form, createAttempt(attributes), refusal) : undefined;
    if (next === undefined || next.etag !== form.etag || isBack(next, before)) return tellingOf(first, heard);
    form = next;
  }
}

function createAttempt(attributes: ScimAttributes): Attempt {
  return { verb: 'create', paths: [...leavesOf(attributes).keys()], removes: false, explore: false };
}

/**
 * Changes an account in the form its SP takes. A refusal that shows that the form was wrong is followed by the next one;
 * what worked, and was seen to take effect, is learnt. That an account was deactivated is never believed against what the
 * SP shows of it.
 */
export async function changeUser(speaker: Speaker, id: string, change: UserChange): Promise<Outcome<Changed>> {
  const before = formOf(speaker.facts());
  const tried = new Set<string>();
  let form = before;
  let first: Heard<Changed> | undefined;
  for (;;) {
    tried.add(JSON.stringify(form));
    const heard = await changeInForm(speaker, id, change, form);
    first ??= heard;
    if (heard.outcome.kind === 'ok') {
      if (form !== before) return confirmForm(speaker, id, change, { before, form, heard, first });
      speaker.proven.add('Users');
      return confirmDeactivation(speaker, id, change, form, heard.outcome);
    }
    const refusal = refusalOf(heard.came);
    const next = refusal && nextForm(form, attemptOf(speaker, change, form), refusal);
    if (next === undefined || tried.size >= MOST_TRIES || tried.has(JSON.stringify(next)))
      return tellingOf(first, heard);
    form = next;
  }
}

function attemptOf(speaker: Speaker, { operations, whole }: UserChange, form: Form): Attempt {
  const verb = form.change === 'put' ? 'put' : 'patch';
  const paths = operations.map(({ path }) => path);
  return {
    verb,
    paths: verb === 'put' ? [...new Set([...paths, ...leavesOf(whole).keys()])] : paths,
    removes: operations.some(({ op }) => op === 'remove'),
    explore: !speaker.proven.has('Users') && operations.some(({ op }) => op === 'replace'),
  };
}

/** One try: a PATCH, or what is read with what is changed in it as PUT. With versions, a change in between is met once. */
async function changeInForm(speaker: Speaker, id: string, change: UserChange, form: Form): Promise<Heard<Changed>> {
  const reads = form.change === 'put' || form.etag === 'required';
  if (!reads) return send(speaker, id, change, form, undefined);
  const read = await speaker.hear({ method: 'GET', path: pathOf('Users', id) }, true, readOneWith(id));
  if (read.outcome.kind !== 'ok') return read;
  const heard = await send(speaker, id, change, form, read);
  if (heard.came.kind !== 'answer' || heard.came.status !== 412 || versionOf(read.came) === undefined) return heard;
  const again = await speaker.hear({ method: 'GET', path: pathOf('Users', id) }, true, readOneWith(id));
  if (again.outcome.kind !== 'ok') return again;
  const same = isStillAsThought(read.outcome.value.attributes, again.outcome.value.attributes, change.operations);
  return same ? send(speaker, id, change, form, again) : heard;
}

async function send(
  speaker: Speaker,
  id: string,
  change: UserChange,
  form: Form,
  read: Heard<ScimResource> | undefined,
): Promise<Heard<Changed>> {
  const path = pathOf('Users', id);
  const version = form.etag === 'none' || read === undefined ? undefined : versionOf(read.came);
  const ifMatch = version === undefined ? {} : { ifMatch: version };
  if (form.change === 'put' && read?.outcome.kind === 'ok') {
    const body = mergeUser(read.outcome.value.attributes, change, form);
    return speaker.hear({ method: 'PUT', path, body, ...ifMatch }, true, readOneOrNone(id));
  }
  const body = patchMessage(change.operations, form);
  if (body === undefined) return nothingLeft(path);
  return speaker.hear({ method: 'PATCH', path, body, ...ifMatch }, true, readOneOrNone(id));
}

/** The SP knows none of what changed: there is nothing to send, and it is in step. */
function nothingLeft(path: string): Heard<Changed> {
  const exchange = { method: 'PATCH', path, tookMs: 0, mayHaveActed: false };
  return {
    outcome: { kind: 'ok', value: undefined, exchange },
    came: { kind: 'answer', status: 204, headers: {}, json: undefined, tookMs: 0 },
  };
}

/** Another form was accepted: it is learnt once the account shows that it took effect too. */
async function confirmForm(
  speaker: Speaker,
  id: string,
  change: UserChange,
  tried: { before: Form; form: Form; heard: Heard<Changed>; first: Heard<Changed> },
): Promise<Outcome<Changed>> {
  const { before, form, heard, first } = tried;
  const { outcome } = heard;
  if (outcome.kind !== 'ok') return outcome;
  const known = patchMessage(change.operations, form) === undefined ? [] : change.operations;
  const now = outcome.value ?? (await readNow(speaker, id));
  const shown = now === undefined || 'kind' in now ? undefined : now;
  if (shown !== undefined && !tookEffect(shown.attributes, known)) {
    const kept = first.outcome.kind === 'ok' ? misunderstoodSentence(speaker) : first.outcome.sentence;
    return { kind: 'unsupported', sentence: kept, exchange: { ...outcome.exchange, mayHaveActed: true } };
  }
  const gone = now !== undefined && 'kind' in now && now.kind === 'gone';
  if (shown === undefined && !gone) return outcome;
  const learnt = factsBetween(before, form);
  // A removal alone says nothing of the dialect: it may have been refused for what is not there.
  if (!change.operations.some(({ op }) => op === 'replace')) {
    delete (learnt as { change?: unknown }).change;
    delete (learnt as { opCase?: unknown }).opCase;
  }
  speaker.learn(learnt);
  speaker.proven.add('Users');
  return outcome;
}

/**
 * Some SPs answer a deactivation well and leave the account open, most often because they read only a text as false. The
 * answer is compared, and doubt is settled by reading.
 */
async function confirmDeactivation(
  speaker: Speaker,
  id: string,
  change: UserChange,
  form: Form,
  outcome: Extract<Outcome<Changed>, { kind: 'ok' }>,
): Promise<Outcome<Changed>> {
  const deactivates = change.operations.some(
    (one) => one.op === 'replace' && one.path === 'active' && one.value === false,
  );
  if (!deactivates || outcome.value?.attributes['active'] !== true) return outcome;
  if (!(await isOpen(speaker, id))) return outcome;
  const other: Form = { ...form, booleans: form.booleans === 'json' ? 'text' : 'json' };
  const heard = await changeInForm(speaker, id, change, other);
  if (heard.outcome.kind === 'ok' && !(await isOpen(speaker, id))) {
    speaker.learn(factsBetween(form, other));
    return heard.outcome;
  }
  const sentence = `${speaker.label} answered that the account was changed, and it is active all the same.`;
  return { kind: 'retry', sentence, exchange: { ...outcome.exchange, mayHaveActed: true } };
}

async function isOpen(speaker: Speaker, id: string): Promise<boolean> {
  const now = await readNow(speaker, id);
  // An account that is gone is closed; one that can't be read is not known to be.
  if (now === undefined || 'kind' in now) return now?.kind !== 'gone';
  return now.attributes['active'] === true;
}

async function readNow(speaker: Speaker, id: string): Promise<ScimResource | { kind: string }> {
  const request: ScimRequest = { method: 'GET', path: pathOf('Users', id) };
  const { outcome } = await speaker.hear(request, true, readOneWith(id));
  return outcome.kind === 'ok' ? outcome.value : { kind: outcome.kind };
}

/** A 201 without a usable body (RFC 7644 section 3.3 wants the whole resource): the account is there, so it is looked up. */
async function whichWasMade(
  speaker: Speaker,
  { came, outcome }: Heard<ScimResource>,
  attributes: ScimAttributes,
  find: (userName: string) => Promise<Outcome<readonly ScimResource[]>>,
): Promise<Outcome<ScimResource>> {
  const id = idOfLocation('Users', came);
  const { exchange } = outcome;
  if (id !== undefined) {
    const read = await readNow(speaker, id);
    if (!('kind' in read)) return { kind: 'ok', value: read, exchange };
  }
  const { userName } = attributes;
  const found = typeof userName === 'string' ? await find(userName) : undefined;
  const [only, ...others] = found?.kind === 'ok' ? found.value : [];
  if (only !== undefined && others.length === 0) return { kind: 'ok', value: only, exchange };
  const sentence = `${speaker.label} answered that the account was created, and not which it is. Passo looks for it.`;
  return { kind: 'retry', sentence, exchange: { ...exchange, mayHaveActed: true } };
}

/** Of two failures the one that tells more: another complaint in the new form, else the first. */
function tellingOf<T>(first: Heard<T>, last: Heard<T>): Outcome<T> {
  if (first === last) return last.outcome;
  const { kind, exchange } = last.outcome;
  if (kind !== 'rejected' && kind !== 'unsupported' && kind !== 'not-scim') return last.outcome;
  const differs = exchange.detail !== undefined && exchange.detail !== first.outcome.exchange.detail;
  return differs && kind === 'rejected' ? last.outcome : first.outcome;
}

function isBack(next: Form, before: Form): boolean {
  return JSON.stringify(next) === JSON.stringify(before);
}
