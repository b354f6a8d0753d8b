import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { integerOption, parseInvocation } from '../../../electron/cli/arguments.ts';
import { parseAccountFile } from '../../../electron/cli/commands/account-file.ts';
import { helpText } from '../../../electron/cli/help.ts';
import { createOutput, formatSize, guardStreams, table } from '../../../electron/cli/output.ts';
import { failureLines, failureText } from '../../../electron/engine/failure-text.ts';
import { MailroomError } from '../../../shared/errors.ts';

const invalid = (field?: string) =>
  expect.objectContaining({ code: 'input.invalid', ...(field === undefined ? {} : { field }) });

describe('arguments', () => {
  it('are options of every command, words, and options of this one, in any order', () => {
    const parsed = parseInvocation([
      '--json',
      'inbox',
      'list',
      '--limit=5',
      '--data',
      '/x',
      '--secrets',
      'vault',
      'rest',
    ]);
    expect(parsed.global).toEqual({
      dataDirectory: '/x',
      json: true,
      secrets: 'vault',
      verbose: false,
      help: false,
    });
    expect(parsed.words).toEqual(['inbox', 'list', 'rest']);
    expect(parsed.options).toMatchObject({ limit: '5' });
    expect(parseInvocation(['send', '--to', 'a@b', '--to', 'c@d']).options.to).toEqual(['a@b', 'c@d']);
    expect(parseInvocation(['-h']).global.help).toBe(true);
    expect(parseInvocation(['account', 'add', '--file', '-']).options.file).toBe('-');
  });

  it.each([[['--nonsense']], [['--limit']], [['--json=yes']], [['-x']]])('refuse %j', (argv) => {
    expect(() => parseInvocation(argv)).toThrow(invalid());
  });

  it('refuse a secret store that does not exist', () => {
    expect(() => parseInvocation(['--secrets', 'paper'])).toThrow(invalid('secrets'));
  });

  it('take whole numbers where numbers belong', () => {
    expect([
      integerOption(undefined, 'limit'),
      integerOption('0', 'limit'),
      integerOption('12', 'limit'),
    ]).toEqual([undefined, 0, 12]);
    for (const text of ['', ' ', 'x', '-1', '1.5', '1e3', '0x10', '1e99', '9'.repeat(20), 'NaN'])
      expect(() => integerOption(text, 'limit')).toThrow(invalid('limit'));
  });
});

describe('account files', () => {
  const incoming = {
    direction: 'incoming',
    serverType: 'imap4',
    name: 'A',
    host: 'imap.example.com',
    user: 'u',
    maxSizeBytes: 0,
  };

  it('keep the secret apart from the account', () => {
    const file = parseAccountFile({ ...incoming, secret: ' p w ' });
    expect(file).toMatchObject({ direction: 'incoming', secret: ' p w ' });
    expect(JSON.stringify(file.account)).not.toContain('p w');
    expect(parseAccountFile(incoming).secret).toBeUndefined();
  });

  it('fetches what is there already unless it is told otherwise', () => {
    expect(parseAccountFile({ ...incoming, firstContact: 'all' })).toEqual(parseAccountFile(incoming));
    for (const firstContact of ['none', '2026-01-31', '2026-01-31T08:00:00+01:00']) {
      expect(parseAccountFile({ ...incoming, firstContact }).account).toMatchObject({ firstContact });
    }
    expect(() => parseAccountFile({ ...incoming, firstContact: 'yesterday' })).toThrow(invalid());
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{}],
    [{ ...incoming, direction: 'both' }],
    [{ ...incoming, secret: 'a\r\nb' }],
    [{ ...incoming, id: 'x' }],
  ])('refuse %j', (value) => {
    expect(() => parseAccountFile(value)).toThrow(invalid());
  });
});

describe('output', () => {
  it('is one JSON document or lines, and notes go beside it', () => {
    const written = (json: boolean): [string, string] => {
      const [out, err] = [new PassThrough(), new PassThrough()];
      const output = createOutput(json, out, err);
      output.result({ a: 1 }, ['one', 'two']);
      output.note('beside');
      return [String(out.read()), String(err.read())];
    };
    expect(written(false)).toEqual(['one\ntwo\n', 'beside\n']);
    expect(JSON.parse(written(true)[0])).toEqual({ a: 1 });
  });

  it('never steers the terminal, whatever is in a mail', () => {
    const out = new PassThrough();
    createOutput(false, out, out).result({}, ['a\u001b]0;title\u0007b\u009b31m\rc', 'one\r\n\ttwo']);
    expect(String(out.read())).toBe('a\ufffd]0;title\ufffdb\ufffd31m\ufffdc\none\r\n\ttwo\n');
  });

  it('is one JSON object per line where a command streams, and a note for people', () => {
    const written = (json: boolean): unknown[] => {
      const [out, err] = [new PassThrough(), new PassThrough()];
      const output = createOutput(json, out, err);
      output.streamed({ a: 1 }, 'one');
      output.streamed({ a: { b: 2 } }, 'two');
      return [out, err].map((stream) => (stream.read() as Buffer | null)?.toString());
    };
    expect(written(true)).toEqual(['{"a":1}\n{"a":{"b":2}}\n', undefined]);
    expect(written(false)).toEqual([undefined, 'one\ntwo\n']);
  });

  it('ends quietly when its reader goes, and not when it is lost', async () => {
    const failing = (code: string) =>
      new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('words'), { code })) });
    const lost: string[] = [];
    const outputOn = (stream: Writable) => {
      guardStreams(stream, new PassThrough(), ({ message }) => lost.push(message));
      return createOutput(true, stream, new PassThrough());
    };
    const abandoned = outputOn(failing('EPIPE'));
    await abandoned.bytes(Buffer.from('x'));
    await abandoned.abandoned;
    abandoned.result({}, []);
    expect(lost).toEqual([]);
    await expect(outputOn(failing('ENOSPC')).bytes(Buffer.from('x'))).rejects.toThrow('words');
    expect(lost).toEqual(['words']);
  });

  it('aligns columns and names sizes', () => {
    expect(
      table([
        ['a', 'b'],
        ['long', 'c'],
      ]),
    ).toEqual(['a     b', 'long  c']);
    expect([0, 999, 1000, 1_500_000].map(formatSize)).toEqual(['0 B', '999 B', '1.0 kB', '1.5 MB']);
  });

  it('explains failures with their fields, in both languages', () => {
    const error = new MailroomError('input.invalid', 'input', {
      problems: [{ field: 'host', problem: 'hostHasScheme' }],
      detail: 'the words',
    }).toPlain();
    expect(failureLines(error).join('\n')).toMatch(/host[^]*the words/);
    expect(failureText(error, 'de').message).not.toBe(failureText(error, 'en').message);
  });

  it('names every exit code in the help', () => {
    expect(helpText).toMatch(/0 ok; 1 [^]*2 [^]*3 [^]*4 /);
  });
});
