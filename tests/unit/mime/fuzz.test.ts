// Whatever comes in: never an exception, never a hang, and the three views of a message agree.
import * as fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { parseAttachment, parseIndex, parseView } from '../../../electron/engine/mime/parse.ts';
import { generateMessages } from '../../corpus/generate.ts';
import { html, lines, multipart, picture, text } from './build.ts';

/** Everything that is asked of a message, and what must hold between the answers. */
function readAll(source: Buffer): void {
  const before = Buffer.from(source);
  for (const imagesAsAttachments of [false, true]) {
    const options = { imagesAsAttachments };
    const index = parseIndex(source, options);
    const view = parseView(source, options);
    expect(view.attachments).toEqual(index.attachments);
    expect(view.text).toBe(index.text);
    for (const attachment of index.attachments.slice(0, 20)) {
      const saved = parseAttachment(source, attachment.index, options);
      expect(saved?.attachment).toEqual(attachment);
      expect(saved?.bytes.length).toBe(attachment.sizeBytes);
    }
    expect(index.envelope.subject).not.toMatch(/[\r\n\0]/);
  }
  expect(source.equals(before)).toBe(true);
}

const corpus = [...generateMessages({ count: 60, seed: 7, maxBytes: 20_000 })].map(({ bytes }) => bytes);
const crafted = [
  multipart(
    'mixed',
    'm',
    multipart(
      'alternative',
      'a',
      text('plain [cid:a]'),
      multipart('related', 'r', html('<img src="cid:a"><td background=cid:b>'), picture({ id: 'a' })),
    ),
    lines('Content-Type: message/rfc822', '', 'Subject: =?utf-8?B?w6Q=?=', '', 'x'),
    lines("Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A4.pdf", '', 'x'),
  ),
];

/** Pieces that mean something to a parser. */
const token = fc.constantFrom(
  '\r\n',
  '\n',
  '\r\n\r\n',
  '--',
  '--b',
  '--m',
  '--a--',
  ':',
  ';',
  '=',
  '"',
  '(',
  '\0',
  '\xff\xfe',
  '=?utf-8?B?',
  '?=',
  'Content-Type: multipart/mixed; boundary=m\r\n',
  'Content-Type: text/html; charset=utf-7\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  'charset=iso-2022-jp',
  'format=flowed; delsp=yes',
  '<img src=cid:a',
  '<!--',
  '<style>',
  'url(',
  '<a href="',
  'data:image/png;base64,',
);

interface Change {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.nat(3), fc.nat(2000)),
  insert: fc.oneof(token, fc.string({ unit: 'binary', maxLength: 4 })),
});

function changed(source: Buffer, changes: readonly Change[]): Buffer {
  let bytes = source;
  for (const { at, remove, insert } of changes) {
    const position = Math.floor(at * bytes.length);
    const rest = bytes.subarray(position + remove);
    bytes = Buffer.concat([bytes.subarray(0, position), Buffer.from(insert, 'latin1'), rest]);
  }
  return bytes;
}

describe('any source', () => {
  it('of random bytes can be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readAll(Buffer.from(bytes))),
      { numRuns: 500 },
    );
  });

  it('of pieces that mean something can be read', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) =>
        readAll(Buffer.from(pieces.join(''), 'latin1')),
      ),
      { numRuns: 1000 },
    );
  });

  it('that was a message, and then was damaged, can be read', () => {
    const source = fc.constantFrom(...corpus, ...crafted);
    fc.assert(
      fc.property(source, fc.array(change, { minLength: 1, maxLength: 6 }), (bytes, changes) =>
        readAll(changed(bytes, changes)),
      ),
      { numRuns: 600 },
    );
  });
});

/** Some parsers keep the line ends of the wire. */
const normal = (words: string | undefined): string | undefined => words?.replace(/\r\n/g, '\n').trimEnd();

describe('a well-formed message', () => {
  it('is read as an independent parser reads it', async () => {
    for (const source of corpus) {
      const theirs = await PostalMime.parse(source, { forceRfc822Attachments: true });
      const view = parseView(source, { imagesAsAttachments: false });
      const { envelope } = parseIndex(source, { imagesAsAttachments: false });
      expect(normal(view.html)).toBe(normal(theirs.html));
      if (theirs.text !== undefined) expect(normal(view.text)).toBe(normal(theirs.text));
      expect(envelope.subject).toBe(theirs.subject?.replace(/\s+/g, ' ').trim() ?? '');
      expect([envelope.from]).toEqual([theirs.from]);
      expect(envelope.date).toBe(Date.parse(theirs.date ?? ''));
      expect(envelope.messageId).toBe(theirs.messageId);
      expect(view.attachments.map(({ name, mimeType }) => [name, mimeType])).toEqual(
        theirs.attachments.map(({ filename, mimeType }) => [filename, mimeType]),
      );
      for (const [index, { content }] of theirs.attachments.entries()) {
        const ours = parseAttachment(source, index, { imagesAsAttachments: false })?.bytes;
        expect(Buffer.from(ours ?? []).equals(Buffer.from(content as ArrayBuffer))).toBe(true);
      }
    }
  });
});
