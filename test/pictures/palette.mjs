import { Buffer } from 'node:buffer';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLOURS = 256;

/**
 * Writes a picture of a page with 256 colours at most: a third of the size, and a page has hardly more of them.
 * @param png eight bits a channel, with or without alpha, not interlaced: what browsers write
 */
export function toPalette(png) {
  const { width, height, channels, rows } = read(png);
  const counts = new Map();
  const keys = new Uint32Array(width * height);
  for (let at = 0; at < keys.length; at += 1) {
    const from = at * channels;
    const key = (rows[from] << 16) | (rows[from + 1] << 8) | rows[from + 2];
    keys[at] = key;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const palette = choosePalette(counts);
  const nearest = new Map();
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const key = keys[y * width + x];
      let index = nearest.get(key);
      if (index === undefined) nearest.set(key, (index = nearestOf(palette, key)));
      lines[y * (width + 1) + 1 + x] = index;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 3;
  const colours = Buffer.from(palette.flatMap((key) => [key >> 16, (key >> 8) & 255, key & 255]));
  const data = deflateSync(lines, { level: 9, memLevel: 9 });
  return Buffer.concat([
    ...[SIGNATURE, chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', data)],
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The commonest colour of each small cube of colours, so that the edges of letters do not push out a rare badge. */
function choosePalette(counts) {
  const cubes = new Map();
  for (const [key, count] of counts) {
    const cube = ((key >> 20) << 8) | (((key >> 12) & 15) << 4) | ((key >> 4) & 15);
    const known = cubes.get(cube);
    if (known === undefined) cubes.set(cube, { key, count, sum: count });
    else cubes.set(cube, { ...(known.count >= count ? known : { key, count }), sum: known.sum + count });
  }
  const commonest = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, COLOURS / 2);
  const chosen = new Set(commonest.map(([key]) => key));
  const bySum = [...cubes.values()].sort((one, other) => other.sum - one.sum || one.key - other.key);
  for (const { key } of bySum) if (chosen.size < COLOURS) chosen.add(key);
  return [...chosen];
}

function nearestOf(palette, key) {
  let best = 0;
  let least = Infinity;
  for (const [index, other] of palette.entries()) {
    const red = (key >> 16) - (other >> 16);
    const green = ((key >> 8) & 255) - ((other >> 8) & 255);
    const blue = (key & 255) - (other & 255);
    const distance = 2 * red * red + 4 * green * green + 3 * blue * blue;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/** Reads the pixels: lines are predicted from their neighbours in one of five ways (PNG section 9). */
function read(png) {
  const parts = [];
  let header;
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = data;
    if (type === 'IDAT') parts.push(data);
    at += length + 12;
  }
  if (header === undefined || header[8] !== 8 || header[12] !== 0 || ![2, 6].includes(header[9])) {
    throw new Error('This is not a picture that a browser draws.');
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const line = width * channels;
  const raw = inflateSync(Buffer.concat(parts));
  const rows = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)];
    for (let x = 0; x < line; x += 1) {
      const here = y * line + x;
      const left = x < channels ? 0 : rows[here - channels];
      const up = y === 0 ? 0 : rows[here - line];
      const corner = x < channels || y === 0 ? 0 : rows[here - line - channels];
      rows[here] = raw[y * (line + 1) + 1 + x] + predicted(filter, left, up, corner);
    }
  }
  return { width, height, channels, rows };
}

function predicted(filter, left, up, corner) {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
