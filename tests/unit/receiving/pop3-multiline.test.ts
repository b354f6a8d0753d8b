import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MultilineReader } from '../../../electron/engine/receiving/sources/pop3/multiline.ts';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Bodies made mostly of what the terminator is made of. */
const body = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('\r\n', '.', '\r', '\n', '.\r\n', '\r\n.', '..', '\0') },
      { weight: 2, arbitrary: fc.constantFrom('a', 'The price is 5', '\xe4', '\xff') },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      },
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

/** What a server makes of a message whose last line ends (RFC 1939 section 3). */
function onTheWire(message: Buffer): Buffer {
  const text = message.toString('latin1');
  const stuffed = text.replaceAll('\r\n.', '\r\n..').replace(/^\./, '..');
  return Buffer.from(`${stuffed}.\r\n`, 'latin1');
}

function withLastLineEnd(message: Buffer): Buffer {
  const ended = message.length === 0 || message.toString('latin1').endsWith('\r\n');
  return ended ? message : Buffer.concat([message, Buffer.from('\r\n')]);
}

function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const cuts = [...positions].filter((position) => position <= bytes.length).toSorted((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}

/** Returns the message and what came after its end. */
function read(
  chunks: readonly Buffer[],
  keepBytes = NO_LIMIT,
): { message: Buffer; rest: Buffer } | undefined {
  const reader = new MultilineReader(keepBytes);
  for (const [index, chunk] of chunks.entries()) {
    const end = reader.push(Buffer.from(chunk));
    if (end !== undefined) {
      return {
        message: reader.take(),
        rest: Buffer.concat([chunk.subarray(end), ...chunks.slice(index + 1)]),
      };
    }
  }
  return undefined;
}

describe('multi-line answers', () => {
  test('give back any message byte for byte, however the stream is cut', () => {
    fc.assert(
      fc.property(body, fc.array(fc.nat(300)), fc.uint8Array({ maxLength: 8 }), (raw, positions, after) => {
        const message = withLastLineEnd(raw);
        const stream = Buffer.concat([onTheWire(message), after]);
        const result = read(cut(stream, positions));
        expect(result?.message.toString('latin1')).toBe(message.toString('latin1'));
        expect(result?.rest.toString('latin1')).toBe(Buffer.from(after).toString('latin1'));
      }),
      { numRuns: 5000 },
    );
  });

  test('give back any message byte for byte when every byte comes alone', () => {
    fc.assert(
      fc.property(body, (raw) => {
        const message = withLastLineEnd(raw);
        const stream = onTheWire(message);
        const result = read(Array.from(stream, (byte) => Buffer.from([byte])));
        expect(result?.message.toString('latin1')).toBe(message.toString('latin1'));
      }),
    );
  });

  test('are never complete when truncated', () => {
    fc.assert(
      fc.property(body, fc.array(fc.nat(300)), fc.nat(), (raw, positions, length) => {
        const stream = onTheWire(withLastLineEnd(raw));
        expect(read(cut(stream.subarray(0, length % stream.length), positions))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['an empty answer', '.\r\n', ''],
    ['one empty line', '\r\n.\r\n', '\r\n'],
    ['a line of one dot', '..\r\n.\r\n', '.\r\n'],
    ['dots on bare line feeds', 'a\n.\n.\r\n.\r\n', 'a\n.\n.\r\n'],
    ['a dot before a bare carriage return', '..\rx\r\n.\r\n', '.\rx\r\n'],
    ['doubled carriage returns', 'a\r\r\n..b\r\n.\r\n', 'a\r\r\n.b\r\n'],
    [
      'a terminator with doubled carriage return, which is none',
      'a\r\n.\r\r\nb\r\n.\r\n',
      'a\r\n\r\r\nb\r\n',
    ],
    ['a dot the server forgot to double', '.a\r\n.\r\n', 'a\r\n'],
  ])('%s', (_name, stream, message) => {
    expect(read([Buffer.from(stream)])?.message.toString()).toBe(message);
  });

  test('do not change the bytes they were given', () => {
    const chunk = Buffer.from('..a\r\n..b\r\n.\r\n');
    const before = Buffer.from(chunk);
    const reader = new MultilineReader(NO_LIMIT);
    reader.push(chunk);
    reader.take();
    expect(chunk.equals(before)).toBe(true);
  });

  test('beyond the limit still end at the right byte and keep nothing', () => {
    const reader = new MultilineReader(10);
    expect(reader.push(Buffer.from('0123456789abc\r'))).toBeUndefined();
    expect(reader.overflowed).toBe(true);
    expect(reader.push(Buffer.from('\n.\r\n+OK'))).toBe(4);
    expect(reader.seenBytes).toBe(18);
  });

  test('take time in proportion to their size, stuffed dots or not', () => {
    const plain = Buffer.alloc(20_000_000, `${'x'.repeat(76)}\r\n`);
    const dots = Buffer.alloc(4_000_000, '..\r\n');
    for (const content of [plain, dots]) {
      const lines = content.subarray(0, content.lastIndexOf('\n') + 1);
      const chunks = cut(
        Buffer.concat([lines, Buffer.from('.\r\n')]),
        [...Array(400).keys()].map((n) => n * 50_000),
      );
      const started = performance.now();
      expect(read(chunks)).toBeDefined();
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});
