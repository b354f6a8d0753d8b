import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requestedFile } from '../../../electron/main/requested-file.ts';

const origin = 'app://mailroom';
const folder = path.resolve('/opt/mailroom/out/renderer');

describe('a request of the page', () => {
  it.each(['/index.html', '/', '/index.html?theme=dark#top', '/assets/../index.html'])('finds %s', (rest) => {
    expect(requestedFile(folder, origin, `${origin}${rest}`)).toBe(path.join(folder, 'index.html'));
  });

  it.each([
    'app://evil/index.html',
    'app://evil.mailroom/index.html',
    'app://mailroom.evil/index.html',
    'app://mailroom:8080/index.html',
    'app://mailroom@evil/index.html',
    'app:///index.html',
    'app:index.html',
    'file://mailroom/index.html',
  ])('for another host is refused: %s', (address) => {
    expect(requestedFile(folder, origin, address)).toBeUndefined();
  });

  it('that leads out of the folder is refused', () => {
    expect(requestedFile(folder, origin, `${origin}/..%2f..%2fpackage.json`)).toBeUndefined();
  });
});
