import { renderSVG } from 'uqr';

/**
 * Draws a text as a QR code, for the address of an image: an SVG in a `data:` URL, black on white in every theme,
 * because cameras look for that.
 */
export function qrCodeAddress(text: string): string {
  const svg = renderSVG(text, { ecc: 'M', border: 2, pixelSize: 6 });
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}
