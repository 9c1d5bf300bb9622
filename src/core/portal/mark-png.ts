import { crc32, deflateSync } from 'node:zlib';

/** The accent colour. */
const [RED, GREEN, BLUE] = [0x0b, 0x5a, 0x73];

interface Stride {
  readonly fromX: number;
  readonly fromY: number;
  readonly alongX: number;
  readonly alongY: number;
}

/** The two strides of the mark, on a square of 32, and the part of it they lie in. */
const STRIDES: readonly Stride[] = [
  { fromX: 10.6, fromY: 22.6, alongX: 2.6, alongY: -7.4 },
  { fromX: 18.8, fromY: 16.8, alongX: 2.6, alongY: -7.4 },
];
const [LEFT, RIGHT, TOP, BOTTOM] = [7, 25, 6, 26];
const STRIDE_RADIUS = 2.5;

/**
 * Draws the mark of Passo as a PNG (ISO/IEC 15948): white strides on the accent colour, to the edge, because devices cut
 * icons to a shape of their own. The strides keep to the middle four fifths, which every shape shows.
 * @param size width and height in pixels
 */
export function markPng(size: number): Buffer {
  const line = 1 + size * 3;
  const rows = Buffer.alloc(line * size);
  const scale = 32 / size;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const white = whiteAt((x + 0.5) * scale, (y + 0.5) * scale, scale);
      const place = y * line + 1 + x * 3;
      rows[place] = RED + (255 - RED) * white;
      rows[place + 1] = GREEN + (255 - GREEN) * white;
      rows[place + 2] = BLUE + (255 - BLUE) * white;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** How much of a pixel the strides cover, 0 to 1. Most pixels lie outside of them. */
function whiteAt(x: number, y: number, pixel: number): number {
  if (x < LEFT || x > RIGHT || y < TOP || y > BOTTOM) return 0;
  let white = 0;
  for (const stride of STRIDES) {
    const away = (STRIDE_RADIUS - distanceTo(stride, x, y)) / pixel + 0.5;
    if (away > white) white = Math.min(1, away);
  }
  return white;
}

function distanceTo({ fromX, fromY, alongX, alongY }: Stride, x: number, y: number): number {
  const share = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX * alongX + alongY * alongY);
  const near = Math.min(1, Math.max(0, share));
  const [awayX, awayY] = [x - fromX - near * alongX, y - fromY - near * alongY];
  return Math.sqrt(awayX * awayX + awayY * awayY);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
