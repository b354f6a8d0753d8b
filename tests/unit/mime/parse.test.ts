import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createMimeParser } from '../../../electron/engine/mime/parser.ts';
import { parseHeaderSection } from '../../../electron/engine/mime/header-section.ts';
import { parseAttachment, parseIndex, parseView } from '../../../electron/engine/mime/parse.ts';
import {
  findMessage,
  readAttachments,
  writeAttachments,
  writeEnvelope,
} from '../../../electron/engine/store/messages.ts';
import { storedMessage, temporaryDatabase } from '../../support/store.ts';

const worker = new URL('../../../electron/engine/mime/worker.ts', import.meta.url);
const plain = { imagesAsAttachments: false };
const readIndex = (source: Buffer) => parseIndex(source, plain);
const readView = (source: Buffer) => parseView(source, plain);
const readAttachment = (source: Buffer, at: number) => parseAttachment(source, at, plain);
const lines = (...all: readonly string[]): Buffer => Buffer.from(all.join('\r\n'), 'latin1');

describe('the envelope', () => {
  it('is read from encoded words, groups and folded fields', () => {
    const { envelope } = readIndex(
      lines(
        'From: =?iso-8859-1?Q?M=FCller=2C_Anne?= <Anne@example.com>',
        'To: team: a@example.com, "B" <b@example.com>;, c@example.com',
        'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
        '\t=?utf-8?Q?_aus_K=C3=B6ln?=',
        'Message-ID: <one@example.com>',
        'In-Reply-To: <zero@example.com>',
        'References: <a@x>\r\n <b@x> nonsense',
        'Date: Mon, 5 Jan 2026 09:00:00 +0100',
        '',
        'Text',
      ),
    );
    expect(envelope).toMatchObject({
      from: { name: 'Müller, Anne', address: 'Anne@example.com' },
      subject: 'Grüße aus Köln',
      messageId: '<one@example.com>',
      inReplyTo: '<zero@example.com>',
      references: ['<a@x>', '<b@x>'],
      date: Date.UTC(2026, 0, 5, 8),
      snippet: 'Text',
    });
    expect(envelope.to.map(({ address }) => address)).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
    ]);
  });

  it.each([
    '',
    'x',
    '\r\n\r\n',
    'From: undisclosed:;\r\n\r\n',
    'From:\r\nTo: ,,<>\r\nDate: never\r\n\r\n',
    '\0\0\0',
  ])('of %j can be read and kept', (source) => {
    const { envelope, attachments } = readIndex(Buffer.from(source));
    const database = temporaryDatabase();
    const id = storedMessage(database);
    writeEnvelope(database, id, envelope);
    writeAttachments(database, id, attachments);
    expect(findMessage(database, id)).toBeDefined();
    expect(envelope.date).toBeUndefined();
  });

  it('has the first thousand recipients of a field, and no more that every list would carry', () => {
    const many = Array.from({ length: 1500 }, (_, index) => `r${index}@example.com`).join(', ');
    const { envelope } = readIndex(Buffer.from(`From: a@example.com\r\nTo: ${many}\r\nCc: ${many}\r\n\r\n`));
    expect([envelope.to.length, envelope.cc.length]).toEqual([1000, 1000]);
    expect(envelope.to.at(-1)?.address).toBe('r999@example.com');
  });

  it('of any header can be kept and read again', () => {
    const database = temporaryDatabase();
    const id = storedMessage(database);
    const field = fc.tuple(
      fc.constantFrom(
        'From',
        'To',
        'Cc',
        'Reply-To',
        'Subject',
        'Date',
        'Message-ID',
        'References',
        'Content-Type',
        'Content-Disposition',
      ),
      fc.array(
        fc.oneof(
          fc.constantFrom(
            '<',
            '>',
            '@',
            ',',
            ';',
            ':',
            '"',
            '(',
            ')',
            '=?utf-8?B?',
            '?=',
            '=?x?Q?=FF?=',
            'multipart/mixed; boundary=b',
            'message/rfc822',
            "name*=utf-8''%FF",
            'group: a@b;',
            'attachment; filename=',
          ),
          fc.string({ unit: 'binary', maxLength: 6 }),
        ),
        { maxLength: 8 },
      ),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 6 }), fc.string({ maxLength: 30 }), (fields, body) => {
        const header = fields.map(([name, value]) => `${name}: ${value.join(' ')}`).join('\r\n');
        const index = readIndex(Buffer.from(`${header}\r\n\r\n--b\r\n\r\n${body}\r\n--b--`));
        writeEnvelope(database, id, index.envelope);
        writeAttachments(database, id, index.attachments);
        const kept = findMessage(database, id);
        expect(kept?.subject).not.toMatch(/[\r\n]/);
        expect(readAttachments(database, id)).toHaveLength(index.attachments.length);
      }),
      { numRuns: 400 },
    );
  });

  it('is read from a header section alone', async () => {
    const envelope = await parseHeaderSection(Buffer.from('Subject: only\r\nFrom: a@b.example\r\n\r\n'));
    expect(envelope).toMatchObject({ subject: 'only', from: { address: 'a@b.example' }, snippet: '' });
  });
});

