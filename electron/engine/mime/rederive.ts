import type { Database } from '../store/database.ts';
import {
  findMessage,
  idsDerivedOtherwise,
  readSource,
  setImagesAsAttachments,
  writeAttachments,
  writeEnvelope,
} from '../store/messages.ts';
import { indexMessages, mendingIndex } from '../store/search-index.ts';
import { inTransaction } from '../store/transaction.ts';
import type { MessageIndex } from './parsed.ts';
import type { MimeParser } from './parser.ts';

const BATCH = 50;

/**
 * Derives the stored messages of an account again under this value of "treat images as attachments" (S21).
 * Sources, rules and tickets are not touched. One message at a time, so that the engine goes on meanwhile
 * and an interruption leaves each message whole. What can't be parsed stays as it is.
 *
 * @returns how many messages changed
 */
export async function rederiveAccount(
  database: Database,
  parser: MimeParser,
  accountId: string,
  imagesAsAttachments: boolean,
): Promise<number> {
  let changed = 0;
  let after = 0;
  for (;;) {
    const ids = idsDerivedOtherwise(database, accountId, imagesAsAttachments, after, BATCH);
    for (const id of ids) {
      if (await rederive(database, parser, id, imagesAsAttachments)) changed += 1;
      after = id;
    }
    if (ids.length < BATCH) return changed;
  }
}

/** One message. Returns false when it can't be parsed or is gone. */
async function rederive(
  database: Database,
  parser: MimeParser,
  id: number,
  imagesAsAttachments: boolean,
): Promise<boolean> {
  const source = readSource(database, id);
  let index: MessageIndex | undefined;
  try {
    // Over the limit and never fetched: there is nothing to derive, only the option to note.
    index =
      source === undefined ? undefined : await parser.index(source, { imagesAsAttachments, giveAway: true });
  } catch {
    return false;
  }
  const keep = (): boolean => {
    if (findMessage(database, id) === undefined) return false;
    if (index !== undefined) {
      writeEnvelope(database, id, index.envelope);
      writeAttachments(database, id, index.attachments);
    }
    setImagesAsAttachments(database, id, imagesAsAttachments);
    if (index !== undefined) indexMessages(database, [{ id, text: index.text }]);
    return true;
  };
  return mendingIndex(database, () => inTransaction(database, keep));
}
