import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { dueOf, lastBegun, type Candidate } from '../store/outbox-delivery.ts';
import type { TicketOrder } from './order.ts';
import { createRate } from './rate.ts';

/** So many candidates are looked up at once. */
const PAGE = 200;
const MINUTE_MS = 60_000;
const MAX_RATE = 10_000;

/** Which message of an account goes next: the first that is due, unless its ticket's order or the rate forbids it. */
export interface Claims {
  /** Claims the next message that may go now. */
  take(account: OutgoingAccount): number | undefined;
  /** The claim is over: the message has been dealt with. */
  settle(sequence: number): void;
  /** Nothing happened to it; `again` when it may be taken at once. */
  putBack(sequence: number, again: boolean): void;
  /** These were held back, and need not be any more. */
  offer(sequences: readonly number[]): void;
  /** From the first message on; otherwise each is looked at once. */
  lookAgain(): void;
  /** Until when the last `take` found the account's rate used up, UTC ms. */
  readonly waitsForRateUntil: number | undefined;
}

export function createClaims(
  accountId: string,
  {
    database,
    clock,
    order,
    taken,
  }: {
    readonly database: Database;
    readonly clock: Clock;
    readonly order: TicketOrder;
    /** In memory, since one process owns the data directory. Of all accounts: a person may change a message's account. */
    readonly taken: Set<number>;
  },
): Claims {
  const rate = createRate(lastBegun(database, accountId, clock.now() - MINUTE_MS, MAX_RATE));
  let candidates: Candidate[] = [];
  /** Everything up to here has been a candidate. */
  let lookedUpTo = 0;
  let waitsForRateUntil: number | undefined;

  function next(): Candidate | undefined {
    if (candidates.length === 0) {
      candidates = dueOf(database, accountId, clock.now(), lookedUpTo, PAGE);
      lookedUpTo = candidates.at(-1)?.sequence ?? lookedUpTo;
    }
    return candidates.shift();
  }

  return {
    take({ maxPerMinute }) {
      waitsForRateUntil = undefined;
      for (let candidate = next(); candidate !== undefined; candidate = next()) {
        const { sequence, ofTicket } = candidate;
        if (taken.has(sequence) || (ofTicket && order.holdsBack({ sequence, accountId }))) continue;
        const now = clock.now();
        if (!rate.take(maxPerMinute, now)) {
          candidates.unshift(candidate);
          waitsForRateUntil = now + rate.wait(maxPerMinute, now);
          return undefined;
        }
        taken.add(sequence);
        return sequence;
      }
      return undefined;
    },
    settle: (sequence) => void taken.delete(sequence),
    putBack(sequence, again) {
      taken.delete(sequence);
      rate.giveBack();
      if (again) candidates.unshift({ sequence, ofTicket: true });
    },
    offer(sequences) {
      candidates.unshift(...sequences.map((sequence) => ({ sequence, ofTicket: true })));
    },
    lookAgain() {
      candidates = [];
      lookedUpTo = 0;
    },
    get waitsForRateUntil() {
      return waitsForRateUntil;
    },
  };
}
