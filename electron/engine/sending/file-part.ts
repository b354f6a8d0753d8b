import { isAscii } from 'node:buffer';
import { detectMimeType } from 'nodemailer/lib/mime-funcs';
import type { OutgoingFile } from '../../../shared/domain/outbound.ts';
import { hasLongLines } from './body-part.ts';
import { singleSpaced } from './header-field.ts';
import type { Leaf } from './mime-tree.ts';

const ANY_BYTES = 'application/octet-stream';

/** A file beside the text, byte for byte. */
export function filePart(file: OutgoingFile): Leaf {
  return { ...contentOf(file), file: { name: singleSpaced(file.name), disposition: 'attachment' } };
}

/** A picture that the HTML shows by its Content-ID (RFC 2392). */
export function picturePart(file: OutgoingFile & { readonly contentId: string }): Leaf {
  return {
    ...contentOf(file),
    file: { name: singleSpaced(file.name), disposition: 'inline' },
    contentId: file.contentId,
  };
}

function contentOf(file: OutgoingFile): Leaf {
  const bytes = Buffer.from(file.content, 'base64');
  const contentType = (file.mimeType ?? detectMimeType(file.name.split('.').pop())).toLowerCase();
  if (!/^(message|multipart)\//.test(contentType)) return { contentType, encoding: 'base64', bytes };
  // A message inside a message must not be encoded (RFC 2046 5.2.1). One that can't go as it is goes as a file.
  const fits = contentType === 'message/rfc822' && isSevenBit(bytes);
  return fits
    ? { contentType, encoding: '7bit', bytes }
    : { contentType: ANY_BYTES, encoding: 'base64', bytes };
}

function isSevenBit(bytes: Buffer): boolean {
  if (!isAscii(bytes) || bytes.includes(0) || hasLongLines(bytes)) return false;
  return !/\r(?!\n)|(?<!\r)\n/.test(bytes.toString('latin1'));
}
