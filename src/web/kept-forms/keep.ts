import type { Request } from 'express';
import { openForm, sealForm, type KeptForm } from '../../actions/forms/keep';
import type { Context } from '../../context';
import type { EventId, UserId } from '../../core/ids';
import { saidError, say } from '../../words/said';
import { formOf } from '../forms';
import { safePath } from '../safe-path';

/** A kept form in a session: only the person it is sealed for opens it. */
export interface KeptEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sealed: string;
}

declare module 'express-session' {
  interface SessionData {
    kept?: readonly KeptEntry[];
  }
}

/** How long a form waits for its person, and how many do in one browser. */
const LIFE_MS = 15 * 60_000;
const MOST = 3;

/** Fields that belong to the page and not to what was typed. */
const OF_THE_PAGE = new Set(['_csrf', '_kept']);

/**
 * Keeps the form of this request in the session, for one person and a quarter of an hour.
 * @returns the address of the page where it goes on
 * @throws AppError forbidden when it is too long to be kept
 */
export function keepForm(context: Context, request: Request, userId: UserId): string {
  const files = Array.isArray(request.files) && request.files.length > 0;
  const sealed = sealForm(context, userId, { path: safePath(request.originalUrl), fields: fieldsOf(request), files });
  if (sealed === undefined) throw saidError('forbidden', say('form_too_long'));
  const now = context.clock();
  const entry = { id: context.newId<EventId>(), at: now, sealed };
  const living = (request.session.kept ?? []).filter(({ at }) => now - at <= LIFE_MS);
  request.session.kept = [...living, entry].slice(-MOST);
  return `/kept/${entry.id}`;
}

/** Finds a kept form of this person; undefined when it is gone, too old or somebody else's. */
export function keptForm(context: Context, request: Request, userId: UserId, id: string): KeptForm | undefined {
  const entry = request.session.kept?.find((candidate) => candidate.id === id);
  if (entry === undefined || context.clock() - entry.at > LIFE_MS) return undefined;
  return openForm(context, userId, entry.sealed);
}

/** Takes a kept form out of the session. */
export function dropKept(request: Request, id: string): void {
  const rest = (request.session.kept ?? []).filter((entry) => entry.id !== id);
  if (rest.length === 0) delete request.session.kept;
  else request.session.kept = rest;
}

/** What of kept forms goes on in the session of whoever signs in: their own, and nobody else's. */
export function keptOf(context: Context, request: Request, userId: UserId): readonly KeptEntry[] {
  return (request.session.kept ?? []).filter(({ id }) => keptForm(context, request, userId, id) !== undefined);
}

function fieldsOf(request: Request): KeptForm['fields'] {
  const fields: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(formOf(request))) {
    if (OF_THE_PAGE.has(name)) continue;
    if (typeof value === 'string') fields[name] = value;
    else if (Array.isArray(value)) fields[name] = value.filter((one): one is string => typeof one === 'string');
  }
  return fields;
}
