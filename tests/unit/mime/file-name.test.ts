import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportFileName, mboxEntry } from '../../../electron/engine/mime/export.ts';
import { safeFileName } from '../../../electron/engine/mime/file-name.ts';

/** Pieces of which attackers and bad mailers build names. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(
        '../',
        '..\\',
        '/',
        '\\',
        'C:',
        '\0',
        '\r\n',
        '\u202e',
        '\u200b',
        'con',
        'NUL',
        'lpt1',
        '.',
        ' ',
      ),
      fc.constantFrom(
        '.exe',
        '.tar.gz',
        '.',
        '<script>',
        '"',
        '|',
        '*?',
        'ä',
        '日本',
        '💥',
        'x'.repeat(150),
        'LPT¹',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const problems = (name: string): string[] =>
  [
    name === '' && 'empty',
    path.basename(name) !== name && 'has a folder',
    path.win32.basename(name) !== name && 'has a folder on Windows',
    /[\u0000-\u001f\u007f-\u009f]/.test(name) && 'control character',
    /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(name) && 'invisible or turning character',
    /[<>:"|?*]/.test(name) && 'reserved character',
    /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(name) && 'device',
    /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i.test(name) && 'device with blanks',
    /[. ]$/.test(name) && 'ends with dot or blank',
    name.startsWith('.') && 'hidden',
    [...name].length > 125 && 'too long',
    Buffer.byteLength(name) > 255 && 'too many bytes for a file system',
    /\p{Surrogate}/u.test(name) && 'half a character',
  ].filter((problem) => problem !== false);

describe('safeFileName', () => {
  it('is harmless for any name', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        expect([name, problems(safeFileName(name, 'application/octet-stream', 0))]).toEqual([name, []]);
      }),
      { numRuns: 3000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        const once = safeFileName(name, 'text/plain', 1);
        expect(safeFileName(once, 'text/plain', 1)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['Rechnung März.pdf', 'Rechnung März.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system.ini', 'system.ini'],
    ['a\u202efdp.exe', 'afdp.exe'],
    ['con', '_con'],
    ['Con.txt', '_Con.txt'],
    ['console.txt', 'console.txt'],
    ['what?.txt', 'what_.txt'],
    ['.bashrc', 'bashrc'],
    ['見積書.xlsx', '見積書.xlsx'],
    ['', 'part-003.pdf'],
    ['///', 'part-003.pdf'],
  ])('makes %j into %j', (name, safe) => {
    expect(safeFileName(name, 'application/pdf', 2)).toBe(safe);
  });

  it('keeps the extension of a long name', () => {
    const name = safeFileName(`${'a'.repeat(400)}.docx`, 'x/y', 0);
    expect(name).toMatch(/^a+\.docx$/);
    expect(name.length).toBeLessThanOrEqual(120);
  });
});

describe('exported messages', () => {
  it('have names that sort, are unique, and tell the subject', () => {
    expect(exportFileName({ id: 7, subject: 'Re: Angebot 5/2026' })).toMatch(/^000007 .*2026\.eml$/);
    expect(exportFileName({ id: 7, subject: ' ' })).toBe('000007.eml');
    fc.assert(
      fc.property(nasty, (subject) => {
        expect([subject, problems(exportFileName({ id: 1, subject }))]).toEqual([subject, []]);
      }),
      { numRuns: 1500 },
    );
  });

  it('go into an mbox that can be taken apart again', () => {
    const from = { name: '', address: 'a b@example.com' };
    const entry = mboxEntry(
      { from, receivedAt: Date.UTC(2026, 0, 5, 8) },
      Buffer.from('Subject: x\r\n\r\nFrom me\r\n>From you\r\n\xe4', 'latin1'),
    );
    expect(entry.toString('latin1')).toBe(
      'From ab@example.com Mon 05 Jan 2026 08:00:00 GMT\nSubject: x\n\n>From me\n>>From you\n\xe4\n\n',
    );
  });
});
