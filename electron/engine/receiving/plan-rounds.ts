import type { ListedMessage } from './source.ts';

/**
 * How a run is cut. A round is fetched in one stream and removed in one step: bigger rounds mean fewer round
 * trips and more work to repeat after a crash. A set is committed in one transaction: it is what lies in memory.
 */
export const MAX_ROUND_MESSAGES = 1000;
export const MAX_ROUND_BYTES = 128 * 1024 * 1024;
export const MAX_SET_MESSAGES = 50;
export const MAX_SET_BYTES = 16 * 1024 * 1024;

/** Cuts a mailbox into rounds by announced sizes, in the given order; a bigger message forms its own round. */
export function planRounds(
  messages: readonly ListedMessage[],
  maxMessages = MAX_ROUND_MESSAGES,
  maxBytes = MAX_ROUND_BYTES,
): ListedMessage[][] {
  const rounds: ListedMessage[][] = [];
  let current: ListedMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (current.length > 0 && (current.length >= maxMessages || bytes + message.sizeBytes > maxBytes)) {
      rounds.push(current);
      current = [];
      bytes = 0;
    }
    current.push(message);
    bytes += message.sizeBytes;
  }
  if (current.length > 0) rounds.push(current);
  return rounds;
}
