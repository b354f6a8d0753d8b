import { createHash } from 'node:crypto';
import type { Database } from '../../electron/engine/store/database.ts';
import { insertSource, type NewMessage } from '../../electron/engine/store/messages.ts';
import { insertReceipt, type NewReceipt } from '../../electron/engine/store/receipts.ts';
import { storedMessage } from './store.ts';

/** A message as an import leaves it: entry, raw source and receipt. Returns its id. */
export function importedMessage(
  database: Database,
  source: Buffer | string,
  changes: { readonly message?: Partial<NewMessage>; readonly receipt?: Partial<NewReceipt> } = {},
): number {
  const bytes = Buffer.from(source);
  const messageId = storedMessage(database, {
    sizeBytes: bytes.length,
    processed: true,
    ...changes.message,
  });
  insertSource(database, messageId, bytes);
  insertReceipt(database, {
    accountId: changes.message?.accountId ?? 'in-1',
    mailbox: 'INBOX',
    validity: 'support@imap.example.com/1',
    serverKey: String(messageId),
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    messageId,
    fetchedAt: 1000,
    committedAt: 1001,
    ...changes.receipt,
  });
  return messageId;
}
