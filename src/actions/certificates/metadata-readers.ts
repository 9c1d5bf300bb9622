import type { ApplicationId } from '../../core/ids';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { noteMetadataRead } from '../../store/sign-on/metadata-reads';
import { SYSTEM, type Deps } from '../deps';
import type { Journal } from '../journal';
import type { IdpMetadata } from './metadata';

/** Who reads our metadata, as far as a request tells. */
export interface MetadataReader {
  readonly clientIp?: string;
  readonly userAgent?: string;
  /** They have this very document already. */
  readonly notModified: boolean;
}

const MINUTE = 60_000;
/** Within one minute: readers in all, and readers that one address may pass itself off as. */
const MOST_READERS = 3_000;
const MOST_PER_ADDRESS = 30;
const MOST_TEXT = 300;

/** The readers of one minute. */
interface Minute {
  readonly number: number;
  /** Reads that are still to be added to the row of a reader. */
  readonly readers: Map<string, { waiting: number }>;
  readonly byAddress: Map<string, number>;
}

const minutes = new WeakMap<Journal, Minute>();

/**
 * Notes that somebody has read our metadata, as an event and in the list of readers: the proof that an application knows
 * its next certificate. Who reads the same again within a minute is counted and makes no further event, and an address
 * that comes under very many names is noted no more until the minute is over, so that a flood costs next to nothing.
 * Metadata is given out even when nothing can be noted: a read that goes unseen can only delay a rotation.
 */
export function noteReader(
  deps: Pick<Deps, 'journal' | 'clock'>,
  document: Pick<IdpMetadata, 'application' | 'fingerprints'>,
  reader: MetadataReader,
): void {
  const { application, fingerprints } = document;
  const userAgent = reader.userAgent?.slice(0, MOST_TEXT);
  const minute = minuteOf(deps);
  const key = JSON.stringify([application.id, reader.clientIp, userAgent, reader.notModified, fingerprints]);
  const known = minute.readers.get(key);
  if (known === undefined) {
    const address = `${application.id} ${reader.clientIp ?? ''}`;
    const names = minute.byAddress.get(address) ?? 0;
    if (minute.readers.size >= MOST_READERS || names >= MOST_PER_ADDRESS) return;
    minute.byAddress.set(address, names + 1);
    const { clientIp, notModified } = reader;
    try {
      deps.journal.event(
        compact({ ...SYSTEM, clientIp }),
        'metadata_read',
        { application },
        compact({ fingerprints, userAgent, notModified: notModified ? true : undefined }),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return;
    }
  }
  const entry = known ?? { waiting: 0 };
  minute.readers.set(key, entry);
  entry.waiting += 1;
  if (entry.waiting > 1) return;
  keep(deps, entry, compact({ applicationId: application.id, clientIp: reader.clientIp, userAgent, fingerprints }));
}

/** Adds what is waiting to the row of the reader with the next batch; what comes in until then goes with it. */
function keep(
  deps: Pick<Deps, 'journal' | 'clock'>,
  entry: { waiting: number },
  about: { applicationId: ApplicationId; clientIp?: string; userAgent?: string; fingerprints: readonly string[] },
): void {
  let reads: number | undefined;
  const now = deps.clock();
  deps.journal.later(async (tx) => {
    if (reads === undefined) {
      reads = entry.waiting;
      entry.waiting = 0;
    }
    await noteMetadataRead(tx, { ...about, reads, now });
  });
}

function minuteOf({ journal, clock }: Pick<Deps, 'journal' | 'clock'>): Minute {
  const number = Math.floor(clock() / MINUTE);
  const known = minutes.get(journal);
  if (known?.number === number) return known;
  const minute: Minute = { number, readers: new Map(), byAddress: new Map() };
  minutes.set(journal, minute);
  return minute;
}
