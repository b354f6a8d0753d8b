import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number];

/** A bar chart of the given values; the highest bar stands out. PNG. */
export function barChart(values: readonly number[]): Buffer {
  const [width, height, margin] = [480, 270, 28];
  const slot = (width - 2 * margin) / values.length;
  const top = Math.max(...values);
  const scale = (height - 2 * margin) / top;
  return png(width, height, 6, (x, y) => {
    const base = height - margin - y;
    const index = Math.floor((x - margin) / slot);
    const value = x < width - margin ? values[index] : undefined;
    const within = (x - margin - index * slot) / slot;
    if (value !== undefined && base > 0 && within > 0.2 && within < 0.8 && base <= value * scale) {
      const light = base / (height - 2 * margin);
      return value === top
        ? blend([178, 34, 52], [232, 92, 88], light)
        : blend([30, 84, 140], [104, 168, 220], light);
    }
    if (x >= margin && x < width - margin) {
      if (base === 0) return [70, 78, 90];
      if (base > 0 && base % 43 === 0) return [222, 226, 232];
    }
    return [252, 253, 255];
  });
}

/** A landscape in the evening, something like a photograph. PNG, at compression `level` (0 stores it). */
export function landscape(width: number, height: number, level: number): Buffer {
  return png(width, height, level, (px, py) => {
    const [x, y] = [px / width, py / height];
    const ridges: readonly (readonly [crest: number, colour: Colour])[] = [
      [0.82 + 0.04 * Math.sin(9 * x + 2), [24, 38, 44]],
      [0.7 + 0.05 * Math.sin(6 * x) + 0.02 * Math.sin(23 * x), [48, 66, 82]],
      [0.56 + 0.07 * Math.sin(4 * x + 1) + 0.015 * Math.sin(31 * x), [98, 96, 122]],
    ];
    const ridge = ridges.find(([crest]) => y > crest);
    if (ridge) return blend(ridge[1], [0, 0, 0], (y - ridge[0]) * 0.8);
    const sun = Math.hypot((x - 0.68) * (width / height), y - 0.4);
    if (sun < 0.07) return [255, 244, 214];
    const sky = blend([52, 84, 150], [250, 170, 110], Math.min(1, y / 0.58));
    return blend([255, 226, 170], sky, Math.min(1, 0.25 + sun * 1.6));
  });
}

function blend(from: Colour, to: Colour, amount: number): Colour {
  const mix = (a: number, b: number): number => Math.round(a + (b - a) * amount);
  return [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])];
}

function png(width: number, height: number, level: number, pixel: (x: number, y: number) => Colour): Buffer {
  const stride = 1 + width * 3;
  const rows = Buffer.alloc(stride * height); // each row starts with filter type 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(pixel(x, y), y * stride + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // 8 bits per channel, RGB
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
