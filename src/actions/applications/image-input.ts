import { invalid } from '../../core/errors';
import type { PortalImage } from '../../store/applications';

const MOST_BYTES = 512 * 1024;

const SIGNATURES: readonly { readonly contentType: string; readonly fits: (bytes: Buffer) => boolean }[] = [
  { contentType: 'image/png', fits: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { contentType: 'image/jpeg', fits: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  {
    contentType: 'image/webp',
    fits: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
];

/**
 * Takes an uploaded User Portal Image: PNG, JPEG or WebP by what it holds, not by its name (SECURITY A6).
 * @throws AppError invalid
 */
export function readImage(bytes: Buffer): PortalImage {
  if (bytes.length > MOST_BYTES) throw invalid({ image: 'The image can have 512 KB at most.' });
  const kind = SIGNATURES.find((signature) => signature.fits(bytes));
  if (kind === undefined) throw invalid({ image: 'Choose a PNG, JPEG or WebP image.' });
  return { contentType: kind.contentType, bytes };
}
