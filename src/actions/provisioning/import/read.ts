import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { nameOf } from '../../../core/user';
import type { ConnectorScim } from '../../../connectors/definition';
import { keptResource, listedName, matchOf, profileFormOf } from '../../../provisioning/import-profile';
import type { ScimResource } from '../../../scim/resource';
import { deleteItems, insertItems, listHolders, type ImportItem } from '../../../store/provisioning/import-items';
import type { ImportMatch } from '../../../store/provisioning/import-items';
import { renewImport, saveImport, type Import } from '../../../store/provisioning/imports';
import { transact, type Reader, type Tx } from '../../../store/tx';
import { findUsersNamed } from '../../../store/users-named';
import type { Deps } from '../../deps';
import { getIntegration, openClient } from '../connection';

/** Somebody else has taken an import over, or it is gone: nothing more is written. */
export class ImportLost extends Error {
  constructor() {
    super('Another worker has taken this import over.');
    this.name = 'ImportLost';
  }
}

const LEASE_MS = 60_000;

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
  await inImport(deps, one, owner, (tx) => deleteItems(tx, one.id));
  let read = 0;
  let failure: string | undefined = `${application.label} listed no users.`;
  for await (const outcome of client.listUsers()) {
    if (stop()) return;
    if (outcome.kind !== 'ok') {
      failure = outcome.sentence;
      break;
    }
    const { resources, complete } = outcome.value;
    const before = read;
    await inImport(deps, one, owner, async (tx) => {
      await insertItems(tx, one.id, await itemsOf(tx, application, scim, resources, before));
      await saveImport(tx, { ...one, progress: { read: before + resources.length }, updatedAt: deps.clock() });
    });
    read += resources.length;
    failure = complete ? undefined : `${application.label} did not list its users to the end.`;
  }
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
