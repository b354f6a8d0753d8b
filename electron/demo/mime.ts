import iconv from 'iconv-lite';

/** A header field as it goes on the wire; values may be folded already. */
export type Field = readonly [name: string, value: string];

/** A MIME entity: its own header fields and its encoded body. */
export interface Entity {
  readonly fields: readonly Field[];
  readonly body: Buffer;
}

export type TransferEncoding = '7bit' | '8bit' | 'quoted-printable' | 'base64';

export interface TextOptions {
  readonly subtype?: 'plain' | 'html' | 'csv' | 'calendar';
  readonly charset?: string;
  readonly encoding?: TransferEncoding;
  /** Further Content-Type parameters, such as `format=flowed`. */
  readonly parameters?: string;
  readonly fields?: readonly Field[];
}

/** Writes a whole message: the given fields, MIME-Version, then the entity. */
export function message(fields: readonly Field[], entity: Entity): Buffer {
  return write({ fields: [...fields, ['MIME-Version', '1.0'], ...entity.fields], body: entity.body });
}

/** A text part. The text has `\n` line ends; without options it is UTF-8 sent as it is. */
export function text(content: string, options: TextOptions = {}): Entity {
  const { subtype = 'plain', charset = 'utf-8', encoding = '8bit', parameters, fields = [] } = options;
  const bytes = encodeCharset(content.replace(/\n/g, '\r\n'), charset);
  const more = parameters === undefined ? '' : `;\r\n ${parameters}`;
  return {
    fields: [
      ['Content-Type', `text/${subtype}; charset=${charset}${more}`],
      ['Content-Transfer-Encoding', encoding],
      ...fields,
    ],
    body: encodeTransfer(bytes, encoding),
  };
}

/** A base64 part; `type` and `disposition` are full header values, parameters included. */
export function binary(content: Buffer, type: string, disposition: string, contentId?: string): Entity {
  return {
    fields: [
      ['Content-Type', type],
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-Disposition', disposition],
      ...(contentId === undefined ? [] : [['Content-ID', `<${contentId}>`] as const]),
    ],
    body: encodeTransfer(content, 'base64'),
  };
}

/** A part of a ready-made body, such as message/rfc822. */
export function raw(type: string, body: Buffer, fields: readonly Field[] = []): Entity {
  return { fields: [['Content-Type', type], ...fields], body };
}

/** A multipart of the given subtype. Boundaries must differ within a message: name them. */
export function multipart(subtype: string, boundary: string, parts: readonly Entity[]): Entity {
  const delimiter = `=_${boundary}`;
  return {
    fields: [['Content-Type', `multipart/${subtype};\r\n boundary="${delimiter}"`]],
    body: Buffer.concat([
      ...parts.flatMap((part) => [Buffer.from(`--${delimiter}\r\n`), write(part), Buffer.from('\r\n')]),
      Buffer.from(`--${delimiter}--\r\n`),
    ]),
  };
}

/** RFC 2047 encoded words, as many as it takes, folded. */
export function encodedWords(content: string, charset = 'utf-8', scheme: 'B' | 'Q' = 'B'): string {
  const encode = (part: string): string => {
    const bytes = encodeCharset(part, charset);
    const payload = scheme === 'B' ? bytes.toString('base64') : qEncode(bytes);
    return `=?${charset}?${scheme}?${payload}?=`;
  };
  const words: string[] = [];
  let current = '';
  // By code point, so that none is torn apart: each word must decode on its own.
  for (const character of content) {
    if (current !== '' && encode(current + character).length > 75) {
      words.push(encode(current));
      current = '';
    }
    current += character;
  }
  return [...words, encode(current)].join('\r\n ');
}

/** An RFC 2231 parameter value: `name*=utf-8''…`. */
export function extendedParameter(name: string, value: string): string {
  const escaped = encodeURIComponent(value).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${name}*=utf-8''${escaped}`;
}

function write({ fields, body }: Entity): Buffer {
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  // Header values may be 8-bit in mail that breaks the rules; here they are UTF-8 then.
  return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
}

function encodeCharset(content: string, charset: string): Buffer {
  return charset.toLowerCase() === 'iso-2022-jp' ? iso2022jp(content) : iconv.encode(content, charset);
}

/** EUC-JP with the top bits off, between escape sequences: iconv-lite knows the former only. */
function iso2022jp(content: string): Buffer {
  const runs = content.match(/\p{ASCII}+|\P{ASCII}+/gu) ?? [];
  return Buffer.concat(
    runs.map((run) => {
      if (/^\p{ASCII}/u.test(run)) return Buffer.from(run);
      const bytes = iconv.encode(run, 'euc-jp').map((byte) => byte & 0x7f);
      return Buffer.concat([Buffer.from('\x1b$B'), bytes, Buffer.from('\x1b(B')]);
    }),
  );
}

function encodeTransfer(bytes: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === 'base64') return Buffer.from(bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n'));
  if (encoding === 'quoted-printable') return Buffer.from(quotedPrintable(bytes));
  return bytes;
}

function quotedPrintable(bytes: Buffer): string {
  const lines = bytes.toString('latin1').split('\r\n');
  return lines.map(quotedPrintableLine).join('\r\n');
}

function quotedPrintableLine(line: string): string {
  const units = [...line].map((character, index) => {
    const code = character.charCodeAt(0);
    const blank = character === ' ' || character === '\t';
    const literal = blank ? index < line.length - 1 : code > 0x20 && code < 0x7f && character !== '=';
    return literal ? character : hex('=', code);
  });
  let written = '';
  let length = 0;
  units.forEach((unit, index) => {
    // One column is kept for the soft line break, except at the end of the line.
    const room = index === units.length - 1 ? 76 : 75;
    if (length + unit.length > room) {
      written += '=\r\n';
      length = 0;
    }
    written += unit;
    length += unit.length;
  });
  return written;
}

function qEncode(bytes: Buffer): string {
  return [...bytes]
    .map((code) => {
      const character = String.fromCharCode(code);
      if (character === ' ') return '_';
      return /[A-Za-z0-9!*+/-]/.test(character) ? character : hex('=', code);
    })
    .join('');
}

function hex(prefix: string, code: number): string {
  return prefix + code.toString(16).toUpperCase().padStart(2, '0');
}
