import { describe, expect, it } from 'vitest';
import { parseAttachment, parseIndex, parseView } from '../../../electron/engine/mime/parse.ts';
import { MAX_DEPTH, MAX_PARTS } from '../../../electron/engine/mime/structure.ts';
import { html, lines, multipart, text } from './build.ts';

const plain = { imagesAsAttachments: false };
const index = (source: Buffer) => parseIndex(source, plain);
const names = (source: Buffer): string[] => index(source).attachments.map(({ name }) => name);
const content = (source: Buffer, at: number): string =>
  Buffer.from(parseAttachment(source, at, plain)?.bytes ?? []).toString('latin1');

describe('a multipart', () => {
  it('gives one version of an alternative, and all of the rest', () => {
    const source = multipart(
      'mixed',
      'm',
      multipart('alternative', 'a', text('plain'), html('<b>rich</b>')),
      html('<i>footer</i>'),
      text('last & least'),
    );
    expect(index(source).text).toBe('plain\nfooter\nlast & least');
    expect(parseView(source, plain).html).toBe('<b>rich</b>\n<i>footer</i>\n<div>last &amp; least</div>');
  });

  it.each([
    [
      'without its end',
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '--b', '', 'two'),
    ],
    [
      'with blanks behind its delimiters',
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b  ',
        '',
        'one',
        '--b\t',
        '',
        'two',
        '--b-- ',
        'epilogue',
      ),
    ],
    [
      'with words around it',
      lines(
        'Content-Type: multipart/mixed; boundary="b c"',
        '',
        'preamble',
        '--b c',
        '',
        'one',
        '--b c',
        '',
        'two',
        '--b c--',
        'epilogue',
        '--b c',
        '',
        'three',
      ),
    ],
    [
      'in Unix lines',
      Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n'),
    ],
    [
      'with an inner one never closed',
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary=i',
        '',
        '--i',
        '',
        'one',
        '--b',
        '',
        'two',
        '--b--',
      ),
    ],
    [
      'with the same boundary inside',
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'one',
        '--b',
        '',
        'two',
        '--b--',
        '--b--',
      ),
    ],
    [
      'whose boundary starts that of the inner one',
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary=bb',
        '',
        '--bb',
        '',
        'one',
        '--bb--',
        '--b',
        '',
        'two',
        '--b--',
      ),
    ],
    [
      'with a comment and a second boundary',
      lines(
        'Content-Type: multipart/mixed (x; y) ; boundary=b; boundary=c',
        '',
        '--b',
        '',
        'one',
        '--b',
        '',
        'two',
        '--b--',
      ),
    ],
    [
      'with an 8-bit boundary',
      lines(
        'Content-Type: multipart/mixed; boundary="\xe4\xff"',
        '',
        '--\xe4\xff',
        '',
        'one',
        '--\xe4\xff',
        '',
        'two',
        '--\xe4\xff--',
      ),
    ],
  ])('%s is read', (_kind, source) => {
    expect(index(source).text.replace(/\n+/g, '\n').trim()).toMatch(/^one\ntwo(\nthree)?$/);
  });

  it.each([
    ['no boundary', 'multipart/mixed'],
    ['a boundary that never comes', 'multipart/mixed; boundary=x'],
    ['an empty boundary', 'multipart/mixed; boundary=""'],
    ['no parts', 'multipart/mixed; boundary=b'],
    ['a broken type', 'text'],
  ])('with %s is text', (_kind, type) => {
    const source = lines(`Content-Type: ${type}`, '', 'words', '--b--', '');
    expect(index(source).text).toContain('words');
    expect(names(source)).toEqual([]);
  });

  it('gives exactly the bytes of an attachment', () => {
    const part = lines('Content-Type: application/octet-stream', '', 'a\nb\r\n\xff\0--bb', '-- b', '');
    const source = multipart(
      'mixed',
      'b',
      part,
      lines('Content-Type: message/rfc822', '', 'Subject: x\r\n\r\n\r\n'),
    );
    expect(content(source, 0)).toBe('a\nb\r\n\xff\0--bb\r\n-- b\r\n');
    expect(content(source, 1)).toBe('Subject: x\r\n\r\n\r\n');
  });
});

