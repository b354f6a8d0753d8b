import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files below a folder that hold a secret, in clear, in UTF-16 or in base64 at any alignment. */
export function filesContaining(folder: string, secret: string): string[] {
  const needles = disguises(secret);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return needles.some((needle) => bytes.includes(needle));
    });
}

function disguises(secret: string): Buffer[] {
  const plain = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), plain]).toString('base64');
    // The first and last characters depend on what stands before and after.
    return Buffer.from(text.slice(4, -4), 'latin1');
  });
  return [plain, Buffer.from(secret, 'utf16le'), ...base64];
}