const withPicture = lines(
  'Subject: s',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=windows-1252',
  '',
  '<p>5 \x80 <img src="cid:pic"></p><img src="https://tracker.example/x.gif">',
  '--r',
  'Content-Type: image/png; name=p.png',
  'Content-ID: <pic>',
  'Content-Disposition: inline; filename=p.png',
  'Content-Transfer-Encoding: base64',
  '',
  'iVBORw0KGgo=',
  '--r',
  'Content-Type: image/svg+xml',
  'Content-ID: <bad>',
  'Content-Transfer-Encoding: base64',
  '',
  'PHN2Zy8+',
  '--r--',
);

describe('the view', () => {
  it('has text made from HTML, and inline pictures without SVG', () => {
    const view = readView(withPicture);
    expect(view.text).toContain('5 €');
    expect(view.text).not.toContain('tracker');
    expect(view.inlineImages).toEqual({ pic: 'data:image/png;base64,iVBORw0KGgo=' });
    expect(view.attachments.map(({ name, disposition }) => [name, disposition])[0]).toEqual([
      'p.png',
      'inline',
    ]);
  });

  it('decodes attachments, messages included', () => {
    const inner = 'Subject: inner\r\n\r\nhello\r\n';
    const source = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'text',
      '--b',
      'Content-Type: message/rfc822',
      '',
      inner,
      '--b--',
    );
    const attachment = readAttachment(source, 0);
    expect(attachment?.attachment).toMatchObject({ mimeType: 'message/rfc822', name: 'inner.eml' });
    expect(Buffer.from(attachment?.bytes ?? []).toString()).toContain('Subject: inner');
    expect(readAttachment(source, 1)).toBeUndefined();
  });
});

describe('the worker', () => {
  const parser = createMimeParser(worker);
  afterAll(() => parser.stop());

  it('parses off this thread, several at once', async () => {
    const sources = Array.from({ length: 20 }, (_, n) => Buffer.from(`Subject: n${n}\r\n\r\nx`));
    const found = await Promise.all(sources.map((source) => parser.index(source, plain)));
    expect(found.map(({ envelope }) => envelope.subject)).toEqual(sources.map((_, n) => `n${n}`));
    expect((await parser.attachment(withPicture, 0, plain))?.bytes.length).toBe(8);
    expect((await parser.view(withPicture, plain)).text).toContain('€');
  });

  it('gives up on a message that takes too long, and takes the next', async () => {
    const impatient = createMimeParser(worker, { timeLimitMs: 1 });
    await expect(impatient.index(Buffer.alloc(5_000_000, 'x: y\r\n'), plain)).rejects.toMatchObject({
      code: 'message.unreadable',
      stage: 'process',
    });
    await impatient.stop();
    const patient = createMimeParser(worker);
    expect((await patient.index(Buffer.from('Subject: next\r\n\r\n'), plain)).envelope.subject).toBe('next');
    await patient.stop();
  });

  it('lets nobody wait for ever when it is stopped or cannot start', async () => {
    const stopped = createMimeParser(worker);
    const waiting = expect(stopped.index(Buffer.from('x'), plain)).rejects.toMatchObject({
      code: 'message.unreadable',
    });
    await stopped.stop();
    await waiting;
    const broken = createMimeParser(new URL('nowhere.ts', worker));
    await expect(broken.index(Buffer.from('x'), plain)).rejects.toMatchObject({ code: 'message.unreadable' });
    await broken.stop();
  });
});