describe('limits', () => {
  it(`lists the first ${MAX_PARTS} of 10,000 parts and says so`, () => {
    const part = lines('Content-Type: application/pdf', '', 'x');
    const source = multipart('mixed', 'b', ...Array.from({ length: 10_000 }, () => part));
    const { attachments, cutShort } = index(source);
    expect(cutShort).toBe(true);
    expect(attachments).toHaveLength(MAX_PARTS);
    expect(parseView(source, plain).cutShort).toBe(true);
    expect(index(multipart('mixed', 'b', part)).cutShort).toBe(false);
  });

  it(`opens ${MAX_DEPTH} of 1,000 levels and keeps the rest closed`, () => {
    let source = lines('Content-Type: text/plain', '', 'core');
    for (let level = 0; level < 1000; level += 1) source = multipart('mixed', `b${level}`, source);
    const { attachments, cutShort } = index(source);
    expect(cutShort).toBe(true);
    expect(attachments).toHaveLength(1);
    expect(content(source, 0)).toContain('core');
  });

  it('does not open a message in a message in a message', () => {
    let source = lines('Subject: s0', '', 'core');
    for (let level = 1; level <= 200; level += 1) {
      source = lines(
        `Subject: s${level}`,
        multipart('mixed', `b${level}`, lines('Content-Type: message/rfc822', '', source)),
      );
    }
    expect(names(source)).toEqual(['s199.eml']);
    expect(index(source).cutShort).toBe(false);
  });

  const hostile: readonly (readonly [string, () => Buffer])[] = [
    [
      'a header line of 1 MB',
      () => lines(`Subject: ${'x'.repeat(1_000_000)}`, 'From: a@b.example', '', 'body'),
    ],
    [
      '10,000 fields',
      () => lines(...Array.from({ length: 10_000 }, (_, n) => `X-${n}: v`), 'From: a@b.example', '', 'body'),
    ],
    [
      'a header of 5 MB',
      () =>
        lines(
          'From: a@b.example',
          ...Array.from({ length: 50_000 }, () => `X: ${'y'.repeat(100)}`),
          '',
          'body',
        ),
    ],
    [
      'long References',
      () => lines('From: a@b.example', `References: ${'<a@b> '.repeat(150_000)}`, '', 'body'),
    ],
    [
      'References never closed',
      () => lines('From: a@b.example', `References: ${'<a'.repeat(300_000)}`, '', 'body'),
    ],
    [
      '10,000 folds',
      () =>
        lines('From: a@b.example', 'Subject: x', ...Array.from({ length: 100_000 }, () => ' y'), '', 'body'),
    ],
    [
      'brackets in addresses',
      () =>
        lines(
          'From: a@b.example',
          `To: ${'('.repeat(200_000)}${'<'.repeat(200_000)}${'"'.repeat(99_999)}`,
          '',
          'body',
        ),
    ],
    [
      '50,000 recipients',
      () => lines('From: a@b.example', `To: ${'"A, B" <a@b.example>, '.repeat(50_000)}`, '', 'body'),
    ],
    [
      'brackets in the type',
      () => lines('From: a@b.example', `Content-Type: text/plain; ${'('.repeat(900_000)}`, '', 'body'),
    ],
    [
      'quotes in the type',
      () => lines('From: a@b.example', `Content-Type: text/plain; a="${'\\"'.repeat(400_000)}`, '', 'body'),
    ],
    [
      'encoded words',
      () => lines('From: a@b.example', `Subject: ${'=?utf-8?Q?a?= '.repeat(70_000)}`, '', 'body'),
    ],
    [
      'words never closed',
      () => lines('From: a@b.example', `Subject: ${'=?utf-8?Q?'.repeat(100_000)}`, '', 'body'),
    ],
    ['blanks', () => lines('From: a@b.example', `Subject: a${' '.repeat(900_000)}b`, '', 'body')],
    [
      'a boundary on each line',
      () =>
        lines(
          'From: a@b.example',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          '',
          'body',
          '--b\r\n'.repeat(400_000),
        ),
    ],
    [
      'lines that are almost boundaries',
      () =>
        lines(
          'From: a@b.example',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          '',
          'body',
          '--c\r\n'.repeat(500_000),
        ),
    ],
    [
      'quoted-printable blanks',
      () =>
        lines(
          'From: a@b.example',
          'Content-Transfer-Encoding: quoted-printable',
          '',
          `body${' '.repeat(2_000_000)}x`,
          '= '.repeat(500_000),
        ),
    ],
    [
      'open elements',
      () => lines('From: a@b.example', 'Content-Type: text/html', '', 'body', '<b>'.repeat(300_000)),
    ],
    [
      'closing elements',
      () =>
        lines(
          'From: a@b.example',
          'Content-Type: text/html',
          '',
          'body',
          '<b>'.repeat(90_000),
          '</i>'.repeat(90_000),
        ),
    ],
    [
      'nested tables',
      () =>
        lines('From: a@b.example', 'Content-Type: text/html', '', 'body', '<table><tr><td>'.repeat(60_000)),
    ],
    [
      'comments',
      () => lines('From: a@b.example', 'Content-Type: text/html', '', 'body', '<!--<'.repeat(200_000)),
    ],
    [
      'addresses in styles',
      () =>
        lines(
          'From: a@b.example',
          'Content-Type: text/html',
          '',
          `body<p style='${'url("'.repeat(200_001)}'>`,
        ),
    ],
    ['brackets in text', () => lines('From: a@b.example', '', 'body', '[cid:'.repeat(300_000))],
    [
      'candidates',
      () =>
        lines(
          'From: a@b.example',
          'Content-Type: text/html',
          '',
          `body<img srcset="${', ,'.repeat(300_000)}data:image/x">`,
        ),
    ],
    ['NUL bytes', () => lines('From: a@b.example', 'Subject: a\0b', '', `body${'\0'.repeat(500_000)}`)],
  ];

  it.each(hostile)('hold for %s', (_kind, make) => {
    const source = make();
    for (const imagesAsAttachments of [false, true]) {
      const start = process.cpuUsage();
      const { envelope, text: words } = parseIndex(source, { imagesAsAttachments });
      const { user, system } = process.cpuUsage(start);
      expect(envelope.from.address).toBe('a@b.example');
      if (!/5 MB/.test(_kind)) expect(words).toContain('body');
      // Far above what it takes on a busy machine, far below what work with the square of the length takes.
      expect((user + system) / 1000).toBeLessThan(5000);
    }
    expect(parseView(source, plain).headers.length).toBeLessThanOrEqual(1000);
  });
});

