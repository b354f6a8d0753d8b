import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { parseHeaderSection } from '../mime/header-section.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { insertMessage, setAside, writeEnvelope } from '../store/messages.ts';
import { findOversize, insertOversize, keepOversizeHeader } from '../store/oversize.ts';
import { inTransaction } from '../store/transaction.ts';
import type { SessionPlace } from './commit-set.ts';
import type { ListedMessage, MailSource } from './source.ts';

/** A longer header section is read but not kept. */
const MAX_HEADER_BYTES = 256 * 1024;

/**
 * Lists a message that is over the account's limit in the inbox, with its headers only, once. It is neither
 * downloaded nor removed.
 */
export async function listOversize(
  context: {
    readonly database: Database;
    readonly clock: Clock;
    readonly onImported: (count: number) => void;
  },
  account: IncomingAccount,
  session: SessionPlace,
  message: ListedMessage,
  source: MailSource,
): Promise<void> {
  const { database, clock } = context;
  const place = {
    accountId: account.id,
    mailbox: session.mailbox,
    validity: session.validity,
    serverKey: message.serverKey ?? `size:${message.sizeBytes}`,
  };
  if (findOversize(database, place) !== undefined) return;
  const header = await source.fetchHeader(message);
  const envelope = header === undefined ? undefined : await parseHeaderSection(header);
  inTransaction(database, () => {
    const messageId = insertMessage(database, {
      accountId: account.id,
      accountName: account.name,
      state: 'oversize',
      imagesAsAttachments: account.imagesAsAttachments,
      receivedAt: clock.now(),
      sizeBytes: message.sizeBytes,
      processed: true,
    });
    if (envelope !== undefined) writeEnvelope(database, messageId, envelope);
    const params = { size: message.sizeBytes, limit: account.maxSizeBytes };
    setAside(
      database,
      messageId,
      'oversize',
      new MailroomError('message.tooLarge', 'fetch', { params }).toPlain(),
    );
    insertOversize(database, place, message.sizeBytes, messageId);
    if (header !== undefined && header.length <= MAX_HEADER_BYTES)
      keepOversizeHeader(database, messageId, header);
  });
  context.onImported(1);
}
