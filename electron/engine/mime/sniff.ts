/** What kind of picture bytes are, whatever the sender calls them. */
export interface PictureKind {
  readonly mimeType: string;
  readonly extension: string;
}

const signatures: readonly (PictureKind & { readonly at: number; readonly bytes: string })[] = [
  { mimeType: 'image/png', extension: 'png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { mimeType: 'image/jpeg', extension: 'jpg', at: 0, bytes: '\xff\xd8\xff' },
  { mimeType: 'image/gif', extension: 'gif', at: 0, bytes: 'GIF87a' },
  { mimeType: 'image/gif', extension: 'gif', at: 0, bytes: 'GIF89a' },
  { mimeType: 'image/webp', extension: 'webp', at: 8, bytes: 'WEBP' },
  { mimeType: 'image/avif', extension: 'avif', at: 4, bytes: 'ftypavif' },
  { mimeType: 'image/heic', extension: 'heic', at: 4, bytes: 'ftypheic' },
  { mimeType: 'image/tiff', extension: 'tif', at: 0, bytes: 'II*\0' },
  { mimeType: 'image/tiff', extension: 'tif', at: 0, bytes: 'MM\0*' },
  { mimeType: 'image/vnd.microsoft.icon', extension: 'ico', at: 0, bytes: '\0\0\x01\0' },
  { mimeType: 'image/emf', extension: 'emf', at: 40, bytes: ' EMF' },
  { mimeType: 'image/wmf', extension: 'wmf', at: 0, bytes: '\xd7\xcd\xc6\x9a' },
  { mimeType: 'image/bmp', extension: 'bmp', at: 0, bytes: 'BM' },
];

/** Enough of a file to tell its kind, in bytes. */
export const SNIFF_BYTES = 512;

/** The kind of a picture by its first bytes; undefined for what is none. */
export function sniffPicture(bytes: Buffer): PictureKind | undefined {
  const head = bytes.toString('latin1', 0, SNIFF_BYTES);
  const found = signatures.find(({ at, bytes: mark }) => head.startsWith(mark, at));
  if (found !== undefined) return { mimeType: found.mimeType, extension: found.extension };
  return /^(\xef\xbb\xbf)?(<\?xml[^>]*>|<!--[^>]*-->|<!doctype svg[^>]*>|\s)*<svg[\s>]/i.test(head)
    ? { mimeType: 'image/svg+xml', extension: 'svg' }
    : undefined;
}