describe('names', () => {
  const named = (...fields: readonly string[]): string | undefined => names(lines(...fields, '', 'x'))[0];

  it.each([
    ['plain', 'a b.pdf', ['Content-Disposition: attachment; filename="a b.pdf"']],
    [
      'from the type',
      'a.pdf',
      ['Content-Disposition: attachment', 'Content-Type: application/pdf; name=a.pdf'],
    ],
    [
      'encoded words',
      'Übersicht.pdf',
      ['Content-Disposition: attachment; filename="=?utf-8?Q?=C3=9Cbersicht=2Epdf?="'],
    ],
    ['RFC 2231', 'naïve.pdf', ["Content-Disposition: attachment; filename*=iso-8859-1'en'na%EFve.pdf"]],
    [
      'pieces',
      'naïve file; x.pdf',
      [
        'Content-Disposition: attachment; filename*1="ve file; "; filename*0*=utf-8\'\'na%C3%AF; filename*2*=%78.pdf',
      ],
    ],
    [
      'a letter in two pieces',
      'ä.pdf',
      ["Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A4.pdf"],
    ],
    ['RFC 2231 in cp850', 'ä.pdf', ["Content-Disposition: attachment; filename*=cp850''%84.pdf"]],
    ['both forms', 'ä.pdf', ["Content-Disposition: attachment; filename=a.pdf; filename*=utf-8''%C3%A4.pdf"]],
    ['8-bit', 'ä.pdf', ['Content-Disposition: attachment; filename="\xe4.pdf"']],
    ['8-bit UTF-8', 'ä.pdf', ['Content-Disposition: attachment; filename="\xc3\xa4.pdf"']],
    ['escaped quotes', 'a_b_.pdf', ['Content-Disposition: attachment; filename="a\\"b\\".pdf"']],
    ['brackets', 'a(1).pdf', ['Content-Disposition: attachment; filename=a(1).pdf']],
    ['a missing quote', 'a.pdf', ['Content-Disposition: attachment; filename="a.pdf; size=1']],
    ['folded', 'a.pdf', ['Content-Disposition: attachment;', '\tfilename=a.pdf']],
    ['a path', 'passwd', ['Content-Disposition: attachment; filename="../../etc/passwd"']],
    ['a turned path', 'gpj.exe', ['Content-Disposition: attachment; filename="\xe2\x80\xaegpj.exe"']],
  ])('are read: %s', (_kind, name, fields) => {
    expect(named('From: a@b.example', ...fields)).toBe(name);
  });

  it.each([
    ['=?utf-8?Q?R=C3=BCckfrage=3A_A/B?=', 'Rückfrage_ A_B.eml'],
    ['', 'part-001.eml'],
    ['\r\n ..', 'eml'],
  ])('of attached messages come from their subject: %j', (subject, name) => {
    const source = lines('Content-Type: message/rfc822', '', `Subject: ${subject}`, '', 'x');
    expect(names(source)).toEqual([name]);
  });

  it('says that winmail.dat is a container, and keeps it', () => {
    for (const fields of [
      ['Content-Type: application/vnd.ms-tnef'],
      ['Content-Type: application/ms-tnef; name="winmail.dat"'],
      ['Content-Type: application/octet-stream; name=WINMAIL.DAT'],
    ]) {
      const [attachment] = index(lines(...fields, '', 'x')).attachments;
      expect(attachment).toMatchObject({ mimeType: 'application/ms-tnef', disposition: 'attachment' });
      expect(attachment?.name.toLowerCase()).toBe('winmail.dat');
    }
  });
});

