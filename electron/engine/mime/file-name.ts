const MAX_NAME_CHARACTERS = 120;
/** Names that mean devices on Windows, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/json': 'json',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
};

/**
 * A file name from a message made harmless on every system: no folder, no control or direction-changing
 * character, no reserved name, a sensible length. It is still for people: letters of every script stay.
 *
 * @param index position in the message, for parts without a name
 */
export function safeFileName(name: string, mimeType: string, index: number): string {
  const lastPart = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const cleaned = lastPart
    // Controls, zero-width and bidirectional marks: they make "exe.fdp" look like "pdf.exe" reversed.
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (cleaned === '') return `part-${String(index + 1).padStart(3, '0')}.${extensions[mimeType] ?? 'bin'}`;
  return shorten(DEVICES.test(cleaned) ? `_${cleaned}` : cleaned);
}

/** Cuts the middle, so that the extension stays. */
function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_NAME_CHARACTERS) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  return characters.slice(0, MAX_NAME_CHARACTERS - extension.length).join('') + extension;
}
