const MAX_NAME_CHARACTERS = 120;
/** File systems allow 255 bytes; a few are left for what a save dialog adds. */
const MAX_NAME_BYTES = 240;
/** Names that mean devices on Windows, with any extension and with blanks before it. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)/i;

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/json': 'json',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'message/delivery-status': 'txt',
  'message/feedback-report': 'txt',
  'message/global': 'eml',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/rfc822-headers': 'txt',
};

/**
 * A file name from a message made harmless on every system: no folder, no control or direction-changing
 * character, no reserved name, a sensible length. It is still for people: letters of every script stay.
 *
 * @param index position in the message, for parts without a name
 */
export function safeFileName(name: string, mimeType: string, index: number): string {
  const cleaned = (name.split(/[/\\]/).at(-1) ?? '')
    // Halves of characters can't be written.
    .replace(/\p{Surrogate}/gu, '')
    // Controls, zero-width and bidirectional marks: they make "exe.fdp" look like "pdf.exe" reversed.
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .normalize('NFC')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (cleaned === '') return `part-${String(index + 1).padStart(3, '0')}.${extensions[mimeType] ?? 'bin'}`;
  return shorten(DEVICES.test(cleaned) ? `_${cleaned}` : cleaned);
}

/** Cuts the middle, so that the extension stays. */
function shorten(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  const base = [...name.slice(0, name.length - extension.length)].slice(0, MAX_NAME_CHARACTERS);
  const tooLong = (): boolean =>
    base.length + extension.length > MAX_NAME_CHARACTERS ||
    Buffer.byteLength(base.join('') + extension) > MAX_NAME_BYTES;
  while (tooLong()) base.pop();
  return (base.join('') + extension).replace(/[.\s]+$/, '');
}
