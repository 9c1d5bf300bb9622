import type { Application, SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { SamlError } from '../../saml/errors';
import { nextRefresh, refreshEvery } from '../../saml/metadata/refresh-times';
import {
  compareSso,
  digestOf,
  isChanged,
  offeredEncryption,
  offeredNameId,
  ssoFromMetadata,
  unaskedChoices,
  type MetadataChange,
  type MetadataChoices,
} from '../../saml/metadata/sp-changes';
export { certificateLine } from '../../saml/metadata/sp-changes';
import { readSpDocument, type SpChoice, type SpMetadata } from '../../saml/metadata/sp-metadata';
import { findApplicationByEntityId, lockApplication } from '../../store/applications';
import { findSpMetadataSource, saveSpMetadataSource } from '../../store/sign-on/sp-metadata-sources';
import { transact, type Reader, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { changeSso } from './configure';
import { ssoProblems } from './sso-settings';

/** What metadata would change in an application, for the admin to look at. */
export interface SpReview {
  readonly metadata: SpMetadata;
  /** The part of the document that describes the service provider. */
  readonly xml: string;
  /** Names what was looked at, so that nothing else is applied. */
  readonly digest: string;
  /** Every setting metadata speaks of, as it is stored and as it would be without further choices. */
  readonly settings: readonly (MetadataChange & { readonly changed: boolean })[];
  /** What the admin may choose beside: what would be encrypted with, and the name ID format the metadata names first. */
  readonly offers: {
    readonly encryption?: NonNullable<SsoSettings['encryption']>;
    readonly nameId?: SsoSettings['nameId']['format'];
  };
  readonly choices: MetadataChoices;
  /** Sentences about what could hand the application to somebody else; the admin has to confirm them. */
  readonly dangers: readonly string[];
}

/** What a document comes to: one service provider to look at, or several to choose from. */
export type SpReading =
  | { readonly kind: 'one'; readonly review: SpReview }
  | { readonly kind: 'several'; readonly choices: readonly SpChoice[] };

/**
 * Reads an SP's metadata without saving anything, for the admin to look at (M-051).
 * @param entityId which one, where the document describes several
 * @throws AppError invalid with the reason and, where there is one, the line
 */
export async function reviewSpMetadata(
  deps: Pick<Deps, 'clock' | 'db'>,
  application: Application,
  bytes: Buffer,
  entityId?: string,
): Promise<SpReading> {
  const document = readDocument(deps, bytes, entityId);
  if (document.kind === 'several') return document;
  return { kind: 'one', review: await reviewOf(deps.db, application, document.metadata, document.xml) };
}

/** Sets what metadata says beside what an application has. */
export async function reviewOf(
  reader: Reader,
  application: Application,
  metadata: SpMetadata,
  xml: string,
): Promise<SpReview> {
  const sso = ssoOf(application);
  const choices = unaskedChoices(sso);
  const settings = compareSso(sso, ssoFromMetadata(sso, metadata, choices));
  const nameId = offeredNameId(metadata);
  return {
    metadata,
    xml,
    digest: digestOf(metadata),
    settings: settings.map((setting) => ({ ...setting, changed: isChanged(setting) })),
    offers: compact<SpReview['offers']>({
      encryption: offeredEncryption(sso, metadata),
      nameId: nameId === sso.nameId.format ? undefined : nameId,
    }),
    choices,
    dangers: await dangersOf(reader, application, metadata),
  };
}

/** What an admin decided about metadata that was shown. */
export interface ApplyOptions {
  readonly choices?: MetadataChoices;
  /** The admin has read the dangers and goes on. */
  readonly confirmed?: boolean;
  /** The address it was read from, which is read again from now on. */
  readonly source?: { readonly url: string; readonly entityId?: string; readonly etag?: string };
}

/**
 * Takes over what an SP's metadata says and activates SSO.
 * @throws AppError invalid
 */
export async function applySpMetadata(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  bytes: Buffer,
  options: ApplyOptions = {},
): Promise<Application> {
  const document = readDocument(deps, bytes, undefined);
  if (document.kind === 'several') throw invalid({ metadata: 'Choose one of the service providers first.' });
  const { metadata } = document;
  return transact(deps.db, async (tx) => {
    const { application, changed } = await takeOver(deps, tx, actor, id, metadata, options, () => true);
    await record(deps, tx, actor, 'sp_metadata_upload', { application }, { changed });
    if (options.source !== undefined) await watch(deps, tx, actor, application, metadata, options.source);
    return application;
  });
}

/**
 * Changes the settings to what metadata says, within a transaction.
 * @param active whether people can sign on afterwards
 * @returns the application afterwards, and the names of what changed
 * @throws AppError invalid where it would need a confirmation that is not there, or settings can't be used
 */
export async function takeOver(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  id: ApplicationId,
  metadata: SpMetadata,
  options: Pick<ApplyOptions, 'choices' | 'confirmed'>,
  active: (before: Application) => boolean,
): Promise<{ readonly application: Application; readonly changed: readonly string[] }> {
  let changed: string[] = [];
  const before = await lockApplication(tx, id);
  const dangers = await dangersOf(tx, before, metadata);
  if (dangers.length > 0 && options.confirmed !== true) {
    throw invalid({ confirmed: `${dangers[0] ?? ''} Tick that you have checked it, or use other metadata.` });
  }
  const application = await changeSso(deps, tx, actor, id, (sso, stored) => {
    if (sso.requireSignedRequests && metadata.certificates.length === 0) {
      throw invalid({
        metadata:
          'The metadata holds no signing certificate, but signed requests are required. Nothing was changed. Untick “Require signed requests” first if that is right.',
      });
    }
    const after = ssoFromMetadata(sso, metadata, options.choices ?? unaskedChoices(sso));
    changed = compareSso(sso, after)
      .filter(isChanged)
      .map(({ field }) => field);
    return { sso: after, active: active(stored) };
  });
  return { application, changed };
}

async function watch(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  application: Application,
  metadata: SpMetadata,
  source: NonNullable<ApplyOptions['source']>,
): Promise<void> {
  const now = deps.clock();
  const before = await findSpMetadataSource(tx, application.id);
  const everyMs = refreshEvery(metadata.cacheDuration);
  await saveSpMetadataSource(tx, {
    applicationId: application.id,
    ...source,
    everyMs,
    decidedDigest: digestOf(metadata),
    lastTryAt: now,
    lastOkAt: now,
    nextTryAt: nextRefresh(application.id, everyMs, now),
  });
  if (before?.url !== source.url) await record(deps, tx, actor, 'sp_metadata_watch', { application }, {});
}

function readDocument(
  deps: Pick<Deps, 'clock'>,
  bytes: Buffer,
  entityId: string | undefined,
): ReturnType<typeof readSpDocument> {
  try {
    return readSpDocument(bytes, { now: deps.clock(), entityId });
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    throw invalid({ metadata: error.message });
  }
}

function ssoOf(application: Application): SsoSettings {
  if (application.sso === undefined) throw invalid({ metadata: 'This application has no SAML sign-on.' });
  return application.sso;
}

/** SECURITY A10: an entity ID that changes, or that another application has, may be somebody else's. */
async function dangersOf(reader: Reader, application: Application, metadata: SpMetadata): Promise<string[]> {
  const { spEntityId } = ssoOf(application);
  const isSetUp = Object.keys(ssoProblems(ssoOf(application))).length === 0;
  const other = await findApplicationByEntityId(reader, metadata.entityId, application.id);
  return [
    ...(isSetUp && spEntityId !== metadata.entityId
      ? [`The SP Entity ID changes from ${spEntityId} to ${metadata.entityId}: this may be another service provider.`]
      : []),
    ...(other === undefined ? [] : [`${other.label} has the SP Entity ID ${metadata.entityId} already.`]),
  ];
}
