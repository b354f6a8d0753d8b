import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { hasEightBitBytes, toSevenBit } from '../../../electron/engine/sending/seven-bit.ts';
import { encodeQuotedPrintable } from '../../../electron/engine/sending/quoted-printable.ts';
import { decodeQuotedPrintable } from '../../../electron/engine/mime/quoted-printable.ts';
import { generateMessages } from '../../corpus/generate.ts';

const crlf = (text: string): Buffer => Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'), 'utf8');

describe('toSevenBit', () => {
  it('rewrites the 8-bit parts and their labels, and nothing else', () => {
    const source = crlf(`From: a@x.org
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer
Content-Transfer-Encoding: 8bit

preamble
--outer
Content-Type: multipart/alternative;
 boundary="inner"
content-transfer-encoding:
 8BIT
X-Other: stays

--inner
Content-Transfer-Encoding: 8bit
Content-Type: text/plain; charset=utf-8

Grüße = hallo \t
.. zu lang: äöüäöüäöüäöüäöü
--inner
Content-Type: text/html; charset=utf-8

<p>Grüße</p>
--inner--

--outer
Content-Type: text/plain
Content-Transfer-Encoding: 8bit

only ASCII = here
--outer
Content-Type: application/pdf
Content-Transfer-Encoding: base64

JVBERi0=
--outer--
epilogue
`);
    expect(String(toSevenBit(source))).toBe(
      String(
        crlf(`From: a@x.org
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer
Content-Transfer-Encoding: 7bit

preamble
--outer
Content-Type: multipart/alternative;
 boundary="inner"
Content-Transfer-Encoding: 7bit
X-Other: stays

--inner
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain; charset=utf-8

Gr=C3=BC=C3=9Fe =3D hallo =09
.. zu lang: =C3=A4=C3=B6=C3=BC=C3=A4=C3=B6=C3=BC=C3=A4=C3=B6=C3=BC=C3=A4=C3=
=B6=C3=BC=C3=A4=C3=B6=C3=BC
--inner
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Gr=C3=BC=C3=9Fe</p>
--inner--

--outer
Content-Type: text/plain
Content-Transfer-Encoding: 7bit

only ASCII = here
--outer
Content-Type: application/pdf
Content-Transfer-Encoding: base64

JVBERi0=
--outer--
epilogue
`),
      ),
    );
  });

  it('leaves a 7-bit message as it is', () => {
    const source = crlf('Subject: s\nContent-Transfer-Encoding: 7bit\n\ntext = text\n');
    expect(toSevenBit(source).equals(source)).toBe(true);
  });

  it('rewrites what is in an attached message', async () => {
    const source = crlf(`Subject: outer
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Subject: inner
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Grüße
--b--
`);
    const rewritten = toSevenBit(source);
    expect(hasEightBitBytes(rewritten)).toBe(false);
    expect(String(rewritten)).toBe(
      String(source)
        .replace('message/rfc822\r\nContent-Transfer-Encoding: 8bit', (text) => text.replace('8bit', '7bit'))
        .replace(
          'Content-Transfer-Encoding: 8bit\r\n\r\nGr',
          'Content-Transfer-Encoding: quoted-printable\r\n\r\nGr',
        )
        .replace('Grüße', 'Gr=C3=BC=C3=9Fe'),
    );
  });

  it('reads the same to another parser', async () => {
    let rewritten = 0;
    for (const { bytes } of generateMessages({ count: 150, seed: 11, maxBytes: 20_000 })) {
      const source = Buffer.from(bytes);
      const sevenBit = toSevenBit(source);
      rewritten += sevenBit.equals(source) ? 0 : 1;
      const [before, after] = await Promise.all([simpleParser(source), simpleParser(sevenBit)]);
      expect(after.text).toBe(before.text);
      expect(after.html).toBe(before.html);
      expect(after.subject).toBe(before.subject);
      expect(after.attachments.map(({ filename, checksum }) => [filename, checksum])).toEqual(
        before.attachments.map(({ filename, checksum }) => [filename, checksum]),
      );
    }
    expect(rewritten).toBeGreaterThan(0);
  });
});

describe('encodeQuotedPrintable', () => {
  it.each([
    ['nothing', ''],
    ['blanks at the end of lines and of all', 'a \r\nb\t\r\n \r\nc '],
    ['line ends of both kinds', 'a\nb\r\nc\n'],
    ['a bare CR', 'a\rb\r'],
    ['a long line', 'x'.repeat(500)],
    ['a long line of escapes', 'ü'.repeat(100)],
    ['lines about as long as allowed', [74, 75, 76, 77, 78].map((length) => 'x'.repeat(length)).join('\r\n')],
  ])('%s comes back, in lines of 76 characters', (_what, text) => {
    const encoded = encodeQuotedPrintable(Buffer.from(text));
    expect(String(decodeQuotedPrintable(encoded))).toBe(text);
    expect(String(encoded)).toMatch(/^[\t\r\n -~]*$/);
    for (const line of String(encoded).split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(76);
    expect(String(encoded)).not.toMatch(/[ \t]\r?$/m);
  });

  it('every byte comes back', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(decodeQuotedPrintable(encodeQuotedPrintable(all))).toEqual(all);
  });
});
