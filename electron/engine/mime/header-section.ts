import type { Envelope } from '../store/messages.ts';
import { envelopeOf } from './envelope.ts';
import { readStructure } from './structure.ts';

/** The envelope of a message of which only the header section is here. Undefined if it can't be read. */
export async function parseHeaderSection(header: Uint8Array): Promise<Envelope | undefined> {
  try {
    return envelopeOf(readStructure(Buffer.from(header.buffer, header.byteOffset, header.length)).fields, '');
  } catch {
    return undefined;
  }
}

/**
 * When a message came in, UTC ms: the date of its newest Received field (RFC 5321 section 4.4), else its own.
 * Undefined when neither can be read.
 */
export function dateOfHeaderSection(header: Uint8Array): number | undefined {
  const text = Buffer.from(header.buffer, header.byteOffset, header.byteLength)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ');
  const received = /^received:.*;\s*(.+)$/im.exec(text)?.[1];
  const own = /^date:\s*(.+)$/im.exec(text)?.[1];
  return [received, own].map((date) => Date.parse(date ?? '')).find((at) => !Number.isNaN(at));
}
