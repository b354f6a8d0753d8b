import { isAscii } from 'node:buffer';
import type { OutgoingAccount, TransferEncoding } from '../../../shared/domain/outgoing-account.ts';
import { htmlTokens, startTag } from '../mime/html-tokens.ts';
import { encodeText, type EncodedText } from './charset.ts';
import type { Leaf } from './mime-tree.ts';

/** Octets of a line without its CRLF (RFC 5322 2.1.1). */
const MAX_LINE_BYTES = 998;

export interface BodyPart {
  readonly leaf: Leaf;
  /** The account's character set lacked a character, so it is UTF-8. */
  readonly fellBack: boolean;
}

type Encodings = Pick<OutgoingAccount, 'bodyCharset' | 'transferEncoding'>;

/** A plain text in the account's character set and transfer encoding. */
export function textPart(text: string, account: Encodings): BodyPart {
  return bodyPart('text/plain', encodeText(wireLineEnds(text), account.bodyCharset), account);
}

/** HTML in the account's character set and transfer encoding; a character set that it names itself is put right. */
export function htmlPart(html: string, account: Encodings): BodyPart {
  const written = wireLineEnds(html);
  const { charset, fellBack } = encodeText(written, account.bodyCharset);
  const { bytes } = encodeText(withCharset(written, charset), charset);
  return bodyPart('text/html', { bytes, charset, fellBack }, account);
}

/** Line ends as they go over the wire (RFC 5322 2.3). */
function wireLineEnds(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

function bodyPart(type: string, body: EncodedText, { transferEncoding }: Encodings): BodyPart {
  return {
    leaf: {
      contentType: `${type}; charset=${body.charset}`,
      encoding: encodingFor(body.bytes, transferEncoding),
      bytes: body.bytes,
    },
    fellBack: body.fellBack,
  };
}

/**
 * Plain ASCII needs no encoding; the rest goes as the account wants it, automatic being quoted-printable (RFC 2045
 * section 6). Lines longer than a line may be (RFC 5322 2.1.1) are always encoded.
 */
function encodingFor(bytes: Buffer, wanted: TransferEncoding): Leaf['encoding'] {
  if (wanted === 'base64' || wanted === 'quoted-printable') return wanted;
  if (bytes.includes(0) || hasLongLines(bytes)) return 'quoted-printable';
  if (isAscii(bytes)) return '7bit';
  return wanted === '8bit' ? '8bit' : 'quoted-printable';
}

/** Whether a line is longer than it may be. */
export function hasLongLines(bytes: Buffer): boolean {
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf('\r\n', start);
    if ((end < 0 ? bytes.length : end) - start > MAX_LINE_BYTES) return true;
    if (end < 0) return false;
    start = end + 2;
  }
  return false;
}

/** Readers that save a part to a file believe what the HTML says about itself. */
function withCharset(html: string, charset: string): string {
  if (!/<meta\b/i.test(html)) return html;
  return htmlTokens(html)
    .map((token) => {
      const source = html.slice(token.start, token.end);
      if (token.kind !== 'open' || token.name !== 'meta') return source;
      const isType = token.attributes.some(
        ({ name, value }) => name === 'http-equiv' && value?.trim().toLowerCase() === 'content-type',
      );
      const names = token.attributes.some(({ name }) => name === 'charset' || (isType && name === 'content'));
      if (!names) return source;
      const attributes = token.attributes.map(({ name, value }) => {
        if (name === 'charset') return { name, value: charset };
        return isType && name === 'content'
          ? { name, value: `text/html; charset=${charset}` }
          : { name, value };
      });
      return startTag('meta', attributes, token.closed);
    })
    .join('');
}
