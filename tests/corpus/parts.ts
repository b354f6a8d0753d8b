// The parts messages are built from: text leaves, images, attachments, multiparts.
import { base64, encodeText, fileNameParameter, quotedPrintable } from './encode.ts';
import type { Pools } from './pools.ts';
import type { Random } from './random.ts';

export type TransferEncoding = 'quoted-printable' | 'base64' | '8bit';

/** How much longer a text of this charset becomes by this encoding, roughly; used to hit a size. */
export function growth(encoding: TransferEncoding, isJapanese: boolean): number {
  if (encoding === 'base64') return 1.37;
  if (encoding === 'quoted-printable') return isJapanese ? 3 : 1.12;
  return 1;
}

/** A text part with its header. */
export function textPart(type: string, text: string, charset: string, encoding: TransferEncoding): Buffer {
  const bytes = encodeText(text, charset);
  const body =
    encoding === 'base64' ? base64(bytes) : encoding === 'quoted-printable' ? quotedPrintable(bytes) : bytes;
  const head = `Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** An inline image of about `size` encoded bytes that HTML shows by `cid:`. */
export function imagePart(cid: string, size: number, pools: Pools): Buffer {
  const head =
    `Content-Type: image/png; name="image.png"\r\nContent-ID: <${cid}>\r\n` +
    'Content-Disposition: inline; filename="image.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  return Buffer.concat([Buffer.from(head), pools.take(size)]);
}

/** An attachment of about `size` encoded bytes. */
export function attachmentPart(name: string, type: string, size: number, pools: Pools): Buffer {
  const head =
    `Content-Type: ${type}\r\nContent-Disposition: attachment;\r\n ${fileNameParameter(name)}\r\n` +
    'Content-Transfer-Encoding: base64\r\n\r\n';
  return Buffer.concat([Buffer.from(head), pools.take(size)]);
}

/** The parts in a multipart with a boundary of its own. */
export function multipart(subtype: string, parts: readonly Buffer[], random: Random): Buffer {
  const boundary = `----=_${subtype}_${random.hex(24)}`;
  return Buffer.concat([
    Buffer.from(`Content-Type: multipart/${subtype};\r\n boundary="${boundary}"\r\n\r\n`),
    ...parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}
