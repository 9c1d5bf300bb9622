import type { ApplicationId } from '../../core/ids';
import { whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A link to the guide of an application, for somebody without an account. Its token is kept as a hash alone. */
export interface GuideLink {
  readonly tokenHash: string;
  readonly applicationId: ApplicationId;
  /** The admin's user name. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The hash of the cookie of the browser that opened it. */
  readonly holderHash?: string;
  readonly openedAt?: number;
}

interface GuideLinkRow {
  token_hash: string;
  application_id: string;
  created_by: string;
  created_at: unknown;
  expires_at: unknown;
  holder_hash: string | null;
  opened_at: unknown;
}

/** Keeps a new link. The one that the application had before stops working. */
export async function saveGuideLink(tx: Tx, link: Omit<GuideLink, 'holderHash' | 'openedAt'>): Promise<void> {
  await deleteGuideLink(tx, link.applicationId);
  await tx('guide_links').insert({
    token_hash: link.tokenHash,
    application_id: link.applicationId,
    created_by: link.createdBy,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
  });
}

/** Finds a link by the hash of its token; none when it has run out. */
export async function findGuideLink(reader: Reader, tokenHash: string, now: number): Promise<GuideLink | undefined> {
  const row: GuideLinkRow | undefined = await reader('guide_links').where({ token_hash: tokenHash }).first();
  return alive(row, now);
}

/** Finds the link of an application; none when it has run out. */
export async function findGuideLinkOf(
  reader: Reader,
  applicationId: ApplicationId,
  now: number,
): Promise<GuideLink | undefined> {
  const row: GuideLinkRow | undefined = await reader('guide_links').where({ application_id: applicationId }).first();
  return alive(row, now);
}

/**
 * Gives a link to the browser that opens it.
 * @returns false when another browser was faster
 */
export async function holdGuideLink(tx: Tx, tokenHash: string, holderHash: string, now: number): Promise<boolean> {
  const changed = await tx('guide_links')
    .where({ token_hash: tokenHash })
    .whereNull('holder_hash')
    .update({ holder_hash: holderHash, opened_at: now });
  return changed === 1;
}

/** Takes the link of an application back. @returns whether there was one */
export async function deleteGuideLink(tx: Tx, applicationId: ApplicationId): Promise<boolean> {
  return (await tx('guide_links').where({ application_id: applicationId }).delete()) > 0;
}

/** Removes the links that ran out before a moment. */
export async function deleteExpiredGuideLinks(tx: Tx, before: number): Promise<number> {
  return tx('guide_links').where('expires_at', '<=', before).delete();
}

function alive(row: GuideLinkRow | undefined, now: number): GuideLink | undefined {
  if (row === undefined || whole(row.expires_at) <= now) return undefined;
  return {
    tokenHash: row.token_hash,
    applicationId: row.application_id as ApplicationId,
    createdBy: row.created_by,
    createdAt: whole(row.created_at),
    expiresAt: whole(row.expires_at),
    ...(row.holder_hash === null ? {} : { holderHash: row.holder_hash }),
    ...(row.opened_at === null ? {} : { openedAt: whole(row.opened_at) }),
  };
}
