import { compact } from '../../core/compact';
import type { ApplicationId } from '../../core/ids';
import { rowsOf, skipLocked, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/** Why an address could not be read the last times. */
export interface SourceFault {
  readonly sentence: string;
  /** Failures in a row, and when they began (milliseconds since the epoch). */
  readonly times: number;
  readonly since: number;
}

/** The address that an application's metadata is read from by itself. Times in milliseconds since the epoch. */
export interface SpMetadataSource {
  readonly applicationId: ApplicationId;
  readonly url: string;
  /** Which service provider it is, where the document describes several. */
  readonly entityId?: string;
  /** The entity tag of the document that was read last. */
  readonly etag?: string;
  /** How often it is read, in milliseconds. */
  readonly everyMs: number;
  /** Digest of the metadata that was applied, or dismissed, last. */
  readonly decidedDigest?: string;
  /** Metadata that waits for a decision, since when. */
  readonly found?: { readonly xml: string; readonly at: number };
  readonly lastTryAt?: number;
  readonly lastOkAt?: number;
  readonly fault?: SourceFault;
  readonly nextTryAt: number;
}

interface SourceRow {
  application_id: string;
  url: string;
  entity_id: string | null;
  etag: string | null;
  applied_digest: string | null;
  found_xml: string | null;
  found_at: unknown;
  last_try_at: unknown;
  last_ok_at: unknown;
  fault: string | null;
  next_try_at: unknown;
}

/** What the last document said of itself: its tag, and how often it wants to be read. */
interface LastDocument {
  readonly etag?: string;
  readonly everyMs: number;
}

function read(row: SourceRow): SpMetadataSource {
  const { etag, everyMs } = JSON.parse(row.etag ?? '{}') as Partial<LastDocument>;
  return compact<SpMetadataSource>({
    applicationId: row.application_id as ApplicationId,
    url: row.url,
    entityId: textOrNone(row.entity_id),
    etag,
    everyMs: everyMs ?? 86_400_000,
    decidedDigest: textOrNone(row.applied_digest),
    found: row.found_xml === null ? undefined : { xml: row.found_xml, at: whole(row.found_at) },
    lastTryAt: wholeOrNone(row.last_try_at),
    lastOkAt: wholeOrNone(row.last_ok_at),
    fault: row.fault === null ? undefined : (JSON.parse(row.fault) as SourceFault),
    nextTryAt: whole(row.next_try_at),
  });
}

function columnsOf(source: SpMetadataSource): Record<string, string | number | null> {
  const { etag, everyMs, found, fault } = source;
  return {
    url: source.url,
    entity_id: source.entityId ?? null,
    etag: JSON.stringify({ etag, everyMs }),
    applied_digest: source.decidedDigest ?? null,
    found_xml: found?.xml ?? null,
    found_at: found?.at ?? null,
    last_try_at: source.lastTryAt ?? null,
    last_ok_at: source.lastOkAt ?? null,
    fault: fault === undefined ? null : JSON.stringify(fault),
    next_try_at: source.nextTryAt,
  };
}

/** Keeps the address of an application's metadata, in place of the one before. */
export async function saveSpMetadataSource(tx: Tx, source: SpMetadataSource): Promise<void> {
  await tx('sp_metadata_sources')
    .insert({ application_id: source.applicationId, ...columnsOf(source) })
    .onConflict('application_id')
    .merge();
}

/**
 * Keeps what came of a read, while the lease of that read still holds and nobody changed what is read.
 * @param leased the source as it was leased
 * @returns false when somebody else has the source by now, or it is gone
 */
export async function settleSpMetadataSource(
  tx: Tx,
  leased: SpMetadataSource,
  after: SpMetadataSource,
): Promise<boolean> {
  const { applicationId, url, nextTryAt } = leased;
  const written = await tx('sp_metadata_sources')
    .where({ application_id: applicationId, url, next_try_at: nextTryAt })
    .update(columnsOf(after));
  return written === 1;
}

/** Stops reading an application's metadata by itself. */
export async function deleteSpMetadataSource(tx: Tx, applicationId: ApplicationId): Promise<boolean> {
  return (await tx('sp_metadata_sources').where({ application_id: applicationId }).delete()) > 0;
}

/** Finds the address that an application's metadata is read from. */
export async function findSpMetadataSource(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<SpMetadataSource | undefined> {
  const row: SourceRow | undefined = await reader('sp_metadata_sources')
    .where({ application_id: applicationId })
    .first();
  return row && read(row);
}

/** Lists the sources that wait for an admin: with metadata to decide about, or with a fault. */
export async function listSourcesToReview(reader: Reader): Promise<SpMetadataSource[]> {
  const rows: SourceRow[] = await reader('sp_metadata_sources')
    .whereNotNull('found_xml')
    .orWhereNotNull('fault')
    .orderBy('application_id');
  return rows.map(read);
}

/**
 * Leases the source that has been due longest, so that one instance alone reads it.
 * @param leaseUntil milliseconds since the epoch; nobody else takes it before
 * @param applicationId takes this one whether it is due or not
 * @returns the source with the time of its lease, and the time it was due before; undefined when none is due
 */
export async function leaseSpMetadataSource(
  tx: Tx,
  now: number,
  leaseUntil: number,
  applicationId?: ApplicationId,
): Promise<SpMetadataSource | undefined> {
  const which = applicationId === undefined ? 'next_try_at <= ?' : 'application_id = ?';
  const rows = await rowsOf<SourceRow>(
    tx,
    `update sp_metadata_sources set next_try_at = ?, last_try_at = ? where application_id = (
       select application_id from sp_metadata_sources where ${which} order by next_try_at limit 1 ${skipLocked(tx)}
     ) returning *`,
    [leaseUntil, now, applicationId ?? now],
  );
  return rows[0] && read(rows[0]);
}
