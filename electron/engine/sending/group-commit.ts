import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';

/** Does the work in the next group; resolves with its result once that is on disk. */
export type GroupCommit = <T>(work: () => T) => Promise<T>;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes together what all connections have to write in the same turn of the event loop: one wait for the disk
 * (`synchronous=FULL`) instead of one for each message. In the order in which it was asked for; when the
 * transaction fails, all of it is rejected and nothing is written.
 */
export function createGroupCommit(database: Database): GroupCommit {
  let waiting: Waiting[] = [];

  function commit(): void {
    const group = waiting;
    waiting = [];
    try {
      const results = inTransaction(database, () => group.map(({ work }) => work()));
      group.forEach(({ resolve }, index) => resolve(results[index]));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return <T>(work: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      // Immediates run when every socket that is ready in this turn has been read.
      if (waiting.length === 0) setImmediate(commit);
      waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
    });
}
