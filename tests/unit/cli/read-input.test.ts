import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseJson, readJson, readJsonObject } from '../../../electron/cli/commands/read-input.ts';
import { MailroomError } from '../../../shared/errors.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailroom-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failure(text: string): MailroomError {
  try {
    parseJson(text, 'a.json', 'file');
  } catch (error) {
    if (error instanceof MailroomError) return error;
  }
  throw new Error('it was taken');
}

describe('JSON that is none', () => {
  it.each([
    'canary',
    '{"secret": canary}',
    '{"secret": "canary"',
    '{"secret": "canary",}',
    '{"secret": "can\nary canary"}',
    '{"secret": "canary" "canary (line 7 column 8)"}',
    `${'{"secret": "canary", '.repeat(20)}canary`,
    'canary (line 7 column 8)',
    '',
  ])('is refused without a word of it: %j', (text) => {
    const { code, field, detail, problems } = failure(text);
    expect({ code, field, problems }).toEqual({ code: 'input.invalid', field: 'file', problems: undefined });
    expect(detail).toMatch(/^a\.json is not JSON( \(line \d+, column \d+\))?$/);
    expect(detail).not.toContain('line 7');
  });

  it('is pointed to where the place is known', () => {
    expect(failure('{\n  "secret": "x",\n}').detail).toBe('a.json is not JSON (line 3, column 1)');
  });
});

describe('a file', () => {
  it('is named when it is unfit', async () => {
    const file = path.join(folder, 'list.json');
    writeFileSync(file, '[]');
    expect(await readJson(file, 'file')).toEqual([]);
    await expect(readJsonObject(file, 'file')).rejects.toMatchObject({
      code: 'input.invalid',
      detail: expect.stringContaining(file),
    });
    await expect(readJson(path.join(folder, 'none.json'), 'file')).rejects.toMatchObject({
      code: 'input.unreadable',
    });
  });
});
