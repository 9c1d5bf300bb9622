import { readBranding, type Branding } from '../../core/portal/branding';
import { findSetting } from '../settings';
import { whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A picture of the organisation. */
export interface BrandingImage {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** Reads what the organisation says of itself. */
export async function findBranding(reader: Reader): Promise<Branding> {
  return readBranding(await findSetting(reader, 'branding'));
}

/** Finds the organisation's logo. */
export async function findLogo(reader: Reader): Promise<BrandingImage | undefined> {
  const row: { content_type: string; bytes: Buffer; updated_at: unknown } | undefined = await reader('branding_images')
    .where({ kind: 'logo' })
    .first();
  return row && { contentType: row.content_type, bytes: row.bytes, updatedAt: whole(row.updated_at) };
}

/** Keeps the organisation's logo. */
export async function saveLogo(tx: Tx, image: BrandingImage): Promise<void> {
  const row = { content_type: image.contentType, bytes: image.bytes, updated_at: image.updatedAt };
  await tx('branding_images')
    .insert({ kind: 'logo', ...row })
    .onConflict('kind')
    .merge(['content_type', 'bytes', 'updated_at']);
}

/** Takes the organisation's logo away. */
export async function deleteLogo(tx: Tx): Promise<void> {
  await tx('branding_images').where({ kind: 'logo' }).delete();
}
