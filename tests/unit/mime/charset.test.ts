import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../electron/engine/mime/charset.ts';
import { parseIndex } from '../../../electron/engine/mime/parse.ts';
import { lines } from './build.ts';

const plain = { imagesAsAttachments: false };
const GERMAN = 'Grüße aus Köln';
const EURO = 'Müller: 5 €';
const RUSSIAN = 'Привет, мир';
const JAPANESE = 'こんにちは世界';
const CHINESE = '你好，世界';
const KOREAN = '안녕하세요';

/** Label as written in the message, text, and what encodes it where that is another name. */
const samples: readonly (readonly [label: string | undefined, text: string, encoding: string])[] = [
  ['iso-8859-1', GERMAN, 'latin1'],
  ['windows-1252', EURO, 'win1252'],
  ['iso-8859-2', 'Žluťoučký kůň', 'iso-8859-2'],
  ['iso-8859-15', EURO, 'iso-8859-15'],
  ['koi8-r', RUSSIAN, 'koi8-r'],
  ['windows-1251', RUSSIAN, 'win1251'],
  ['gb18030', CHINESE, 'gb18030'],
  ['gb2312', CHINESE, 'gbk'],
  ['big5', '你好世界', 'big5'],
  ['Shift_JIS', JAPANESE, 'shift_jis'],
  ['euc-jp', JAPANESE, 'euc-jp'],
  ['euc-kr', KOREAN, 'euc-kr'],
  ['utf-16le', GERMAN, 'utf-16le'],
  ['macintosh', GERMAN, 'macintosh'],
  ['cp437', GERMAN, 'cp437'],
  ['cp850', GERMAN, 'cp850'],
  ['IBM850', GERMAN, 'cp850'],
  ['cp-850', GERMAN, 'cp850'],
  ['dos-437', GERMAN, 'cp437'],
  ['utf-7', GERMAN, 'utf-7'],
  ['unicode-1-1-utf-7', GERMAN, 'utf-7'],
  ['x-unknown', GERMAN, 'utf-8'],
  ['no-such-charset', GERMAN, 'win1252'],
  [undefined, GERMAN, 'utf-8'],
  [undefined, GERMAN, 'win1252'],
  // Mislabelled, both ways.
  ['utf-8', GERMAN, 'win1252'],
  ['us-ascii', GERMAN, 'utf-8'],
  ['iso-8859-1', GERMAN, 'utf-8'],
  ['iso-8859-1', EURO, 'win1252'],
  ['"utf8"', GERMAN, 'utf-8'],
  ['x-sjis', JAPANESE, 'shift_jis'],
  ['windows-874', 'สวัสดี', 'win874'],
  ['cp866', RUSSIAN, 'cp866'],
];

