import PostalMime from 'postal-mime';
import type { Envelope } from '../store/messages.ts';
import { envelopeOf } from './parse.ts';

/** The envelope of a message of which only the header section is here. Undefined if it can't be read. */
export async function parseHeaderSection(header: Uint8Array): Promise<Envelope | undefined> {
  try {
    return envelopeOf(await PostalMime.parse(header), '');
  } catch {
    return undefined;
  }
}
