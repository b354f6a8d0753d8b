import type { MimeParser } from '../mime/parser.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { readForParsing, unprocessedIds } from '../store/messages.ts';
import { failureOf, type Finished, type Processed } from './finish-processing.ts';
import type { Importer } from './importer.ts';

/** Results of so many messages are kept in one transaction. */
const BATCH = 100;
/** Each parser has the next message waiting for it, but no more than so many bytes wait. */
const AHEAD = 2;
const AHEAD_BYTES = 32 * 1024 * 1024;

export interface ProcessDependencies {
  readonly database: Database;
  readonly importer: Pick<Importer, 'finish'>;
  readonly parser: MimeParser;
  readonly clock: Clock;
  readonly logger: Logger;
  /** After every batch that is kept. */
  readonly onProcessed: (finished: Finished) => void;
}

/** Works through imported messages behind the import: parse, keep the envelope, apply the rules. */
export interface Processor {
  /** Resolves when no message waits any more. Calls join the work under way. */
  drain(): Promise<void>;
  /** Keeps what is parsed and takes no other. */
  stop(): Promise<void>;
}

/**
 * A message is marked as processed in the transaction that holds its results, so that a crash repeats the
 * step and never half of it. One that can't be parsed or kept is set aside with the reason; the others go on.
 * While one batch is being written the next one is parsed.
 */
export function createProcessor(dependencies: ProcessDependencies): Processor {
  const { database, importer, parser, clock, logger } = dependencies;
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;

  /** `busy` falls in the same turn in which nothing was found, so that no message slips between. */
  async function work(): Promise<void> {
    let writing: Promise<void> = Promise.resolve();
    let last = 0;
    try {
      for (;;) {
        // Beyond the last one: those before it are parsed but may still be waiting to be written.
        const ids = stopped ? [] : unprocessedIds(database, last, BATCH);
        if (ids.length === 0) {
          await writing;
          if (stopped || unprocessedIds(database, 0, 1).length === 0) return;
          last = 0;
          continue;
        }
        last = ids.at(-1) ?? last;
        const processed = await parseAll(ids);
        await writing;
        writing = write(processed);
        // Awaited before the next batch; until then a failure must not count as unhandled.
        writing.catch(() => {});
      }
    } finally {
      busy = false;
      await writing.catch(() => {});
    }
  }

  async function write(processed: readonly Processed[]): Promise<void> {
    if (processed.length === 0) return;
    dependencies.onProcessed(await importer.finish(processed, clock.now()));
  }

  async function parseAll(ids: readonly number[]): Promise<Processed[]> {
    const results: Processed[] = [];
    /** Sizes of the sources being parsed. */
    const underWay = new Map<Promise<void>, number>();
    const isFull = (): boolean => {
      const bytes = [...underWay.values()].reduce((sum, size) => sum + size, 0);
      return underWay.size >= AHEAD * parser.workers || bytes >= AHEAD_BYTES;
    };
    for (const id of ids) {
      while (isFull()) await Promise.race(underWay.keys());
      if (stopped) break;
      const waiting = readForParsing(database, id);
      const size = waiting?.source.length ?? 0;
      const job: Promise<void> = parseOne(id, waiting).then((result) => {
        underWay.delete(job);
        if (result !== undefined) results.push(result);
      });
      underWay.set(job, size);
    }
    await Promise.all(underWay.keys());
    // In order of arrival, so that rules and ticket numbers follow it.
    return results.sort((one, other) => one.id - other.id);
  }

  async function parseOne(
    id: number,
    waiting: ReturnType<typeof readForParsing>,
  ): Promise<Processed | undefined> {
    if (waiting === undefined) return { id };
    const { source, imagesAsAttachments } = waiting;
    try {
      return { id, index: await parser.index(source, { imagesAsAttachments, giveAway: true }) };
    } catch (error) {
      // A parser that is stopped says nothing about the message.
      if (stopped) return undefined;
      const failure = failureOf(error);
      logger.warn('message set aside', { message: id, reason: failure.code });
      return { id, failure };
    }
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
