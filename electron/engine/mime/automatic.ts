/** Fields that only lists, machines and bulk mail set, whatever their value. */
const TELLING = new Set([
  'list-id',
  'list-unsubscribe',
  'list-subscribe',
  'list-post',
  'list-owner',
  'list-archive',
  'list-help',
  'mailing-list',
  'x-mailing-list',
  'x-loop',
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-mail-autoreply',
  'x-failed-recipients',
]);

const PRECEDENCE = /^"?(bulk|list|junk|auto[-_]reply)\b/i;

/** Fields that tell it by their value. */
const TELLING_VALUES: readonly (readonly [string, RegExp])[] = [
  ['auto-submitted', /^(?!no\b)/i],
  ['precedence', PRECEDENCE],
  ['x-precedence', PRECEDENCE],
  ['x-auto-response-suppress', /\b(all|autoreply)\b/i],
  ['return-path', /^<\s*>/],
  ['content-type', /^multipart\/report\b/i],
];

/** Mailboxes that no person reads, or that must never be answered (RFC 2142, RFC 3834 section 2). */
const UNATTENDED = new RegExp(
  `^(${[
    'mailer[-_]daemon',
    'postmaster',
    'nobody',
    'listserv',
    'majordomo',
    'auto[-._]?(reply|responder)',
    '(no|do[-._]?not)[-._]?reply(?![a-z]).*',
    'bounces?(?![a-z]).*',
    'owner-.*',
    '.*-(owner|request|bounces?([+=].*)?)',
  ].join('|')})$`,
  'i',
);

/**
 * The header field by which a message shows that it must not be answered automatically (RFC 3834 section 2): it
 * comes from a machine, a list or a bulk mailing. Undefined for mail from a person.
 */
export function automaticField(header: Uint8Array): string | undefined {
  const unfolded = Buffer.from(header.buffer, header.byteOffset, header.byteLength)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ');
  for (const line of unfolded.split(/\r?\n/)) {
    if (line === '') return undefined;
    const [, name, value = ''] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    const key = name?.toLowerCase();
    if (name === undefined || key === undefined) continue;
    if (TELLING.has(key) || TELLING_VALUES.some(([field, values]) => field === key && values.test(value)))
      return name;
  }
  return undefined;
}

/** Whether an address belongs to a machine by its name. An empty address is one. */
export function isUnattended(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at <= 0 || UNATTENDED.test(address.slice(0, at));
}
