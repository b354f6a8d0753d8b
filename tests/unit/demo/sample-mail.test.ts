import { inflateSync } from 'node:zlib';
import PostalMime, { type Email } from 'postal-mime';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleMail, type SampleMessage } from '../../../electron/demo/sample-mail.ts';

const now = Date.UTC(2026, 2, 1, 12);
const { support, sales } = sampleMail(now);
const all = [...support, ...sales];
const parsed = new Map<SampleMessage, Email>();

beforeAll(async () => {
  for (const message of all) parsed.set(message, await PostalMime.parse(message.source));
});

function titled(words: string): { readonly source: Buffer; readonly email: Email } {
  const message = all.find(({ title }) => title.includes(words));
  if (!message) throw new Error(`No sample is titled ${words}`);
  return { source: message.source, email: parsed.get(message)! };
}

describe('the sample mail', () => {
  test('is the same for the same time', () => {
    expect(sampleMail(now)).toEqual({ support, sales });
  });

  test('fills both mailboxes, oldest first, within the last three days', () => {
    expect([support.length, sales.length]).toEqual([15, 10]);
    for (const mailbox of [support, sales]) {
      const times = mailbox.map(({ receivedAt }) => receivedAt);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBeGreaterThan(now - 3 * 24 * 60 * 60 * 1000);
      expect(times.at(-1)).toBeLessThan(now);
    }
  });

  test.each(all.map((message) => [message.title, message] as const))('is well formed: %s', (_, message) => {
    const wire = message.source.toString('latin1');
    expect(wire.endsWith('\r\n')).toBe(true);
    expect(wire.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of wire.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
    const email = parsed.get(message)!;
    expect(email.from?.address).toMatch(/\.example$/);
    expect(email.to?.[0]?.address).toMatch(/^(support|sales)@lindenhof\.example$/);
    expect(`${email.text}${email.html}${email.subject}`).not.toContain('\ufffd');
    if (email.date !== undefined) expect(Math.abs(Date.parse(email.date) - message.receivedAt)).toBe(4000);
  });

  test('has unique Message-IDs', () => {
    const ids = [...parsed.values()].map(({ messageId }) => messageId);
    expect(ids.every(Boolean)).toBe(true);
    expect(new Set(ids).size).toBe(all.length);
  });

  test('exceeds 2 MB once, by about 1 MB', () => {
    const mega = 1024 * 1024;
    expect(all.filter(({ oversize }) => oversize)).toHaveLength(1);
    for (const { source, oversize } of all) {
      if (!oversize) expect(source.length).toBeLessThan(mega / 8);
      else expect(Math.abs(source.length - 3 * mega)).toBeLessThan(mega / 4);
    }
  });

  test('has the request of ticket T-000001 before its reply', () => {
    const subjects = support.map((message) => parsed.get(message)!.subject ?? '');
    const request = subjects.findIndex((subject) => subject.includes('Drucker'));
    const reply = subjects.findIndex((subject) => subject.includes('[T-000001]'));
    expect(subjects[request]).toBe('Drucker im 2. OG druckt nur noch Streifen');
    expect(reply).toBeGreaterThan(request);
    expect(parsed.get(support[reply]!)!.inReplyTo).toBe(parsed.get(support[request]!)!.messageId);
    expect(sales.some((message) => parsed.get(message)!.subject?.includes('Drucker'))).toBe(false);
  });

  test.each([
    [
      'windows-1252',
      'windows-1252',
      'Rückfrage zu Ihrer Rechnung 4711',
      '„Wartung Kopiersysteme – 2. Quartal“',
    ],
    ['iso-2022-jp', 'iso-2022-jp', '複合機の保守契約について', '保守契約が今月末で満了となります。'],
    ['koi8-r', 'koi8-r', 'Запрос цен на расходные материалы', 'чёрный - 40 шт.'],
    ['iso-8859-15', 'iso-8859-15', 'Votre offre à 1 290 €, cœur de gamme', "main-d'œuvre"],
    ['base64 UTF-8 with emoji', 'utf-8', 'Läuft wieder – danke! 🎉👍🏽', 'Technikerin unseren Dank aus 👩🏽‍🔧'],
    ['quoted-printable with soft', 'utf-8', 'Leasing für zwei Geräte', 'Laufzeit = 36 Monate, Beginn'],
  ])('reads right in its charset: %s', (title, charset, subject, words) => {
    const { source, email } = titled(title);
    expect(source.toString('latin1')).toContain(`Content-Type: text/plain; charset=${charset}`);
    expect(email.subject).toBe(subject);
    expect(email.text).toContain(words);
  });

  test('sends the charsets as bytes of their own', () => {
    expect(titled('windows-1252').source.includes(Buffer.from([0x80, 0x20]))).toBe(true); // the euro sign
    expect(titled('iso-8859-15').source.includes(Buffer.from([0xa4, 0x20]))).toBe(true);
    expect(titled('iso-2022-jp').source.every((byte) => byte < 0x80)).toBe(true);
  });

  test('keeps quoted-printable and encoded words within their line lengths', () => {
    for (const { source, title } of all) {
      const wire = source.toString('latin1');
      for (const word of wire.matchAll(/=\?[^?\s]+\?[BQ]\?[^?\s]*\?=/g)) {
        expect(word[0].length).toBeLessThanOrEqual(75);
      }
      if (title.startsWith('quoted-printable')) {
        const body = wire.slice(wire.indexOf('\r\n\r\n'));
        expect(Math.max(...body.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(76);
      }
    }
  });

  test('has a subject of several lines, and messages without subject and date', () => {
    expect(titled('A very long subject').email.subject!.length).toBeGreaterThan(350);
    expect(titled('A very long subject').email.subject).toMatch(/^Öffentliche .* eines Angebots$/);
    expect(titled('Without a subject').source.toString()).not.toMatch(/^Subject:/m);
    expect(titled('Without a Date').source.toString()).not.toMatch(/^Date:/m);
  });

  test('shows two inline pictures, valid PNGs of a real size', () => {
    const { email } = titled('two inline pictures');
    const pictures = email.attachments.map((attachment) => ({
      ...attachment,
      bytes: Buffer.from(attachment.content as Uint8Array),
    }));
    expect(pictures).toHaveLength(2);
    for (const { bytes, contentId, disposition } of pictures) {
      expect(disposition).toBe('inline');
      expect(email.html).toContain(`cid:${contentId!.slice(1, -1)}`);
      expect(pixels(bytes).colours).toBeGreaterThan(100);
      expect(pixels(bytes).width).toBe(480);
    }
  });

  test('has attachments under their right names', () => {
    const names = (words: string) => titled(words).email.attachments.map(({ filename }) => filename);
    expect(names('An order')).toEqual(['Bestellung-90118.pdf']);
    expect(names('A CSV')).toEqual(['printer-fleet.csv']);
    expect(names('Umlauts in file names')).toEqual(['Grundriss Büroräume 3. OG.pdf', 'Maße.csv']);
  });

  test('attaches a PDF whose table of objects is right', () => {
    const [attachment] = titled('An order').email.attachments;
    const pdf = Buffer.from(attachment!.content as Uint8Array).toString('latin1');
    expect(pdf).toMatch(/^%PDF-1\.4\n[^]*%%EOF\n$/);
    const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1]);
    expect(pdf.slice(table, table + 4)).toBe('xref');
    const offsets = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map((row) => Number(row[1]));
    expect(offsets).toHaveLength(6);
    offsets.forEach((offset, index) =>
      expect(pdf.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj\\n`)),
    );
  });

  test('has what the rules and the safe display are for', () => {
    expect(header('An automatic reply', 'auto-submitted')).toBe('auto-replied');
    expect(header('A newsletter', 'list-unsubscribe')).toContain('https://');
    expect(header('Unsolicited', 'x-spam-flag')).toBe('YES');
    expect(header('A bounce', 'content-type')).toContain('report-type=delivery-status');
    expect(header('A bounce', 'return-path')).toBe('<>');
    expect(header('format=flowed', 'content-type')).toContain('format=flowed');
    const hostile = titled('Hostile HTML').email.html!;
    for (const trap of [
      '<script',
      'onerror=',
      '<form',
      'javascript:',
      '@import',
      'http://tracker.example/',
    ]) {
      expect(hostile).toContain(trap);
    }
    expect(titled('Lines that begin with dots').source.toString()).toContain('\r\n.\r\n');
    expect(titled('A forwarded message').source.toString()).toContain('Content-Type: message/rfc822\r\n');
  });
});

function header(words: string, key: string): string | undefined {
  return titled(words).email.headers.find((field) => field.key === key)?.value;
}

function pixels(png: Buffer): { readonly width: number; readonly colours: number } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const start = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  expect(rows.length).toBe((1 + width * 3) * height);
  const colours = new Set<string>();
  for (let at = 1; at < rows.length; at += 3 * 11) colours.add(rows.toString('hex', at, at + 3));
  return { width, colours: colours.size };
}