describe('a text in', () => {
  it.each(samples)('%s is read: %s (%s)', (label, words, encoding) => {
    const bytes = iconv.encode(words, encoding);
    const type = `Content-Type: text/plain${label === undefined ? '' : `; charset=${label}`}`;
    for (const [name, body] of [
      ['base64', Buffer.from(bytes.toString('base64'))],
      [
        'quoted-printable',
        Buffer.from([...bytes].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('')),
      ],
    ] as const) {
      const { text } = parseIndex(lines(type, `Content-Transfer-Encoding: ${name}`, '', body), plain);
      expect([name, text]).toEqual([name, words]);
    }
  });

  it('ISO-2022-JP is read with and without its label', () => {
    const bytes = Buffer.from('\x1b$B$3$s$K$A$O@$3&\x1b(B', 'latin1');
    expect(decodeText(bytes, 'iso-2022-jp')).toBe(JAPANESE);
    expect(decodeText(Buffer.concat([bytes, bytes]), 'iso-2022-jp')).toBe(JAPANESE + JAPANESE);
    expect(decodeText(bytes, undefined)).toBe(JAPANESE);
    expect(decodeText(bytes, 'iso-2022-jp-2')).toBe(JAPANESE);
    expect(parseIndex(lines('Subject: \x1b$B$3$s$K$A$O\x1b(B', '', ''), plain).envelope.subject).toBe(
      'こんにちは',
    );
  });

  it('ISO-2022-KR is read with and without its label', () => {
    const bytes = Buffer.from('\x1b$)CHi \x0e>H3gGO<<?d\x0f!\r\n\x0e>H3g\r\nplain\r\n', 'latin1');
    const words = `Hi ${KOREAN}!\r\n안녕\r\nplain\r\n`;
    for (const label of ['iso-2022-kr', 'csISO2022KR', undefined])
      expect(decodeText(bytes, label)).toBe(words);
    expect(decodeText(bytes, 'iso-2022-kr', { html: true })).toBe(words);
    // RFC 1557 wants the designation in the body only.
    const subject = '=?ISO-2022-KR?B?Dj5IM2cPIQ==?=';
    expect(parseIndex(lines(`Subject: ${subject}`, '', ''), plain).envelope.subject).toBe('안녕!');
  });

  it('HZ is read, with its examples of RFC 1843', () => {
    const sentence = 'This sentence is in ASCII.\nThe next sentence is in GB.~{<:Ky2;S{#,NpJ)l6HK!#~}Bye.';
    const read = 'This sentence is in ASCII.\nThe next sentence is in GB.己所不欲，勿施於人。Bye.';
    for (const label of ['hz-gb-2312', 'HZ']) expect(decodeText(Buffer.from(sentence), label)).toBe(read);
    const joined = 'in GB.~{<:Ky2;S{#,~}~\n~{NpJ)l6HK!#~}Bye. ~~ ~x ~{<:\nend~';
    expect(decodeText(Buffer.from(joined), 'hz-gb-2312')).toBe(
      'in GB.己所不欲，勿施於人。Bye. ~ ~x 己\nend~',
    );
    expect(decodeText(Buffer.from(sentence), undefined)).toBe(sentence);
  });

  it.each(['iso-2022-kr', 'hz-gb-2312', 'utf-7'])('broken %s is read as far as it goes', (label) => {
    for (let seed = 1; seed < 200; seed++) {
      const bytes = Buffer.from(
        Array.from({ length: 40 }, (_, index) => (seed * 31 + index * index * 17) % 256),
      );
      expect(typeof decodeText(Buffer.concat([Buffer.from('ok \x0e~{+'), bytes]), label)).toBe('string');
    }
    expect(decodeText(Buffer.from('cut \x0e~{+'), label)).toMatch(/^cut /);
  });

  it('UTF-8 stays UTF-8 when it is cut inside a character', () => {
    expect(decodeText(Buffer.from('äöü…').subarray(0, -1), 'utf-8')).toMatch(/^äöü\ufffd+$/);
  });

  it('UTF-7 is never read as markup', () => {
    const hidden = Buffer.from('+ADw-script+AD4-alert(1)+ADw-/script+AD4-');
    expect(decodeText(hidden, 'utf-7', { html: true })).toBe(hidden.toString());
    expect(decodeText(hidden, 'utf-7')).toContain('<script>');
    const source = lines('Content-Type: text/html; charset=utf-7', '', hidden);
    expect(parseIndex(source, plain).text).not.toContain('<');
  });

  it('HTML may name its own character set', () => {
    const bytes = iconv.encode(`<meta charset="koi8-r">${RUSSIAN}`, 'koi8-r');
    expect(decodeText(bytes, undefined, { html: true })).toContain(RUSSIAN);
    expect(decodeText(bytes, undefined)).not.toContain(RUSSIAN);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('%s says so itself by its first bytes', (charset) => {
    expect(decodeText(iconv.encode(GERMAN, charset, { addBOM: true }), 'iso-8859-1')).toBe(GERMAN);
  });
});

describe('a header field', () => {
  const subject = (field: string, type = ''): string =>
    parseIndex(lines(...(type === '' ? [] : [type]), `Subject: ${field}`, '', ''), plain).envelope.subject;

  it.each([
    ['8-bit UTF-8', Buffer.from(GERMAN).toString('latin1'), ''],
    ['8-bit Latin-1', Buffer.from(GERMAN, 'latin1').toString('latin1'), ''],
    [
      '8-bit in the charset of the body',
      iconv.encode(GERMAN, 'cp850').toString('latin1'),
      'Content-Type: text/plain; charset=cp850',
    ],
    ['encoded words in UTF-8', '=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?utf-8?B?IGF1cyBLw7Zsbg==?=', ''],
    ['a letter in two words', '=?utf-8?B?R3LDvMM=?= =?utf-8?B?n2UgYXVzIEvDtmxu?=', ''],
    [
      'encoded words in cp437',
      `=?cp437?B?${iconv.encode('Grüße', 'cp437').toString('base64')}?= aus =?cp437?Q?K=94ln?=`,
      '',
    ],
    ['encoded words in UTF-7', '=?utf-7?Q?Gr+APwA3w-e_aus_K+APY-ln?=', ''],
    ['encoded words without a known charset', '=?x-nonsense?Q?Gr=FC=DFe_aus_K=F6ln?=', ''],
  ])('is read from %s', (_kind, field, type) => {
    expect(subject(field, type)).toBe(GERMAN);
  });

  it('stays as it is where an encoded word is broken', () => {
    expect(subject('=?utf-8?B?!!?= =?utf-8?X?a?= =?utf-8')).toBe('=?utf-8?X?a?= =?utf-8');
    expect(subject('=?utf-8?Q?a=ZZ?=')).toBe('a=ZZ');
  });
});
