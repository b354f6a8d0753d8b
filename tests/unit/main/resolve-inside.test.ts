import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveInside } from '../../../electron/main/resolve-inside.ts';

const folder = path.resolve('/opt/mailroom/out/renderer');

describe('resolveInside', () => {
  it.each([
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/assets/main.js', 'assets/main.js'],
    ['/assets/a%20b.css', 'assets/a b.css'],
    ['/assets/../index.html', 'index.html'],
  ])('finds %s', (urlPath, file) => {
    expect(resolveInside(folder, urlPath)).toBe(path.join(folder, file));
  });

  it.each([
    '/../main/main.js',
    '/%2e%2e/main/main.js',
    '/..%2f..%2fetc/passwd',
    '/a/../../x',
    '/%00',
    '/%',
    '/%ff',
  ])('refuses %s', (urlPath) => {
    expect(resolveInside(folder, urlPath)).toBeUndefined();
  });

  it('never leads out of the folder', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '..', '.', '%2e', '%2F', '%5c', '\\', 'a', '//', '%00', '%25', '/etc/passwd'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const file = resolveInside(folder, `/${pieces.join('')}`);
        expect(file === undefined || file === folder || file.startsWith(folder + path.sep)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
