import type { Application } from '../../core/application';
import { AppError, notFound } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { nextRefresh } from '../../saml/metadata/refresh-times';
import { digestOf } from '../../saml/metadata/sp-changes';
import { readKept, type SpMetadata } from '../../saml/metadata/sp-metadata';
import { getApplication } from '../../store/applications';
import {
  deleteSpMetadataSource,
  findSpMetadataSource,
  saveSpMetadataSource,
  type SpMetadataSource,
} from '../../store/sign-on/sp-metadata-sources';
import { transact, type Reader, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { reviewOf, takeOver, type ApplyOptions, type SpReview } from './sp-metadata';

/** Metadata that was found at an application's address and waits for a decision, as a difference. */
export interface FoundMetadata {
  readonly source: SpMetadataSource;
  readonly review: SpReview;
}

/**
 * Reads what waits for a decision.
 * @returns undefined when nothing waits, or it differs in nothing from what is stored by now
 */
export async function reviewFoundMetadata(
  deps: Pick<Deps, 'db' | 'clock'>,
  application: Application,
): Promise<FoundMetadata | undefined> {
  if (application.sso === undefined) return undefined;
  const found = await foundFor(deps.db, application.id, deps.clock());
  if (found === undefined) return undefined;
  const review = await reviewOf(deps.db, application, found.metadata, found.xml);
  return review.settings.some(({ changed }) => changed) ? { source: found.source, review } : undefined;
}

/**
 * Takes over what was found. Whether people can sign on stays as it is.
 * @param digest of what the admin looked at
 * @throws AppError conflict when something else waits by now, invalid
 */
export async function acceptFoundMetadata(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  digest: string,
  options: Pick<ApplyOptions, 'choices' | 'confirmed'>,
): Promise<Application> {
  return transact(deps.db, async (tx) => {
    const { source, metadata } = await expectFound(tx, id, digest, deps.clock());
    const { application, changed } = await takeOver(
      deps,
      tx,
      actor,
      id,
      metadata,
      options,
      ({ ssoState }) => ssoState === 'active',
    );
    await decided(deps, tx, source, digest);
    await record(deps, tx, actor, 'sp_metadata_accept', { application }, { changed });
    return application;
  });
}

/**
 * Leaves the settings as they are, until the metadata changes again.
 * @throws AppError conflict when something else waits by now
 */
export async function dismissFoundMetadata(deps: Deps, actor: Actor, id: ApplicationId, digest: string): Promise<void> {
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    const { source } = await expectFound(tx, id, digest, deps.clock());
    await decided(deps, tx, source, digest);
    await record(deps, tx, actor, 'sp_metadata_dismiss', { application }, {});
  });
}

/**
 * Stops reading an application's metadata by itself. The settings stay.
 * @throws AppError not_found when no address is kept
 */
export async function stopWatchingMetadata(deps: Deps, actor: Actor, id: ApplicationId): Promise<void> {
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    if (!(await deleteSpMetadataSource(tx, id))) throw notFound('The metadata address');
    await record(deps, tx, actor, 'sp_metadata_unwatch', { application }, {});
  });
}

/** The new time of the next read also tells a read that is under way that it comes too late to write. */
async function decided(deps: Pick<Deps, 'clock'>, tx: Tx, source: SpMetadataSource, digest: string): Promise<void> {
  const { found: _, ...rest } = source;
  const nextTryAt = nextRefresh(source.applicationId, source.everyMs, deps.clock());
  await saveSpMetadataSource(tx, { ...rest, decidedDigest: digest, nextTryAt });
}

async function expectFound(
  tx: Tx,
  id: ApplicationId,
  digest: string,
  now: number,
): Promise<{ source: SpMetadataSource; metadata: SpMetadata }> {
  const found = await foundFor(tx, id, now);
  if (found !== undefined && digestOf(found.metadata) === digest) return found;
  throw new AppError(
    'conflict',
    'The metadata has changed since you looked at it, or was decided about already. Look again.',
  );
}

async function foundFor(
  reader: Reader,
  id: ApplicationId,
  now: number,
): Promise<{ source: SpMetadataSource; metadata: SpMetadata; xml: string } | undefined> {
  const source = await findSpMetadataSource(reader, id);
  if (source?.found === undefined) return undefined;
  const { xml } = source.found;
  const metadata = readKept(xml, now);
  return metadata && { source, metadata, xml };
}
