import * as fc from 'fast-check';
import { simpleParser, type ParsedMail } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { compose, type MailContent } from '../../../electron/engine/sending/compose.ts';
import {
  bodyCharsets,
  transferEncodings,
  type OutgoingAccount,
} from '../../../shared/domain/outgoing-account.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { outgoingAccount } from '../../support/store.ts';

const date = new Date(Date.UTC(2026, 0, 5, 8));
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

function content(changes: Record<string, unknown>): MailContent {
  return sendRequestSchema.parse({ to: ['anna@example.com'], subject: 's', text: 't', ...changes });
}

async function source(account: Partial<OutgoingAccount>, changes: Record<string, unknown>): Promise<Buffer> {
  return (await compose(outgoingAccount(account), content(changes), { date })).source;
}

async function read(bytes: Buffer): Promise<ParsedMail> {
  return simpleParser(bytes, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
}

/** The outline of a message: types, one level deeper in brackets. */
function outline(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  const [header = ''] = text.split('\r\n\r\n', 1);
  const type = /^content-type: ([^;\s]+)/im.exec(header)?.[1] ?? '';
  const boundary = /^content-type: multipart(?:[^\r]|\r\n[ \t])*boundary="([^"]+)"/im.exec(header)?.[1];
  if (boundary === undefined) return type;
  const parts = text.split(`--${boundary}\r\n`).slice(1);
  return `${type}(${parts.map((part) => outline(Buffer.from(part, 'latin1'))).join(' ')})`;
}

