import { contentOfEntry, describeEntry } from './attachment-entry.ts';
import { bodyOf, type MessageBody } from './body.ts';
import { deliveryReportOf } from './delivery-status.ts';
import { envelopeOf } from './envelope.ts';
import { fieldText, type HeaderField } from './header-fields.ts';
import { deriveBody, type DerivedBody } from './images-as-attachments.ts';
import { inlineImages } from './inline-images.ts';
import type { AttachmentContent, MessageIndex, MessageView, MimeOptions } from './parsed.ts';
import { readStructure, type Structure } from './structure.ts';

/** What is shown of a header section; the source tab shows all of it. */
const MAX_FIELDS_SHOWN = 1000;
const MAX_VALUE_SHOWN = 20_000;
/** What rules get of a header section. Bytes. */
const MAX_HEADER_KEPT = 262_144;

interface Parsed {
  readonly source: Buffer;
  readonly structure: Structure;
  readonly body: MessageBody;
  readonly derived: DerivedBody;
}

function parse(bytes: Uint8Array, options: MimeOptions): Parsed {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const structure = readStructure(source);
  const body = bodyOf(source, structure);
  return { source, structure, body, derived: deriveBody(source, body, options.imagesAsAttachments) };
}

/** Parses a raw source (RFC 5322, 2045 to 2049, 2183, 2231) for lists and rules. */
export function parseIndex(bytes: Uint8Array, options: MimeOptions): MessageIndex {
  const { source, structure, body, derived } = parse(bytes, options);
  return {
    envelope: envelopeOf(structure.fields, derived.text),
    attachments: derived.entries.map((entry, index) => describeEntry(source, entry, index)),
    text: derived.text,
    header: structure.header.slice(0, MAX_HEADER_KEPT),
    report: deliveryReportOf(source, structure),
    cutShort: body.cutShort,
  };
}

/** Parses a raw source for reading. The HTML must be sanitised before it is shown. */
export function parseView(bytes: Uint8Array, options: MimeOptions): MessageView {
  const { source, structure, body, derived } = parse(bytes, options);
  return {
    text: derived.text,
    html: derived.html,
    headers: structure.fields.slice(0, MAX_FIELDS_SHOWN).map(shownField),
    attachments: derived.entries.map((entry, index) => describeEntry(source, entry, index)),
    inlineImages: options.imagesAsAttachments ? {} : inlineImages(body, derived.pictures),
    cutShort: body.cutShort,
  };
}

/** One attachment with its bytes; undefined when there is none at this position. */
export function parseAttachment(
  bytes: Uint8Array,
  index: number,
  options: MimeOptions,
): AttachmentContent | undefined {
  const { source, derived } = parse(bytes, options);
  const entry = derived.entries[index];
  if (entry === undefined) return undefined;
  return { attachment: describeEntry(source, entry, index), bytes: contentOfEntry(source, entry) };
}

/** Control characters made visible. */
function shownField(field: HeaderField): { name: string; value: string } {
  const value = fieldText(field.raw.slice(0, MAX_VALUE_SHOWN)).replace(
    /[\u0000-\u0008\u000b-\u001f]/g,
    (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)),
  );
  return { name: fieldText(field.name), value };
}
