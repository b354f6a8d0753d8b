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
