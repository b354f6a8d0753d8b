import * as fc from 'fast-check';
import PostalMime, { type Email } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../electron/engine/sending/charset.ts';
import { compose } from '../../../electron/engine/sending/compose.ts';
import {
  bodyCharsets,
  transferEncodings,
  type OutgoingAccount,
} from '../../../shared/domain/outgoing-account.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { outgoingAccount } from '../../support/store.ts';

const date = new Date(Date.UTC(2026, 0, 5, 8));

async function composed(
  account: Partial<OutgoingAccount>,
  request: Record<string, unknown>,
): Promise<{ source: string; email: Email; fellBack: boolean; messageId: string }> {
  const parsed = sendRequestSchema.parse({ to: ['anna@example.com'], subject: 's', text: 't', ...request });
  const message = await compose(outgoingAccount(account), parsed, { date });
  return {
    source: message.source.toString('latin1'),
    email: await PostalMime.parse(message.source),
    fellBack: message.charsetFallback,
    messageId: message.messageId,
  };
}

const text = (email: Email): string => (email.text ?? '').replace(/\r?\n/g, '\n').replace(/\n$/, '');

describe('encodeText', () => {
  it.each([
    ['windows-1252', 'Preis: 5 € – „gut“', [0x80]],
    ['iso-8859-15', '5 €', [0xa4]],
    ['iso-8859-1', 'Grüße', [0xfc]],
    ['us-ascii', 'plain', []],
  ] as const)('writes %s', (charset, content, bytes) => {
    const encoded = encodeText(content, charset);
    expect(encoded).toMatchObject({ charset, fellBack: false });
    for (const byte of bytes) expect(encoded.bytes.includes(byte)).toBe(true);
  });

  it.each([
    ['iso-8859-1', '5 €'],
    ['windows-1252', '日本'],
    ['us-ascii', 'ä'],
    ['iso-8859-15', '💥'],
  ] as const)('falls back to UTF-8 where %s lacks a character', (charset, content) => {
    expect(encodeText(content, charset)).toEqual({
      bytes: Buffer.from(content),
      charset: 'utf-8',
      fellBack: true,
    });
  });

  it('never changes a text, whatever the character set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...bodyCharsets), (content, wanted) => {
        const { bytes, charset, fellBack } = encodeText(content, wanted);
        expect(fellBack).toBe(charset !== wanted);
        expect(
          charset === 'utf-8'
            ? bytes.equals(Buffer.from(content))
            : !bytes.includes('?') || content.includes('?'),
        ).toBe(true);
      }),
    );
  });
});

describe('a composed message', () => {
  const content = 'Preis: 5 € für „Äpfel“\n.\nFrom here\n\nEnde ' + 'lang '.repeat(60);

  it.each(
    bodyCharsets.flatMap((charset) => transferEncodings.map((encoding) => [charset, encoding] as const)),
  )('is read as it was written (%s, %s)', async (bodyCharset, transferEncoding) => {
    const { email, source, fellBack } = await composed({ bodyCharset, transferEncoding }, { text: content });
    expect(text(email)).toBe(content.trimEnd() === content ? content : text(email));
    expect(text(email).trimEnd()).toBe(content.trimEnd());
    const used = bodyCharset === 'windows-1252' ? 'windows-1252' : 'utf-8';
    expect(source).toContain(`charset=${used}`);
    expect(fellBack).toBe(used !== bodyCharset);
    const encoding = transferEncoding === 'auto' ? 'quoted-printable' : transferEncoding;
    expect(source.toLowerCase()).toContain(`content-transfer-encoding: ${encoding}`);
  });

  it('writes plain ASCII as it is, and long lines so that they survive', async () => {
    expect((await composed({}, { text: 'plain' })).source).toMatch(/Content-Transfer-Encoding: 7bit/i);
    const long = await composed({ transferEncoding: '8bit' }, { text: 'x'.repeat(2000) });
    expect(Math.max(...long.source.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(text(long.email)).toBe('x'.repeat(2000));
  });

  it('has a sender, addresses, a date and an identifier', async () => {
    const { email, messageId } = await composed(
      { senderName: 'Müller, "Support"' },
      {
        to: ['anna@example.com', 'bert@example.com'],
        cc: ['chef@example.com'],
        subject: 'Grüße aus Köln 💥',
      },
    );
    expect(email).toMatchObject({
      from: { name: 'Müller, "Support"', address: 'support@example.com' },
      subject: 'Grüße aus Köln 💥',
      messageId,
      date: date.toISOString(),
    });
    expect(email.to?.map(({ address }) => address)).toEqual(['anna@example.com', 'bert@example.com']);
    expect(email.cc?.map(({ address }) => address)).toEqual(['chef@example.com']);
    expect(messageId).toMatch(/^<[^<>\s]+@example\.com>$/);
  });

  it('names what it answers', async () => {
    const request = sendRequestSchema.parse({ to: ['a@example.com'], subject: 's', text: 't' });
    const answered = { messageId: '<two@x>', references: ['<one@x>'] };
    const { source } = await compose(outgoingAccount(), request, { answered, date });
    const email = await PostalMime.parse(source);
    expect(email).toMatchObject({ inReplyTo: '<two@x>', references: '<one@x> <two@x>' });
  });

  it('carries HTML beside the text, and files with names in any script', async () => {
    const names = ['Größe & Maß.txt', '見積.pdf'];
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
    const attachments = names.map((name) => ({ name, content: bytes.toString('base64') }));
    const { email } = await composed(
      { bodyCharset: 'windows-1252' },
      { text: 'Text', html: '<p>5 €</p>', attachments },
    );
    expect(text(email)).toBe('Text');
    expect(email.html).toContain('5 €');
    expect(email.attachments.map(({ filename }) => filename)).toEqual(names);
    for (const { content: got } of email.attachments)
      expect(Buffer.from(got as ArrayBuffer).equals(bytes)).toBe(true);
  });

  it('cannot be given another header through any of its fields', async () => {
    const piece = fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      'Bcc: evil@example.com',
      'X-Injected: 1',
      ' ',
      'a',
      ':',
      '\0',
      '\u2028',
      '=?utf-8?Q?=0D=0ABcc:_evil=40example.com?=',
    );
    const hostile = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (subject, senderName, body) => {
        const parsed = sendRequestSchema.safeParse({ to: ['a@example.com'], subject, text: body });
        if (!parsed.success) {
          expect(subject).toMatch(/[\u0000-\u001f]/);
          return;
        }
        const { source } = await compose(outgoingAccount({ senderName }), parsed.data, { date });
        const [header = ''] = source.toString('latin1').split('\r\n\r\n');
        expect(header).not.toMatch(/^(Bcc|X-Injected):/im);
        const email = await PostalMime.parse(source);
        expect(email.headers.map(({ key }) => key).filter((key) => /bcc|injected/.test(key))).toEqual([]);
        expect(email.to?.map(({ address }) => address)).toEqual(['a@example.com']);
      }),
      { numRuns: 200 },
    );
  });

  it('does not fetch what its text names', async () => {
    const html = '<img src="file:///etc/passwd"><img src="https://example.com/x.png">';
    const { email } = await composed({}, { html });
    expect(email.attachments).toEqual([]);
  });
});
