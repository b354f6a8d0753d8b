import { addressField, type Mailbox } from './header-field.ts';

/**
 * The source with another sender in From and Reply-To (RFC 5322 3.6.2). Everything else, Message-ID, Date and body above
 * all, stays byte for byte.
 *
 * @param source a message with CRLF line ends, such as the outbox keeps
 */
export function withSender(source: Buffer, sender: Mailbox): Buffer {
  return replaceFields(source, ['from', 'reply-to'], 'from', [
    addressField('From', [sender]),
    addressField('Reply-To', [sender]),
  ]);
}

/**
 * The source with other visible recipients in To and Cc (RFC 5322 3.6.3). Bcc never appears; a message for bcc recipients
 * alone says `undisclosed-recipients:;`, because some servers refuse one without any recipient field.
 *
 * @param source a message with CRLF line ends, such as the outbox keeps
 */
export function withRecipients(
  source: Buffer,
  recipients: { readonly to: readonly string[]; readonly cc: readonly string[] },
): Buffer {
  const { to, cc } = recipients;
  const fields = [
    ...(to.length === 0 ? [] : [addressField('To', to)]),
    ...(cc.length === 0 ? [] : [addressField('Cc', cc)]),
  ];
  return replaceFields(
    source,
    ['to', 'cc', 'bcc'],
    'from',
    fields.length === 0 ? ['To: undisclosed-recipients:;'] : fields,
  );
}

/** Puts new fields in the place of the first of the old ones; without any, behind the field `after`. */
function replaceFields(
  source: Buffer,
  names: readonly string[],
  after: string,
  fields: readonly string[],
): Buffer {
  const end = source.indexOf('\r\n\r\n');
  const header = source.toString('latin1', 0, end < 0 ? source.length : end + 2);
  const old = splitFields(header);
  const first = old.findIndex((field) => names.includes(nameOf(field)));
  const place = first < 0 ? old.findIndex((field) => nameOf(field) === after) + 1 : first;
  const rest = (from: number, to?: number): Buffer =>
    Buffer.from(
      old
        .slice(from, to)
        .filter((field) => !names.includes(nameOf(field)))
        .join(''),
      'latin1',
    );
  return Buffer.concat([
    rest(0, place),
    Buffer.from(fields.map((field) => `${field}\r\n`).join('')),
    rest(place),
    source.subarray(Buffer.byteLength(header, 'latin1')),
  ]);
}

/** The fields with their continuation lines and line ends: joined they are the header again. */
function splitFields(header: string): string[] {
  return header.match(/[^\r\n][^\n]*(?:\n|$)(?:[ \t][^\n]*(?:\n|$))*/g) ?? [];
}

function nameOf(field: string): string {
  return field
    .slice(0, Math.max(0, field.indexOf(':')))
    .trim()
    .toLowerCase();
}
