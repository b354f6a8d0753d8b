import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodedBase64Size } from '../../../electron/engine/mime/base64.ts';

/** The plain way: letters only, padding ends a unit. */
function reference(encoded: Buffer): Buffer {
  const units = encoded
    .toString('latin1')
    .replace(/[^A-Za-z0-9+/=_-]/g, '')
    .split('=');
  return Buffer.concat(units.map((unit) => Buffer.from(unit, 'base64')));
}

const anything = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom('QUJD', 'QQ', 'Q', '=', '==', '\r\n', '\n', ' ', '-_', '+/', '\0', '\xff', '!'), {
      maxLength: 40,
    })
    .map((parts) => Buffer.from(parts.join(''), 'latin1')),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => {
    const lines =
      Buffer.from(bytes)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    return Buffer.from(lines.join('\r\n'));
  }),
);

describe('base64', () => {
  it('is decoded as far as it goes, and its size known without decoding', () => {
    fc.assert(
      fc.property(anything, fc.nat(3), (encoded, offset) => {
        // Somewhere inside a larger memory, as parts are.
        const source = Buffer.concat([Buffer.alloc(offset, 0x41), encoded, Buffer.from('QQ==')]);
        const part = source.subarray(offset, offset + encoded.length);
        const decoded = decodeBase64(part);
        expect(decoded.equals(reference(encoded))).toBe(true);
        expect(decodedBase64Size(part)).toBe(decoded.length);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['SGFsbG8=', 'Hallo'],
    ['SGFsbG8', 'Hallo'],
    ['SGFs\r\nbG8=\r\n', 'Hallo'],
    ['SGE=\r\nbGxv', 'Hallo'],
    ['S*G F"sbG8', 'Hallo'],
    ['SGFsbG8gV', 'Hallo '],
    ['', ''],
    ['====', ''],
  ])('makes %j into %j', (encoded, decoded) => {
    expect(decodeBase64(Buffer.from(encoded)).toString()).toBe(decoded);
  });
});