/** What every server must be given (RFC 5321 4.5.3.1.6, RFC 5322 2.1.1 and 2.2). */
function expectFitForTheWire(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  expect(text).not.toMatch(/\r(?!\n)|(?<!\r)\n|\0/);
  expect(text.endsWith('\r\n')).toBe(true);
  expect(Math.max(...text.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
  const [header = ''] = text.split('\r\n\r\n', 1);
  expect(header).not.toMatch(/[^\x20-\x7e\r\n\t]/);
  expect(header).not.toMatch(/\r\n[ \t]*(\r\n|$)/);
}

const latin = fc.constantFrom(
  'a',
  'B',
  ' ',
  '=',
  '.',
  '\n',
  '\r\n',
  '\r',
  '\t',
  'ä',
  'ß',
  '€',
  '“',
  'é',
  '-- ',
);
const anything = fc.oneof(
  latin,
  fc.constantFrom('日', '💥', '\0', '\u0085', '\u00a0', '\u2028', '\ufeff', 'From ', '.\n', 'x'.repeat(1200)),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const written = fc
  .oneof(fc.array(latin, { maxLength: 80 }), fc.array(anything, { maxLength: 40 }))
  .map((pieces) => pieces.join(''));

/** Line ends are the receiver's own, and a message ends with one. */
const comparable = (text: string): string => text.replace(/\r\n|\r|\n/g, '\n').replace(/\n+$/, '');

describe('what a reader of another make sees', () => {
  it.each(
    bodyCharsets.flatMap((bodyCharset) =>
      transferEncodings.map((transferEncoding) => ({ bodyCharset, transferEncoding })),
    ),
  )('is what was written: $bodyCharset, $transferEncoding', async (account) => {
    await fc.assert(
      fc.asyncProperty(written, fc.boolean(), async (text, withHtml) => {
        fc.pre(!text.startsWith('\ufeff'));
        const html = withHtml ? `<p>${text.replace(/[<>&\0]/g, '')}</p>` : undefined;
        const bytes = await source(account, { text, html });
        expectFitForTheWire(bytes);
        const mail = await read(bytes);
        expect(comparable(mail.text ?? '')).toBe(comparable(text));
        if (html !== undefined) expect(comparable(String(mail.html))).toBe(comparable(html));
      }),
      { numRuns: 40 },
    );
  });

  it('has the subject, the names and the files as they were given', async () => {
    const line = fc
      .array(
        fc.constantFrom(
          'a',
          'Grüße',
          ' ',
          '  ',
          '日本',
          '"',
          '\\',
          '=?utf-8?Q?a?=',
          'x'.repeat(40),
          '💥',
          ',',
        ),
        { maxLength: 8 },
      )
      .map((pieces) => pieces.join('').trim());
    await fc.assert(
      fc.asyncProperty(line, line, line, async (subject, senderName, file) => {
        // Readers take names that look like encoded words for such, quoted or not.
        fc.pre(senderName !== '' && file !== '' && !`${senderName}${file}`.includes('=?'));
        const attachments = [{ name: file, content: png.toString('base64') }];
        const bytes = await source({ senderName }, { subject, attachments });
        expectFitForTheWire(bytes);
        const mail = await read(bytes);
        const single = (text: string): string => text.replace(/\s+/g, ' ').trim();
        expect(mail.subject ?? '').toBe(subject);
        expect(single(mail.from?.value[0]?.name ?? '')).toBe(single(senderName));
        expect(mail.attachments.map(({ filename }) => filename)).toEqual([single(file)]);
        expect(mail.attachments[0]?.content.equals(png)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the parts of a message', () => {
  const picture = { name: 'logo.png', contentId: 'logo@mailroom', content: png.toString('base64') };
  const file = { name: 'offer.pdf', content: Buffer.from('%PDF').toString('base64') };
  const html = '<p>5 €</p><img src="cid:logo@mailroom">';

  it.each<[string, Record<string, unknown>, string]>([
    ['a text', {}, 'text/plain'],
    ['HTML', { html: '<p>x</p>' }, 'multipart/alternative(text/plain text/html)'],
    ['a file', { attachments: [file] }, 'multipart/mixed(text/plain application/pdf)'],
    [
      'a picture',
      { html, attachments: [picture] },
      'multipart/alternative(text/plain multipart/related(text/html image/png))',
    ],
    [
      'a picture and a file',
      { html, attachments: [file, picture] },
      'multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png)) application/pdf)',
    ],
    [
      'a picture that the HTML does not show',
      { html: '<p>x</p>', attachments: [picture] },
      'multipart/mixed(multipart/alternative(text/plain text/html) image/png)',
    ],
    [
      'a picture whose name another begins with',
      { html: html.replace('mailroom', 'mailroom2'), attachments: [picture] },
      'multipart/mixed(multipart/alternative(text/plain text/html) image/png)',
    ],
    [
      'a picture named as in a URL',
      { html: html.replace('@', '%40'), attachments: [picture] },
      'multipart/alternative(text/plain multipart/related(text/html image/png))',
    ],
    ['a picture without HTML', { attachments: [picture] }, 'multipart/mixed(text/plain image/png)'],
  ])('are nested as readers expect it, with %s', async (_what, changes, expected) => {
    expect(outline(await source({}, changes))).toBe(expected);
  });

  it.each(transferEncodings)(
    'keep picture, HTML and file together in any encoding (%s)',
    async (transferEncoding) => {
      const bytes = await source(
        { bodyCharset: 'windows-1252', transferEncoding },
        { text: '5 €', html, attachments: [file, picture] },
      );
      expectFitForTheWire(bytes);
      const mail = await read(bytes);
      expect([mail.text?.trim(), String(mail.html).trim()]).toEqual(['5 €', html]);
      expect(mail.attachments.map(({ filename, cid, related }) => [filename, cid, related === true])).toEqual(
        [
          ['logo.png', 'logo@mailroom', true],
          ['offer.pdf', undefined, false],
        ],
      );
      expect(bytes.toString('latin1')).toMatch(/^Content-Disposition: inline; filename=logo\.png\r$/m);
    },
  );

  it('promise on the outside what they have inside', async () => {
    const bytes = await source(
      { transferEncoding: '8bit' },
      { text: 'ä', html: '<p>ä</p>', attachments: [file] },
    );
    const labels = [...bytes.toString('latin1').matchAll(/^Content-Transfer-Encoding: (\S+)\r$/gm)];
    expect(labels.map(([, label]) => label)).toEqual(['8bit', '8bit', '8bit', '8bit', 'base64']);
    const plain = await source({ transferEncoding: '8bit' }, { text: 'plain' });
    expect(plain.toString('latin1')).toContain('Content-Transfer-Encoding: 7bit\r\n');
  });

  it('are files byte for byte, texts with any line ends among them', async () => {
    const bytes = Buffer.from('bare\nreturn\ronly\r\nnul\0 \xff', 'latin1');
    const attachments = [
      { name: 'log.txt', content: bytes.toString('base64') },
      { name: 'part', mimeType: 'multipart/mixed', content: bytes.toString('base64') },
    ];
    const message = await source({ transferEncoding: '8bit' }, { attachments });
    expectFitForTheWire(message);
    const mail = await read(message);
    expect(outline(message)).toBe('multipart/mixed(text/plain text/plain application/octet-stream)');
    for (const attachment of mail.attachments) expect(attachment.content.equals(bytes)).toBe(true);
  });

  it('leave a message inside the message unencoded, or send it as a file', async () => {
    const inner = 'From: a@example.com\r\nSubject: inner\r\n\r\nHello\r\n';
    const attach = (text: string) => ({ name: 'mail.eml', content: Buffer.from(text).toString('base64') });
    const whole = (await source({}, { attachments: [attach(inner)] })).toString();
    expect(whole).toMatch(/Content-Type: message\/rfc822; name=mail\.eml\r\n/);
    expect(whole).toContain(`\r\n\r\n${inner}`);
    for (const other of [inner.replaceAll('\r\n', '\n'), `${inner}ä`, `${inner}${'x'.repeat(1500)}`]) {
      const bytes = await source({}, { attachments: [attach(other)] });
      expectFitForTheWire(bytes);
      const [attachment] = (await read(bytes)).attachments;
      expect(outline(bytes)).toBe('multipart/mixed(text/plain application/octet-stream)');
      expect(attachment?.content.toString()).toBe(other);
    }
  });
});

describe('HTML that names its character set', () => {
  it.each([
    ['<meta charset="iso-8859-1">', '<meta charset="utf-8">'],
    ['<META CHARSET=latin1 />', '<meta charset="utf-8" />'],
    [
      '<meta http-equiv="Content-Type" content="text/html; charset=ascii">',
      '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
    ],
    ['<meta name="viewport" content="width=1">', '<meta name="viewport" content="width=1">'],
    ['<!-- <meta charset="x"> -->', '<!-- <meta charset="x"> -->'],
  ])('is put right: %s', async (before, after) => {
    const mail = await read(await source({}, { html: `<head>${before}</head><p>ä` }));
    expect(String(mail.html).trim()).toBe(`<head>${after}</head><p>ä`);
  });

  it('names the one it fell back to', async () => {
    const html = '<meta charset="utf-8"><p>日';
    const text = await source({ bodyCharset: 'iso-8859-15' }, { html: html.replace('日', '€') });
    expect(text.toString('latin1')).toMatch(/charset=3D"iso-8859-15"|charset="iso-8859-15"/);
    const fallen = await compose(outgoingAccount({ bodyCharset: 'iso-8859-15' }), content({ html }), {
      date,
    });
    expect(fallen.charsetFallback).toBe(true);
    expect(String((await read(fallen.source)).html).trim()).toBe(html);
  });
});

describe('the header', () => {
  it('never names a blind copy', async () => {
    const bytes = await source({}, { cc: ['chef@example.com'], bcc: ['secret@example.com'] });
    expect(bytes.toString()).not.toMatch(/secret|bcc/i);
  });

  it('marks what no person wrote', async () => {
    for (const automatic of ['auto-generated', 'auto-replied'] as const) {
      const { source: bytes } = await compose(outgoingAccount(), content({}), { date, automatic });
      const { headers } = await read(bytes);
      expect(headers.get('auto-submitted')).toBe(automatic);
      expect([headers.get('precedence'), headers.get('x-auto-response-suppress')]).toEqual(['bulk', 'All']);
    }
    expect((await source({}, {})).toString()).not.toMatch(/^(auto-submitted|precedence|x-auto)/im);
  });

  it('has an identifier and an address of its own in ASCII, for a domain in any script', async () => {
    const account = outgoingAccount({ senderAddress: 'post@bücher.example' });
    const message = await compose(account, content({ to: ['a@münchen.example'] }), { date });
    expectFitForTheWire(message.source);
    expect(message.messageId).toMatch(/^<[\w-]+@xn--bcher-kva\.example>$/);
    const mail = await read(message.source);
    expect([mail.messageId, mail.date?.getTime()]).toEqual([message.messageId, date.getTime()]);
    expect(mail.replyTo?.value).toEqual(mail.from?.value);
  });
});
