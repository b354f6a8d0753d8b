import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { parseHeaderSection } from '../mime/header-section.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { insertMessage, setAside, writeEnvelope } from '../store/messages.ts';
import { findOversize, insertOversize, keepOversizeHeader } from '../store/oversize.ts';
import { indexMessages } from '../store/search-index.ts';
import { inTransaction } from '../store/transaction.ts';
import type { ListedMessage, MailSource } from './source.ts';

/** A longer header section is read but not kept. */
const MAX_HEADER_BYTES = 256 * 1024;

/**
 * Lists a message that is over the account's limit in the inbox, with its headers only, once. It is neither
 * downloaded nor removed.
 *
 * @param sizeBytes as announced, or the least it can be when it turned out bigger than announced
 */
export async function listOversize(
  context: {
    readonly database: Database;
    readonly clock: Clock;
    readonly onImported: (count: number) => void;
  },
  account: IncomingAccount,
  session: { readonly mailbox: string; readonly validity: string },
  message: ListedMessage,
  sizeBytes: number,
  source: MailSource,
): Promise<void> {
  const { database, clock } = context;
  const place = {
    accountId: account.id,
    mailbox: session.mailbox,
    validity: session.validity,
    serverKey: message.serverKey ?? `size:${sizeBytes}`,
  };
  if (findOversize(database, place) !== undefined) return;
  const header = (await source.fetchHeaders([message])).get(message.ref);
  const envelope = header === undefined ? undefined : await parseHeaderSection(header);
  inTransaction(database, () => {
    const messageId = insertMessage(database, {
      accountId: account.id,
      accountName: account.name,
      state: 'oversize',
      imagesAsAttachments: account.imagesAsAttachments,
      receivedAt: clock.now(),
      sizeBytes,
      processed: true,
    });
    if (envelope !== undefined) writeEnvelope(database, messageId, envelope);
    const params = { size: sizeBytes, limit: account.maxSizeBytes };
    setAside(
      database,
      messageId,
      'oversize',
      new MailroomError('message.tooLarge', 'fetch', { params }).toPlain(),
    );
    insertOversize(database, place, sizeBytes, messageId);
    if (header !== undefined && header.length <= MAX_HEADER_BYTES)
      keepOversizeHeader(database, messageId, header);
    indexMessages(database, [{ id: messageId, text: '' }]);
  });
  context.onImported(1);
}
