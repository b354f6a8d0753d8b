import type { MessageIndex } from '../mime/parsed.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Database } from '../store/database.ts';
import { findMessage, readSource } from '../store/messages.ts';

/** Sources that may wait in memory, in bytes; one that is larger is read alone. */
const MAX_BYTES_AHEAD = 16_000_000;

type Parsed = Promise<MessageIndex | undefined>;

/** Keeps the workers busy with the next messages while the results of one are stored. */
export class ParseAhead {
  private readonly database: Database;
  private readonly parser: MimeParser;
  private readonly waiting: number[];
  private readonly started = new Map<number, Parsed>();
  private bytes = 0;

  constructor(database: Database, parser: MimeParser, ids: readonly number[]) {
    this.database = database;
    this.parser = parser;
    this.waiting = [...ids];
  }

  /** The index of the next message, or undefined if it has no source. Ids are taken in the order given. */
  take(id: number): Parsed {
    while (
      !this.started.has(id) ||
      (this.started.size <= this.parser.workers && this.bytes < MAX_BYTES_AHEAD)
    ) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.started.set(next, this.start(next));
    }
    const parsed = this.started.get(id) ?? Promise.resolve(undefined);
    this.started.delete(id);
    return parsed;
  }

  private start(id: number): Parsed {
    const source = readSource(this.database, id);
    if (source === undefined) return Promise.resolve(undefined);
    const { length } = source;
    this.bytes += length;
    const imagesAsAttachments = findMessage(this.database, id)?.imagesAsAttachments === true;
    const parsed = this.parser.index(source, { imagesAsAttachments, giveAway: true }).finally(() => {
      this.bytes -= length;
    });
    // Whoever takes it sees the failure; until then nobody listens.
    parsed.catch(() => {});
    return parsed;
  }
}
