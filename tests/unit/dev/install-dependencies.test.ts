import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outdatedReason } from '../../../electron/dev/install-dependencies.mjs';

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mailroom-dependencies-'));
});

afterEach(() => rmSync(project, { recursive: true }));

function write(file: string, packages: object): void {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  writeFileSync(join(project, file), JSON.stringify({ packages }));
}

describe('outdatedReason', () => {
  const wanted = {
    '': { name: 'app' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a/node_modules/b': { version: '2.0.0' },
    'node_modules/for-windows': { version: '1.0.0', optional: true },
  };

  it('asks for an installation in a fresh clone', () => {
    writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    expect(outdatedReason(project)).toBe('none are there yet');
  });

  it('is content when everything but packages for other systems is there', () => {
    write('package-lock.json', wanted);
    write('node_modules/.package-lock.json', {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
    });
    expect(outdatedReason(project)).toBeUndefined();
  });

  it('names a package of another version', () => {
    write('package-lock.json', wanted);
    write('node_modules/.package-lock.json', {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/b': { version: '1.9.0' },
    });
    expect(outdatedReason(project)).toBe('b 2.0.0 is missing');
  });
});
