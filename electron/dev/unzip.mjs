import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/**
 * Extracts those entries of the zip `file` for which `target(name)` gives a path. Contents are checked by CRC where
 * this Node can. Plain zips only: throws for zip64, links, other methods than stored and deflated, and damage.
 */
export function unzip(file, target) {
  const fd = fs.openSync(file, 'r');
  try {
    for (const entry of directoryOf(fd)) {
      const outside = entry.name.endsWith('/') || entry.name.split('/').includes('..');
      const to = outside ? undefined : target(entry.name);
      if (to) extract(fd, entry, to);
    }
  } finally {
    fs.closeSync(fd);
  }
}

function* directoryOf(fd) {
  const { size } = fs.fstatSync(fd);
  const tailLength = Math.min(size, 65_557); // end record plus the longest comment
  const tail = readAt(fd, size - tailLength, tailLength);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('not a zip');
  const count = tail.readUInt16LE(end + 10);
  const start = tail.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) throw new Error('zip64 is not supported');
  const directory = readAt(fd, start, tail.readUInt32LE(end + 12));
  for (let at = 0, i = 0; i < count; i++) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error('damaged zip directory');
    const nameLength = directory.readUInt16LE(at + 28);
    yield {
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedSize: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    };
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

function extract(fd, { name, method, crc, packedSize, mode, offset }, to) {
  if (method !== 0 && method !== 8) throw new Error(`zip method ${method} of ${name} is not supported`);
  if ((mode & 0o170000) === 0o120000) throw new Error(`${name} is a link`);
  const header = readAt(fd, offset, 30);
  const data = readAt(fd, offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), packedSize);
  const content = method === 8 ? zlib.inflateRawSync(data) : data;
  if (zlib.crc32 && zlib.crc32(content) !== crc) throw new Error(`${name} is damaged`);
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.writeFileSync(to, content, { mode: mode & 0o111 ? 0o755 : 0o644 });
}

function readAt(fd, position, length) {
  const buffer = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const n = fs.readSync(fd, buffer, at, length - at, position + at);
    if (n === 0) throw new Error('the zip ends early');
    at += n;
  }
  return buffer;
}
