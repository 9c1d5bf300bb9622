import { compact } from '../../core/compact';
import type { ApplicationId } from '../../core/ids';
import { rowsOf, skipLocked, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/** 'reading' the list of users, 'ready' to be chosen from, 'importing' those chosen, or 'failed' while reading. */
export type ImportState = 'reading' | 'ready' | 'importing' | 'failed';

/** Who imports, as their events will say. */
export interface ImportActor {
  readonly id?: string;
  /** The API key that began it. */
  readonly keyId?: string;
  readonly name: string;
  readonly clientIp?: string;
}

/** How far an import is. */
export interface ImportProgress {
  /** Users listed so far. */
  readonly read: number;
  /** Who has the list read. */
  readonly starter?: ImportActor;
  /** Of the import under way or the last one: the id of its event, who runs it, and what came of it. */
  readonly run?: {
    readonly eventId: string;
    readonly actor: ImportActor;
    readonly total: number;
    readonly created: number;
    readonly linked: number;
    readonly refused: number;
  };
}

/** An import of an application's users: one list, from which an admin imports once or several times. */
export interface Import {
  readonly id: string;
  readonly applicationId: ApplicationId;
  readonly state: ImportState;
  readonly progress: ImportProgress;
  /** Why reading failed, or who stopped the import before its end. */
  readonly sentence?: string;
  readonly startedBy: string;
  /** Who is written to when the import under way is complete. */
  readonly mailTo?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly finishedAt?: number;
}

interface ImportRow {
  id: string;
  application_id: string;
  state: ImportState;
  progress: string;
  sentence: string | null;
  started_by: string;
  mail_to: string | null;
  created_at: unknown;
  updated_at: unknown;
  finished_at: unknown;
}

function read(row: ImportRow): Import {
  return compact<Import>({
    id: row.id,
    applicationId: row.application_id as ApplicationId,
    state: row.state,
    progress: JSON.parse(row.progress) as ImportProgress,
    sentence: textOrNone(row.sentence),
    startedBy: row.started_by,
    mailTo: textOrNone(row.mail_to),
    createdAt: whole(row.created_at),
    updatedAt: whole(row.updated_at),
    finishedAt: wholeOrNone(row.finished_at),
  });
}

/** Adds an import that nobody works on yet, in place of the application's older ones. */
export async function insertImport(tx: Tx, one: Import): Promise<void> {
  await deleteImports(tx, one.applicationId);
  await tx('imports').insert({
    id: one.id,
    application_id: one.applicationId,
    state: one.state,
    progress: JSON.stringify(one.progress),
    sentence: one.sentence ?? null,
    started_by: one.startedBy,
    mail_to: one.mailTo ?? null,
    lease_owner: null,
    lease_until: 0,
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    finished_at: one.finishedAt ?? null,
  });
}

/** Forgets the imports of an application: whoever works on one can write nothing more. */
export async function deleteImports(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('imports').where({ application_id: applicationId }).delete();
}

/** Finds the import of an application. */
export async function findImport(reader: Reader, applicationId: ApplicationId): Promise<Import | undefined> {
  const row: ImportRow | undefined = await reader('imports')
    .where({ application_id: applicationId })
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .first();
  return row && read(row);
}

/** Keeps how an import stands. `free` gives its lease back. */
export async function saveImport(tx: Tx, one: Import, free = false): Promise<void> {
  await tx('imports')
    .where({ id: one.id })
    .update({
      state: one.state,
      progress: JSON.stringify(one.progress),
      sentence: one.sentence ?? null,
      mail_to: one.mailTo ?? null,
      updated_at: one.updatedAt,
      finished_at: one.finishedAt ?? null,
      ...(free ? { lease_owner: null, lease_until: 0 } : {}),
    });
}

/** Leases an import that has work and that nobody works on; undefined when there is none. */
export async function claimImport(
  tx: Tx,
  claim: { readonly owner: string; readonly now: number; readonly leaseMs: number; readonly id?: string },
): Promise<Import | undefined> {
  const one = claim.id === undefined ? '' : 'and i.id = ?';
  const rows = await rowsOf<ImportRow>(
    tx,
    `update imports set lease_owner = ?, lease_until = ? where id = (
       select i.id from imports i join applications a on a.id = i.application_id
        where i.state in ('reading', 'importing') and (i.lease_owner is null or i.lease_until <= ?)
          and a.idm_state = 'active' ${one}
        order by i.updated_at limit 1 ${skipLocked(tx).replace('update', 'update of i')}
     ) returning *`,
    [claim.owner, claim.now + claim.leaseMs, claim.now, ...(claim.id === undefined ? [] : [claim.id])],
  );
  return rows[0] && read(rows[0]);
}

/** Finds an import that has work and that nobody works on: looked for outside of a transaction, because there rarely is one. */
export async function findImportToDo(reader: Reader, now: number): Promise<string | undefined> {
  const row: { id: string } | undefined = await reader('imports')
    .whereIn('state', ['reading', 'importing'])
    .where((query) => void query.whereNull('lease_owner').orWhere('lease_until', '<=', now))
    .first('id');
  return row?.id;
}

/**
 * Prolongs the lease of an import.
 * @returns false when it is somebody else's now, or gone
 */
export async function renewImport(
  tx: Tx,
  id: string,
  lease: { readonly owner: string; readonly until: number },
): Promise<boolean> {
  const renewed = await tx('imports').where({ id, lease_owner: lease.owner }).update({ lease_until: lease.until });
  return renewed === 1;
}

/** Gives an import back unfinished, for the next worker to take at once. */
export async function releaseImport(tx: Tx, id: string, owner: string): Promise<void> {
  await tx('imports').where({ id, lease_owner: owner }).update({ lease_owner: null, lease_until: 0 });
}
