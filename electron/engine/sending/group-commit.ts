import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';

/** Writes of all connections, put together into few transactions. */
export interface GroupCommit {
  /**
   * Does the work in the next group, in the order of asking; resolves with its result once that is on disk. When the
   * transaction fails, all of the group is rejected and nothing of it is written.
   */
  soon<T>(work: () => T): Promise<T>;
  /** Somebody can't go on before what was asked for is written, or nobody will ask for more. */
  now(): void;
}

/** A group that nobody waits for is written after this time. */
const PATIENCE_MS = 4;

/**
 * One wait for the disk (`synchronous=FULL`) for everything that all connections have to write, instead of one for
 * each message. A group is open until somebody needs it written, and then to the end of this turn of the event loop:
 * so it takes in what every other socket that is ready brings.
 */
export function createGroupCommit(database: Database): GroupCommit {
  let waiting: {
    work: () => unknown;
    resolve: (value: unknown) => void;
    reject: (error: unknown) => void;
  }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isUrgent = false;

  function commit(): void {
    clearTimeout(timer);
    timer = undefined;
    isUrgent = false;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      const results = inTransaction(database, () => group.map(({ work }) => work()));
      group.forEach(({ resolve }, index) => resolve(results[index]));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return {
    soon: <T>(work: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        timer ??= setTimeout(commit, PATIENCE_MS);
      }),
    now() {
      if (isUrgent || waiting.length === 0) return;
      isUrgent = true;
      // Immediates run when every socket that is ready in this turn has been read.
      setImmediate(commit);
    },
  };
}
