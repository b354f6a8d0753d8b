import { openDatabase, type Database } from '../../electron/engine/store/database.ts';
import { listMessages } from '../../electron/engine/store/message-list.ts';
import { readSource, unprocessedIds } from '../../electron/engine/store/messages.ts';
import { sha256 } from './digests.ts';

const PAGE = 500;

/** SHA-256 of every raw source in a data directory, read through the store. */
export function* storedDigests(dataDirectory: string): Generator<string> {
  const database = openDatabase(dataDirectory);
  try {
    for (const id of messageIds(database)) {
      const source = readSource(database, id);
      if (source !== undefined) yield sha256(source);
    }
  } finally {
    database.close();
  }
}

/** Whether a message waits to be parsed and looked at by the rules. */
export function hasUnprocessed(dataDirectory: string): boolean {
  const database = openDatabase(dataDirectory);
  try {
    return unprocessedIds(database, 0, 1).length > 0;
  } finally {
    database.close();
  }
}

function* messageIds(database: Database): Generator<number> {
  for (const folder of ['inbox', 'archive'] as const) {
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const page = listMessages(database, { folder, before, limit: PAGE });
      for (const { id } of page) yield id;
      const last = page.at(-1);
      if (last === undefined) break;
      before = last.id;
    }
  }
}
