import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import type { FetchedDocument } from '../../net/fetch-document';
import { SamlError } from '../../saml/errors';
import { nextRefresh, nextTry, refreshEvery, TELLING_FAILURES } from '../../saml/metadata/refresh-times';
import { compareSso, digestOf, isChanged, ssoFromMetadata, unaskedChoices } from '../../saml/metadata/sp-changes';
import { readKept, readSpDocument } from '../../saml/metadata/sp-metadata';
import { findApplication } from '../../store/applications';
import { findHeldCopy } from '../../store/backup/held-copy';
import {
  findSpMetadataSource,
  leaseSpMetadataSource,
  settleSpMetadataSource,
  type SpMetadataSource,
} from '../../store/sign-on/sp-metadata-sources';
import { transact } from '../../store/tx';
import { SYSTEM, type Deps } from '../deps';
import { record } from '../record';
import { fetchFault, METADATA_ACCEPT } from './sp-metadata-fetch';

export { TELLING_FAILURES };

const LEASE_MS = 5 * 60_000;
const AT_ONCE = 4;
/** In one round, so that a round ends. */
const MOST = 200;

/** What a read came to. `found` waits for an admin: nothing is changed by itself. */
type Outcome =
  | { readonly kind: 'same'; readonly after: SpMetadataSource }
  | {
      readonly kind: 'found';
      readonly after: SpMetadataSource;
      readonly changed: readonly string[];
      readonly isNew: boolean;
    }
  | { readonly kind: 'fault'; readonly after: SpMetadataSource; readonly sentence: string };

/**
 * Reads the metadata of applications again where it is due, a few at once. Of several instances one alone reads each, and
 * a fault with one holds up none of the others.
 * @param stopping asked before each one
 * @returns how many were read
 * @throws Error with the last fault as its cause, after all had their turn
 */
export async function refreshDueSpMetadata(deps: Deps, stopping: () => boolean = () => false): Promise<number> {
  if ((await findHeldCopy(deps.db)) !== undefined) return 0;
  let read = 0;
  let fault: unknown;
  const lane = async (): Promise<void> => {
    while (!stopping() && read < MOST) {
      const now = deps.clock();
      const leased = await transact(deps.db, (tx) => leaseSpMetadataSource(tx, now, now + LEASE_MS));
      if (leased === undefined) return;
      read += 1;
      await refresh(deps, leased).catch((error: unknown) => void (fault = error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (fault !== undefined) throw new Error('Metadata could not be read again.', { cause: fault });
  return read;
}

/**
 * Reads one application's metadata again now.
 * @returns the source afterwards
 * @throws AppError not_found when no address is kept
 */
export async function refreshSpMetadata(deps: Deps, id: ApplicationId): Promise<SpMetadataSource> {
  const now = deps.clock();
  const leased = await transact(deps.db, (tx) => leaseSpMetadataSource(tx, now, now + LEASE_MS, id));
  if (leased !== undefined) await refresh(deps, leased);
  const source = await findSpMetadataSource(deps.db, id);
  if (source === undefined) throw new AppError('not_found', 'No metadata address is kept for this application.');
  return source;
}

/** Loads, asks, then writes what came of it: no request goes out inside a transaction. */
async function refresh(deps: Deps, leased: SpMetadataSource): Promise<void> {
  const answer = await deps.fetchDocument({ url: leased.url, accept: METADATA_ACCEPT, etag: leased.etag });
  const application = await findApplication(deps.db, leased.applicationId);
  if (application === undefined) return;
  const outcome = judge(leased, application, answer, deps.clock());
  await transact(deps.db, async (tx) => {
    const settled = await settleSpMetadataSource(tx, leased, outcome.after);
    if (!settled) return;
    if (outcome.kind === 'found' && outcome.isNew) {
      await record(deps, tx, SYSTEM, 'sp_metadata_refresh', { application }, { changed: outcome.changed });
    }
    if (outcome.kind === 'fault' && outcome.after.fault?.times === TELLING_FAILURES) {
      const { sentence } = outcome;
      await record(deps, tx, SYSTEM, 'sp_metadata_refresh', { application, result: 'failure' }, { sentence });
    }
  });
}

function judge(leased: SpMetadataSource, application: Application, answer: FetchedDocument, now: number): Outcome {
  const sentence = fetchFault(answer);
  if (sentence !== undefined) return faulty(leased, sentence, now);
  const { fault: _, ...healthy } = leased;
  if (answer.kind !== 'document') return { kind: 'same', after: readAgain({ ...healthy, lastOkAt: now }, now) };
  try {
    return compare(healthy, application, answer, now);
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return faulty(leased, error.message, now);
  }
}

function compare(
  source: SpMetadataSource,
  { sso }: Application,
  answer: { readonly bytes: Buffer; readonly etag?: string },
  now: number,
): Outcome {
  const entityId = source.entityId ?? sso?.spEntityId;
  const document = readSpDocument(answer.bytes, { entityId });
  if (document.kind === 'several') {
    return faulty(
      source,
      `The document at the address does not describe ${entityId ?? 'the application'} any more.`,
      now,
    );
  }
  const { metadata, xml } = document;
  const { found, etag: _, ...rest } = source;
  const digest = digestOf(metadata);
  const etag = answer.etag;
  const seen = readAgain(compact({ ...rest, etag, everyMs: refreshEvery(metadata.cacheDuration), lastOkAt: now }), now);
  const after = sso && ssoFromMetadata(sso, metadata, unaskedChoices(sso));
  const changed = sso && after ? compareSso(sso, after).filter(isChanged) : [];
  if (digest === source.decidedDigest || changed.length === 0) {
    return { kind: 'same', after: { ...seen, decidedDigest: digest } };
  }
  const known = found !== undefined && digestOfXml(found.xml) === digest;
  return {
    kind: 'found',
    after: { ...seen, found: { xml, at: known ? found.at : now } },
    changed: changed.map(({ field }) => field),
    isNew: !known,
  };
}

function readAgain(source: SpMetadataSource, now: number): SpMetadataSource {
  return { ...source, nextTryAt: nextRefresh(source.applicationId, source.everyMs, now) };
}

/** What is stored goes on working; only the next try is put off. */
function faulty(source: SpMetadataSource, sentence: string, now: number): Outcome {
  const times = (source.fault?.times ?? 0) + 1;
  const fault = { sentence, times, since: source.fault?.since ?? now };
  const nextTryAt = nextTry(source.applicationId, source.everyMs, times, now);
  return { kind: 'fault', sentence, after: { ...source, fault, nextTryAt } };
}

function digestOfXml(xml: string): string | undefined {
  const metadata = readKept(xml);
  return metadata && digestOf(metadata);
}
