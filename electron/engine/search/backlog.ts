import { unexpected } from '../failures.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Logger } from '../ports.ts';
import type { Importer } from '../receiving/importer.ts';
import type { Database } from '../store/database.ts';
import { readForParsing } from '../store/messages.ts';
import { backlogIds, type IndexEntry } from '../store/search-index.ts';

/** So many messages come into the index in one transaction: what a kill costs at most. */
const BATCH = 100;

export interface BacklogDependencies {
  readonly database: Database;
  readonly importer: Pick<Importer, 'indexBacklog'>;
  readonly parser: MimeParser;
  readonly logger: Logger;
}

/** Brings messages into the search index that were here before it. */
export interface BacklogIndexer {
  /** Resolves when none waits any more. Calls join the work under way. @throws MailroomError `store.*` */
  catchUp(): Promise<void>;
  /** Keeps what is under way and begins nothing else. */
  stop(): Promise<void>;
}

/**
 * Reads the stored sources again, the newest first, one after the other: new mail, which goes the same way, never
 * waits for more than one of them. What is indexed leaves the backlog in the same transaction, so that the work goes
 * on where it was, whatever ends it.
 */
export function createBacklogIndexer(dependencies: BacklogDependencies): BacklogIndexer {
  const { database, importer, parser, logger } = dependencies;
  let working: Promise<void> | undefined;
  let stopped = false;

  async function work(): Promise<void> {
    let count = 0;
    for (;;) {
      const ids = stopped ? [] : backlogIds(database, BATCH);
      const entries: IndexEntry[] = [];
      for (const id of ids) {
        const text = await textOf(id);
        if (stopped) break;
        entries.push({ id, text });
      }
      if (entries.length === 0) break;
      await importer.indexBacklog(entries);
      count += entries.length;
    }
    if (count > 0) logger.info('older mail indexed', { count });
  }

  /** A message that has no source, or can't be parsed, is found by what is stored of it. */
  async function textOf(id: number): Promise<string> {
    const waiting = readForParsing(database, id);
    if (waiting === undefined) return '';
    const { source, imagesAsAttachments } = waiting;
    try {
      return (await parser.index(source, { imagesAsAttachments, giveAway: true })).text;
    } catch (error) {
      if (!stopped) logger.warn('text not indexed', { message: id, reason: unexpected(error).code });
      return '';
    }
  }

  return {
    catchUp() {
      working ??= work().finally(() => {
        working = undefined;
      });
      return working;
    },
    async stop() {
      stopped = true;
      await working?.catch(() => {});
    },
  };
}
