import type { MimeParser } from '../mime/parser.ts';
import type { MessageIndex } from '../mime/parsed.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger } from '../ports.ts';
import { applyRules } from '../rules/apply.ts';
import type { Database } from '../store/database.ts';
import {
  findMessage,
  markProcessed,
  setAside,
  unprocessedIds,
  writeAttachments,
  writeEnvelope,
} from '../store/messages.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import { ParseAhead } from './parse-ahead.ts';

const BATCH = 50;

export interface ProcessDependencies {
  readonly database: Database;
  readonly parser: MimeParser;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProcessed: (count: number) => void;
}

/** Works through imported messages behind the import: parse, keep the envelope, apply the rules. */
export interface Processor {
  /** Resolves when no message waits any more. Calls join the work under way. */
  drain(): Promise<void>;
  /** Lets the message in hand finish and takes no other. */
  stop(): Promise<void>;
}

/**
 * A message is marked as processed in the transaction that holds its results, so that a crash repeats the
 * step and never half of it. One that can't be parsed or kept is set aside with the reason; the others go on.
 */
export function createProcessor(dependencies: ProcessDependencies): Processor {
  const { database, parser, clock } = dependencies;
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;

  /** `busy` falls in the same turn in which nothing was found, so that no message slips between. */
  async function work(): Promise<void> {
    try {
      for (;;) {
        const ids = stopped ? [] : unprocessedIds(database, BATCH);
        if (ids.length === 0) return;
        let done = 0;
        const parsed = new ParseAhead(database, parser, ids);
        for (const id of ids) {
          if (stopped) break;
          await processOne(id, parsed.take(id));
          done += 1;
        }
        dependencies.onProcessed(done);
      }
    } finally {
      busy = false;
    }
  }

  async function processOne(id: number, parsed: Promise<MessageIndex | undefined>): Promise<void> {
    let index: MessageIndex | undefined;
    let failure: unknown;
    try {
      index = await parsed;
    } catch (error) {
      failure = error;
    }
    if (stopped) return;
    const result = index;
    if (result !== undefined) {
      try {
        finish(id, (now) => keep(id, result, now));
        return;
      } catch (error) {
        // A full disk concerns every message, and waits; anything else concerns this one.
        if (unexpected(error).transient) throw error;
        failure = error;
      }
    }
    finish(id, (now) => {
      if (failure !== undefined) quarantine(id, failure, now);
    });
  }

  function finish(id: number, action: (now: number) => void): void {
    inTransaction(database, () => {
      action(clock.now());
      markProcessed(database, id);
    });
  }

  function keep(id: number, index: MessageIndex, now: number): void {
    writeEnvelope(database, id, index.envelope);
    writeAttachments(database, id, index.attachments);
    const message = findMessage(database, id);
    // Set aside at import: a person decides first.
    if (message === undefined || message.state !== 'new') return;
    applyRules(database, { id, accountId: message.accountId, subject: message.subject }, now);
  }

  function quarantine(id: number, failure: unknown, now: number): void {
    const reason = unexpected(failure).toPlain();
    setAside(database, id, 'quarantined', reason);
    addTrail(database, id, now, 'quarantined', { reason: reason.code });
    dependencies.logger.warn('message set aside', { message: id, reason: reason.code });
  }

  return {
    drain() {
      if (!busy) {
        busy = true;
        working = work();
      }
      return working;
    },
    async stop() {
      stopped = true;
      await working.catch(() => {});
    },
  };
}
