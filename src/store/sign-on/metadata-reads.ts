import { createHash } from 'node:crypto';
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

/** Notes that somebody has read an application's metadata now. A reader is known by its address and program. */
export async function noteMetadataRead(
  tx: Tx,
  entry: Pick<MetadataRead, 'applicationId' | 'clientIp' | 'userAgent' | 'fingerprints'> & { readonly now: number },
): Promise<void> {
  const { applicationId, clientIp, userAgent, fingerprints, now } = entry;
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
      reads: 1,
    })
    .onConflict(['application_id', 'reader_hash'])
    .merge({ fingerprints: JSON.stringify(fingerprints), last_at: now, reads: tx.raw('metadata_reads.reads + 1') });
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
