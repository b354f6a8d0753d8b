import type { Database } from '../store/database.ts';
import { closeAbsentReceipts, closeReceipt } from '../store/receipts.ts';
import { emptyIfDamaged, indexBacklog, mendingIndex, type IndexEntry } from '../store/search-index.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import {
  commitSet,
  rememberSession,
  type CommitResult,
  type FetchedMessage,
  type ImportSession,
  type SessionMemory,
} from './commit-set.ts';
import { finishProcessing, type Finished, type Processed } from './finish-processing.ts';

/** How one committed message left the place it was fetched from. */
export interface Settlement {
  readonly receiptId: number;
  /** Undefined for one that a person has deleted for good. */
  readonly messageId: number | undefined;
  /** The mailbox it was moved to; undefined when it was removed. */
  readonly movedTo: string | undefined;
}

/**
 * Everything that receiving writes in bulk. What a promise resolves for is on the disk. The engine runs it in
 * a thread of its own, so that a commit of many megabytes holds up nobody; calls are served in order.
 */
export interface Importer {
  /** Says which mailbox the following calls are about; returns the number of the session. */
  begin(session: ImportSession): Promise<number>;
  /** Commits one set in one transaction. The sources are given away: they must not be used afterwards. */
  commit(session: number, fetched: readonly FetchedMessage[], at: number): Promise<CommitResult>;
  /** Records what the server confirmed. */
  settle(settlements: readonly Settlement[], at: number): Promise<void>;
  /**
   * Ends a session.
   *
   * @param allSeen whether the bytes of every listed message were seen; undefined for a session that broke off
   *   and proves nothing about what is not listed
   */
  end(session: number, allSeen: boolean | undefined, at: number): Promise<void>;
  /** Keeps what was derived from messages, and lets the rules act on them, in one transaction. */
  finish(processed: readonly Processed[], at: number): Promise<Finished>;
  /** Puts older messages into the search index, in one transaction. */
  indexBacklog(entries: readonly IndexEntry[]): Promise<void>;
}

/** The same in the caller's thread. */
export function createImporter(database: Database): Importer {
  const sessions = new Map<number, { readonly session: ImportSession; readonly memory: SessionMemory }>();
  let next = 1;

  function opened(number: number): { readonly session: ImportSession; readonly memory: SessionMemory } {
    const found = sessions.get(number);
    if (found === undefined) throw new Error(`import session ${number} is not open`);
    return found;
  }

  return {
    async begin(session) {
      const number = next++;
      sessions.set(number, { session, memory: rememberSession(database, session) });
      return number;
    },

    async commit(number, fetched, at) {
      const { session, memory } = opened(number);
      try {
        return commitSet(database, session, memory, fetched, at);
      } catch (error) {
        // What the session remembers is used up: the next one begins afresh, with an index that is whole.
        emptyIfDamaged(database, error);
        throw error;
      }
    },

    async settle(settlements, at) {
      inTransaction(database, () => {
        for (const { receiptId, messageId, movedTo } of settlements) {
          closeReceipt(database, receiptId, movedTo === undefined ? 'removed' : 'moved', at, movedTo);
          if (messageId === undefined) continue;
          if (movedTo === undefined) addTrail(database, messageId, at, 'removed');
          else addTrail(database, messageId, at, 'moved', { mailbox: movedTo });
        }
      });
    },

    async end(number, allSeen, at) {
      const { session } = opened(number);
      sessions.delete(number);
      if (allSeen === undefined) return;
      const { account, mailbox, validity, keysMayChange } = session;
      const seen = { mailbox, validity, listedKeys: new Set(session.listedKeys), keysMayChange };
      inTransaction(database, () => closeAbsentReceipts(database, account.id, seen, allSeen, at));
    },

    async finish(processed, at) {
      return mendingIndex(database, () => finishProcessing(database, processed, at));
    },

    async indexBacklog(entries) {
      mendingIndex(database, () => inTransaction(database, () => indexBacklog(database, entries)));
    },
  };
}
