import type { Random } from './random.ts';

const POOL_LINES = 8192;
const BYTES_PER_LINE = 57; // makes 76 base64 characters
const LINE = 78; // those and CRLF

/** Content for attachments, already base64-encoded: encoding megabytes for every message would dominate the run. */
export interface Pools {
  /** About `size` bytes of whole base64 lines; the same content comes back only after 640 kB. */
  take(size: number): Buffer;
}

/** Two pools: one incompressible as pictures and archives are, one like a sheet of numbers. */
export function createPools(random: Random): Pools {
  const noise = Buffer.alloc(POOL_LINES * BYTES_PER_LINE);
  for (let at = 0; at < noise.length; at++) noise[at] = random.between(0, 255);
  let sheet = '';
  while (sheet.length < noise.length) {
    sheet += `<row r="${random.between(1, 400)}"><c><v>${random.between(0, 999_999)}</v></c></row>\n`;
  }
  const pools = [toLines(noise), toLines(Buffer.from(sheet.slice(0, noise.length), 'latin1'))];
  return {
    take(size) {
      const pool = pools[random.chance(0.6) ? 0 : 1] as Buffer;
      const pieces: Buffer[] = [];
      let start = random.between(0, POOL_LINES - 1);
      for (let lines = Math.max(1, Math.round(size / LINE)); lines > 0; start = 0) {
        const taken = Math.min(lines, POOL_LINES - start);
        pieces.push(pool.subarray(start * LINE, (start + taken) * LINE));
        lines -= taken;
      }
      return Buffer.concat(pieces);
    },
  };
}

function toLines(bytes: Buffer): Buffer {
  const text = bytes.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE - 2) lines.push(text.slice(at, at + LINE - 2), '\r\n');
  return Buffer.from(lines.join(''), 'latin1');
}
