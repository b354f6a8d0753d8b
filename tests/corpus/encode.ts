// MIME encodings as mail programs write them. All results have CRLF line ends.
import iconv from 'iconv-lite';

/** The text in a charset; what the charset lacks becomes a question mark. */
export function encodeText(text: string, charset: string): Buffer {
  return iconv.encode(text, charset);
}

/** Base64 in lines of 76 characters. */
export function base64(bytes: Buffer): Buffer {
  const lines = bytes.toString('base64').match(/.{1,76}/g) ?? [];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
}

/** Quoted-printable text whose lines end in CRLF; encoded lines are at most 76 characters long. */
export function quotedPrintable(bytes: Buffer): Buffer {
  const out: string[] = [];
  let line = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === 13 && bytes[at + 1] === 10) {
      out.push(line, '\r\n');
      line = '';
      at++;
      continue;
    }
    const beforeEnd = bytes[at + 1] === 13 || at + 1 === bytes.length;
    const plain = byte === 32 || byte === 9 ? !beforeEnd : byte > 32 && byte < 127 && byte !== 61;
    const code = plain ? String.fromCharCode(byte) : `=${hex(byte)}`;
    if (line.length + code.length > 75) {
      out.push(line, '=\r\n');
      line = '';
    }
    line += code;
  }
  out.push(line);
  return Buffer.from(out.join(''), 'latin1');
}

/** Header text as RFC 2047 encoded words of at most 75 characters, or as it is when it is ASCII. */
export function encodedWords(text: string, charset: string, method: 'B' | 'Q'): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  const room = 75 - `=?${charset}?B??=`.length;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (word && encodedLength(word + character, charset, method) > room) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((each) => `=?${charset}?${method}?${encodeWord(each, charset, method)}?=`).join('\r\n ');
}

/** A Content-Disposition parameter: quoted when ASCII, else extended (RFC 2231). */
export function fileNameParameter(name: string): string {
  const encoded = encodeURIComponent(name);
  return encoded === name ? `filename="${name}"` : `filename*=UTF-8''${encoded}`;
}

function encodeWord(text: string, charset: string, method: 'B' | 'Q'): string {
  const bytes = encodeText(text, charset);
  if (method === 'B') return bytes.toString('base64');
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (byte === 32) return '_';
      return /[A-Za-z0-9]/.test(character) ? character : `=${hex(byte)}`;
    })
    .join('');
}

function encodedLength(text: string, charset: string, method: 'B' | 'Q'): number {
  return encodeWord(text, charset, method).length;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
