import { decodedText, fieldOf, headerFields, type HeaderField } from './header-fields.ts';
import { beginningOf } from './leaf.ts';
import type { Part, Structure } from './structure.ts';
import { structuredField } from './structured-field.ts';

/** Of a part of a report; the original message can be long, and only its header is wanted. Bytes. */
const MAX_PART_BYTES = 100_000;
const MAX_RECIPIENTS = 100;
const MAX_TEXT_CHARACTERS = 500;

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const ORIGINAL_TYPES = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
]);

/** What a server says about one recipient (RFC 3464 section 2.3). */
export interface ReportedRecipient {
  readonly address: string;
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded`. */
  readonly action: string;
  /** Enhanced status code (RFC 3463), such as `5.1.1`. */
  readonly status: string;
  /** The words of the server that refused. */
  readonly diagnostic: string;
}

/** A report about what became of a message (RFC 3464, RFC 6533). */
export interface DeliveryReport {
  /** Message-ID of the message it is about, with brackets; undefined when the report does not carry it. */
  readonly originalMessageId: string | undefined;
  readonly recipients: readonly ReportedRecipient[];
}

/** Undefined for a message that is no delivery report. Never fails: what can't be read is left out. */
export function deliveryReportOf(source: Buffer, structure: Structure): DeliveryReport | undefined {
  const type = structuredField(fieldOf(structure.fields, 'content-type') ?? '');
  if (type.value !== 'multipart/report') return undefined;
  const status = structure.parts.find((part) => STATUS_TYPES.has(part.type.value));
  if (status === undefined) return undefined;
  const original = structure.parts.find((part) => ORIGINAL_TYPES.has(part.type.value));
  return {
    originalMessageId: original === undefined ? undefined : messageIdIn(textOf(source, original)),
    recipients: groups(textOf(source, status)).slice(0, MAX_RECIPIENTS).flatMap(recipientOf),
  };
}

function textOf(source: Buffer, part: Part): string {
  return beginningOf(source, part, MAX_PART_BYTES).toString('latin1');
}

function messageIdIn(message: string): string | undefined {
  const [header = ''] = message.replace(/^\s+/, '').split(/\r?\n\r?\n/, 1);
  return /<[^<>\s]+>/.exec(fieldOf(headerFields(header), 'message-id') ?? '')?.[0];
}

/** Groups of fields with an empty line between them; the first is about the whole message. */
function groups(status: string): HeaderField[][] {
  return status
    .split(/\r?\n[ \t]*\r?\n/)
    .map(headerFields)
    .filter((fields) => fields.length > 0);
}

function recipientOf(fields: readonly HeaderField[]): ReportedRecipient[] {
  const value = (name: string): string =>
    decodedText(fieldOf(fields, name) ?? '')
      .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
      .trim()
      .slice(0, MAX_TEXT_CHARACTERS);
  /** Without the type in front, as in `rfc822; a@b.example`. */
  const typed = (name: string): string => value(name).replace(/^[\w-]+ *; */, '');
  const address = typed('original-recipient') || typed('final-recipient');
  const action = value('action').toLowerCase();
  if (address === '' || action === '') return [];
  return [{ address, action, status: value('status'), diagnostic: typed('diagnostic-code') }];
}
