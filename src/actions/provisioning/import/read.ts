import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { nameOf } from '../../../core/user';
import type { ConnectorScim } from '../../../connectors/definition';
import { keptResource, listedName, matchOf, profileFormOf } from '../../../provisioning/import-profile';
import type { ScimClient } from '../../../scim/client';
import type { ScimResource } from '../../../scim/resource';
import { deleteItems, insertItems, listHolders } from '../../../store/provisioning/import-items';
import type { ImportItem, ImportMatch } from '../../../store/provisioning/import-items';
import { renewImport, saveImport, type Import } from '../../../store/provisioning/imports';
import { transact, type Reader, type Tx } from '../../../store/tx';
import { findUsersNamed } from '../../../store/users-named';
import type { Deps } from '../../deps';
import { getIntegration, openClient } from '../connection';
import { findStop, stopSentence } from './starter';

/** Somebody else has taken an import over, or it is gone: nothing more is written. */
export class ImportLost extends Error {
  constructor() {
    super('Another worker has taken this import over.');
    this.name = 'ImportLost';
  }
}

const LEASE_MS = 60_000;
const TRIES = 4;

/**
 * Reads the users of an application into the list, page by page. After a restart it begins anew, so that the list is of
 * one moment; a list that could not be read to its end is not shown.
 * @param stop asked between pages; the import stays as it is then, for the next start
 * @throws ImportLost; what the database throws
 */
export async function readUsers(
  deps: Deps,
  application: Application,
  one: Import,
  owner: string,
  stop: () => boolean,
): Promise<void> {
  const { scim } = getIntegration(deps, application);
  const client = await openClient(deps, deps.db, application);
  if (client === undefined) throw new Error('An active integration has no Base URL or no token.');
  const walk = { deps, application, scim, client, one, owner, stop };
  let came = await walkList(walk);
  // A list is read from its beginning each time, so that it is of one moment.
  for (let again = 1; came.retryMs !== undefined && again < TRIES && !stop(); again += 1) {
    await pause(Math.min(came.retryMs * again, LEASE_MS / 2));
    came = await walkList(walk);
  }
  if (stop()) return;
  const { read, failure } = came;
  await inImport(deps, one, owner, async (tx) => {
    const now = deps.clock();
    if (failure !== undefined) await deleteItems(tx, one.id);
    const done = { ...one, progress: { read }, updatedAt: now, finishedAt: now };
    await saveImport(
      tx,
      failure === undefined ? { ...done, state: 'ready' } : { ...done, state: 'failed', sentence: failure },
      true,
    );
  });
}

/** Ends an import whose list could not be begun: an admin is told, and may try again. */
export async function failReading(deps: Deps, one: Import, owner: string, sentence: string): Promise<void> {
  await inImport(deps, one, owner, async (tx) => {
    const now = deps.clock();
    await deleteItems(tx, one.id);
    await saveImport(tx, { ...one, state: 'failed', sentence, updatedAt: now, finishedAt: now }, true);
  });
}

interface Walk {
  readonly deps: Deps;
  readonly application: Application;
  readonly scim: ConnectorScim;
  readonly client: ScimClient;
  readonly one: Import;
  readonly owner: string;
  readonly stop: () => boolean;
}

/** One walk through all pages. `retryMs`: the application asked for patience or did not answer, so try again. */
async function walkList(
  walk: Walk,
): Promise<{ readonly read: number; readonly failure?: string; readonly retryMs?: number }> {
  const { deps, application, scim, client, one, owner, stop } = walk;
  await inImport(deps, one, owner, (tx) => deleteItems(tx, one.id));
  let read = 0;
  let failure: string | undefined = `${application.label} listed no users.`;
  for await (const outcome of client.listUsers()) {
    if (stop()) break;
    if (outcome.kind !== 'ok') {
      const passing = outcome.kind === 'retry' || outcome.kind === 'unreachable';
      const retryMs = outcome.retryAfterMs ?? deps.config.provisioning.retryBaseMs;
      return { read, failure: outcome.sentence, ...(passing ? { retryMs } : {}) };
    }
    const { resources, complete } = outcome.value;
    const before = read;
    const { starter } = one.progress;
    const stopped = await inImport(deps, one, owner, async (tx) => {
      const now = deps.clock();
      const found = await findStop(tx, starter, now);
      if (found !== undefined) return found;
      await insertItems(tx, one.id, await itemsOf(tx, application, scim, resources, before));
      await saveImport(tx, { ...one, progress: { ...one.progress, read: before + resources.length }, updatedAt: now });
      return undefined;
    });
    if (stopped !== undefined) return { read, failure: stopSentence(stopped, starter?.name ?? one.startedBy) };
    read += resources.length;
    failure = complete ? undefined : `${application.label} did not list its users to the end.`;
  }
  return failure === undefined ? { read } : { read, failure };
}

/** Waits. @param ms milliseconds */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/**
 * Writes in a transaction that first makes sure that the import is still this worker's, and prolongs its lease.
 * @throws ImportLost
 */
export function inImport<T>(deps: Deps, one: Import, owner: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(deps.db, async (tx) => {
    if (!(await renewImport(tx, one.id, { owner, until: deps.clock() + LEASE_MS }))) throw new ImportLost();
    return work(tx);
  });
}

async function itemsOf(
  reader: Reader,
  application: Application,
  scim: ConnectorScim,
  resources: readonly ScimResource[],
  from: number,
): Promise<ImportItem[]> {
  const holders = await listHolders(
    reader,
    application.id,
    resources.map(({ id }) => id),
  );
  const listed = resources.map((resource, place) => {
    const form = profileFormOf(resource.attributes, scim);
    return { resource, place: from + place + 1, username: form['username'] ?? '', email: form['email'] ?? '' };
  });
  const people = await findUsersNamed(
    reader,
    listed.map(({ username }) => username),
    listed.map(({ email }) => email),
  );
  return listed.map(({ resource, place, username, email }) => {
    const holder = holders.get(resource.id);
    const matches = people.flatMap((user): ImportMatch[] => {
      const by = matchOf({ username, email }, user);
      return by === undefined ? [] : [{ userId: user.id, name: nameOf(user), by }];
    });
    return compact<ImportItem>({
      place,
      remoteId: resource.id,
      username: plain(username),
      email: email === '' ? undefined : plain(email),
      name: plain(listedName(resource.attributes)),
      resource: keptResource(resource.attributes, scim),
      status: holder === undefined ? 'new' : 'imported',
      chosen: false,
      matches: holder === undefined ? matches : [],
      userId: holder,
    });
  });
}

/** For the list: one line that every database keeps. What is imported comes from the account itself. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .slice(0, 512)
    .trim();
}
