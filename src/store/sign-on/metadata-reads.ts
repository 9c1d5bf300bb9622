import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { compact } from '../../core/compact';
import type { ApplicationId } from '../../core/ids';
import { textOrNone, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** Who has read our metadata for an application, and which certificates they saw last. */
export interface MetadataRead {
  readonly applicationId: ApplicationId;
  readonly clientIp?: string;
  readonly userAgent?: string;
  readonly fingerprints: readonly string[];
  readonly firstAt: number;
  readonly lastAt: number;
  readonly reads: number;
}

interface ReadRow {
  application_id: string;
  client_ip: string | null;
  user_agent: string | null;
  fingerprints: string;
  first_at: unknown;
  last_at: unknown;
  reads: unknown;
}

function read(row: ReadRow): MetadataRead {
  return compact<MetadataRead>({
    applicationId: row.application_id as ApplicationId,
    clientIp: textOrNone(row.client_ip),
    userAgent: textOrNone(row.user_agent),
    fingerprints: JSON.parse(row.fingerprints) as string[],
    firstAt: whole(row.first_at),
    lastAt: whole(row.last_at),
    reads: whole(row.reads),
  });
}

/** Rows that are kept of one address, and of one application: a flood of made-up readers pushes out its own. */
const KEPT_OF_ADDRESS = 20;
const KEPT = 500;

/**
 * Notes that somebody has read an application's metadata. A reader is known by its address and program. An application
 * that is gone is passed over.
 * @param entry.reads how often; once unless told
 */
export async function noteMetadataRead(
  tx: Tx,
  entry: Pick<MetadataRead, 'applicationId' | 'clientIp' | 'userAgent' | 'fingerprints'> & {
    readonly now: number;
    readonly reads?: number;
  },
): Promise<void> {
  const { applicationId, clientIp, userAgent, fingerprints, now, reads = 1 } = entry;
  const application: unknown = await tx('applications').where({ id: applicationId }).first('id');
  if (application === undefined) return;
  const reader = createHash('sha256')
    .update(JSON.stringify([clientIp, userAgent]))
    .digest('hex');
  await tx('metadata_reads')
    .insert({
      application_id: applicationId,
      reader_hash: reader,
      client_ip: clientIp ?? null,
      user_agent: userAgent?.slice(0, 300) ?? null,
      fingerprints: JSON.stringify(fingerprints),
      first_at: now,
      last_at: now,
      reads,
    })
    .onConflict(['application_id', 'reader_hash'])
    .merge({
      fingerprints: JSON.stringify(fingerprints),
      last_at: now,
      reads: tx.raw('metadata_reads.reads + ?', [reads]),
    });
  await prune(tx, applicationId, clientIp);
}

async function prune(tx: Tx, applicationId: ApplicationId, clientIp: string | undefined): Promise<void> {
  const rows = (): Knex.QueryBuilder => tx('metadata_reads').where({ application_id: applicationId });
  const beyond = async (query: Knex.QueryBuilder, kept: number): Promise<void> => {
    const found = (await query.offset(kept).limit(100).select('reader_hash')) as { reader_hash: string }[];
    if (found.length > 0)
      await rows()
        .whereIn(
          'reader_hash',
          found.map((row) => row.reader_hash),
        )
        .delete();
  };
  const ofAddress = rows().where({ client_ip: clientIp ?? null });
  await beyond(ofAddress.orderBy('last_at', 'desc').orderBy('reads', 'desc'), KEPT_OF_ADDRESS);
  await beyond(rows().orderBy('reads', 'desc').orderBy('last_at', 'desc'), KEPT);
}

/** Lists who has read an application's metadata, the last reader first. */
export async function listMetadataReads(
  reader: Reader,
  applicationId: ApplicationId,
  take = 20,
): Promise<MetadataRead[]> {
  const rows: ReadRow[] = await reader('metadata_reads')
    .where({ application_id: applicationId })
    .orderBy('last_at', 'desc')
    .limit(take);
  return rows.map(read);
}