describe('broken encodings', () => {
  const body = (encoding: string, words: string): string =>
    index(lines(`Content-Transfer-Encoding: ${encoding}`, '', words)).text;

  it.each([
    ['quoted-printable', 'a=3', 'a=3'],
    ['quoted-printable', 'a=', 'a'],
    ['quoted-printable', 'a= \r\nb', 'ab'],
    ['quoted-printable', 'a=\nb  \r\nc', 'ab\nc'],
    ['quoted-printable', 'f=fcr =FC=zz', 'für ü=zz'],
    ['Quoted-Printable (x)', '=41', 'A'],
    ['base64', 'SGFsbG8', 'Hallo'],
    ['BASE64', 'SGFsbG8=\r\n!! ', 'Hallo'],
    ['"base64"', 'SGFs!bG8=', 'Hallo'],
    ['x-unknown', 'a=3D', 'a=3D'],
    ['7bit', 'a\r\rb', 'a\n\nb'],
  ])('%s: %j is read as %j', (encoding, words, read) => {
    expect(body(encoding, words).trim()).toBe(read);
  });
});

describe('flowed text', () => {
  const flowed = (words: string, parameters = ''): string =>
    index(lines(`Content-Type: text/plain; format=flowed${parameters}`, '', words)).text;

  it.each([
    ['a \r\nb\r\nc', 'a b\nc'],
    ['> a \r\n> b\r\nc', '> a b\nc'],
    ['>> a \r\n> b', '>> a \n> b'],
    ['a \r\n-- \r\nMe \r\nHere', 'a \n-- \nMe Here'],
    [' From me\r\n > no quote', 'From me\n> no quote'],
    // The empty line ends the paragraph (RFC 3676 4.1).
    ['a \r\n\r\nb', 'a \nb'],
    ['>\r\n> a', '>\n> a'],
  ])('%j becomes %j', (words, read) => {
    expect(flowed(words)).toBe(read);
  });

  it('drops the blank of a soft break where the sender says so', () => {
    expect(
      flowed(
        '日 \r\n本'.replace(/[日本]/g, (letter) => Buffer.from(letter).toString('latin1')),
        '; delsp=yes',
      ),
    ).toBe('日本');
  });
});

describe('the envelope', () => {
  const envelope = (...fields: readonly string[]) => index(lines(...fields, '', '')).envelope;

  it.each([
    ['Mon, 5 Jan 2026 09:00:00 +0100', Date.UTC(2026, 0, 5, 8)],
    ['5 Jan 26 09:00 EST', Date.UTC(2026, 0, 5, 14)],
    ['Mon,  5 January 2026 09:00:00 GMT (comment)', Date.UTC(2026, 0, 5, 9)],
    ['Mon, 05-Jan-2026 09:00:00', Date.UTC(2026, 0, 5, 9)],
    ['2026-01-05T09:00:00Z', Date.UTC(2026, 0, 5, 9)],
    ['Thu, 01 Jan 1970 00:00:00 +0000', 0],
    ['Mon, 4 Jan 2106 00:00:00 +0000', Date.UTC(2106, 0, 4)],
    ['Mon, 32 Jan 2026 09:00:00 +0000', undefined],
    ['Mon, 31 Feb 2026 09:00:00 +0000', undefined],
    ['Mon, 5 Jan 2026 25:00:00 +0000', undefined],
    ['tomorrow at 5', undefined],
    ['', undefined],
  ])('has the date %j as %s', (field, date) => {
    expect(envelope(`Date: ${field}`).date).toBe(date);
  });

  it('takes the first of several senders, and members of groups', () => {
    expect(envelope('From: A <a@x.example>, B <b@x.example>', 'From: C <c@x.example>').from).toEqual({
      name: 'A',
      address: 'a@x.example',
    });
    expect(
      envelope('From: undisclosed-recipients:;', 'To: x:;, g: A <a@x.example>, b@x.example;, c@x.example'),
    ).toMatchObject({
      from: { name: '', address: '' },
      to: [{ name: 'A', address: 'a@x.example' }, { address: 'b@x.example' }, { address: 'c@x.example' }],
    });
  });

  it('leaves out the route of an address', () => {
    expect(envelope('From: A <@x.example,@y.example:a@z.example>').from.address).toBe('a@z.example');
  });

  it('is empty for an empty message', () => {
    expect(index(Buffer.alloc(0))).toMatchObject({
      envelope: { subject: '', from: { name: '', address: '' }, date: undefined },
      attachments: [],
      text: '',
    });
  });

  it('shows control characters of the header', () => {
    expect(parseView(lines('X-A: a\0b\x1b', '', ''), plain).headers).toEqual([
      { name: 'X-A', value: 'a␀b␛' },
    ]);
  });
});
