import type { Database } from '../store/database.ts';
import { earlierOfTicket } from '../store/outbox-delivery.ts';

/** A message that waits for an earlier one of its ticket. */
export interface HeldBack {
  readonly sequence: number;
  readonly accountId: string;
}

/**
 * Keeps the messages of a ticket in order: none begins while an earlier one that shares a recipient is still under
 * way, whatever account that one goes through.
 */
export interface TicketOrder {
  /** Whether it must wait; then it is kept until what it waits for has settled. */
  holdsBack(message: HeldBack): boolean;
  /** An earlier one has come to its end: these may be looked at again. */
  settled(sequence: number): readonly HeldBack[];
  /** Everything is looked at anew. */
  forget(): void;
}

export function createTicketOrder(database: Database): TicketOrder {
  const waiting = new Map<number, HeldBack[]>();
  return {
    holdsBack(message) {
      const earlier = earlierOfTicket(database, message.sequence);
      if (earlier === undefined) return false;
      waiting.set(earlier, [...(waiting.get(earlier) ?? []), message]);
      return true;
    },
    settled(sequence) {
      const free = waiting.get(sequence) ?? [];
      waiting.delete(sequence);
      return free;
    },
    forget: () => waiting.clear(),
  };
}
