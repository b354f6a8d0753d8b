import { MailroomError } from '../../../../shared/errors.ts';
import { hasEightBitBytes, toSevenBit } from '../seven-bit.ts';
import type { OutgoingMessage, RefusedRecipient } from '../transport.ts';
import type { ServerOffer } from './ehlo.ts';
import { wireAddress, wireSender } from './wire-address.ts';

/** A message in the form that this server can take. */
export interface WireMessage {
  readonly from: string;
  /** By the address on the wire: the recipients as they were given. */
  readonly recipients: ReadonlyMap<string, readonly string[]>;
  /** Whose addresses this server can't be told. */
  readonly refused: readonly RefusedRecipient[];
  readonly bytes: Buffer;
  /** BODY=8BITMIME (RFC 6152). */
  readonly eightBit: boolean;
}

/**
 * Fits a message to what the server offers, before anything is said about it.
 *
 * @throws MailroomError `send.tooLarge` (RFC 1870) with both sizes in bytes; `send.senderRefused` or
 *   `send.addressNeedsUtf8` for the sender
 */
export function wireMessage(message: OutgoingMessage, offer: ServerOffer): WireMessage {
  const eightBit = hasEightBitBytes(message.source);
  const bytes = eightBit && !offer.eightBitMime ? toSevenBit(message.source) : message.source;
  if (offer.size !== undefined && bytes.length > offer.size)
    throw new MailroomError('send.tooLarge', 'submit', {
      params: { size: bytes.length, limit: offer.size },
    });
  const from = wireSender(message.sender, offer.smtpUtf8);
  const recipients = new Map<string, string[]>();
  const refused: RefusedRecipient[] = [];
  for (const recipient of message.recipients) {
    try {
      const address = wireAddress(recipient, offer.smtpUtf8);
      recipients.set(address, [...(recipients.get(address) ?? []), recipient]);
    } catch (error) {
      refused.push({ recipient, reply: '', error: (error as MailroomError).toPlain() });
    }
  }
  return { from, recipients, refused, bytes, eightBit };
}
