import type { ListedMessage } from './source.ts';

/** At most this many messages share one transaction and one removal. */
export const MAX_SET_MESSAGES = 50;
/** At most this many announced bytes are in memory for a set; a single bigger message forms its own set. */
export const MAX_SET_BYTES = 16 * 1024 * 1024;

/** Cuts a mailbox into sets that are fetched, committed and removed together, in the given order. */
export function planSets(
  messages: readonly ListedMessage[],
  maxMessages = MAX_SET_MESSAGES,
  maxBytes = MAX_SET_BYTES,
): ListedMessage[][] {
  const sets: ListedMessage[][] = [];
  let current: ListedMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (current.length > 0 && (current.length >= maxMessages || bytes + message.sizeBytes > maxBytes)) {
      sets.push(current);
      current = [];
      bytes = 0;
    }
    current.push(message);
    bytes += message.sizeBytes;
  }
  if (current.length > 0) sets.push(current);
  return sets;
}
