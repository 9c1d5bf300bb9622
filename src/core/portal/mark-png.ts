import { crc32, deflateSync } from 'node:zlib';

const ACCENT = [0x0b, 0x5a, 0x73] as const;
/** The two strides of the mark, on a square of 32: begin and end of each line. */
const STRIDES = [
  [10.6, 22.6, 13.2, 15.2],
  [18.8, 16.8, 21.4, 9.4],
] as const;
const STRIDE_RADIUS = 2.5;

/**
 * Draws the mark of Passo as a PNG (ISO/IEC 15948): white strides on the accent colour, to the edge, because devices cut
 * icons to a shape of their own. The strides keep to the middle four fifths, which every shape shows.
 * @param size width and height in pixels
 */
export function markPng(size: number): Buffer {
  const rows = Buffer.alloc(size * (1 + size * 3));
  const scale = 32 / size;
  for (let y = 0; y < size; y += 1) {
    const row = y * (1 + size * 3);
    for (let x = 0; x < size; x += 1) {
      const distance = Math.min(...STRIDES.map((line) => distanceTo(line, (x + 0.5) * scale, (y + 0.5) * scale)));
      const white = Math.min(1, Math.max(0, (STRIDE_RADIUS - distance) / scale + 0.5));
      ACCENT.forEach((value, place) => {
        rows[row + 1 + x * 3 + place] = Math.round(value + (255 - value) * white);
      });
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

function distanceTo(line: readonly [number, number, number, number], x: number, y: number): number {
  const [fromX, fromY, toX, toY] = line;
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const share = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX ** 2 + alongY ** 2);
  const near = Math.min(1, Math.max(0, share));
  return Math.hypot(x - fromX - near * alongX, y - fromY - near * alongY);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
