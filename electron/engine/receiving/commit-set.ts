import { createHash } from 'node:crypto';
import type { Database } from '../store/database.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { deleteMessage, insertMessage, insertSource, setAside } from '../store/messages.ts';
import { findOversize } from '../store/oversize.ts';
import {
  findReceipts,
  standInsAt,
  findUnremovedByDigest,
  insertReceipt,
  moveReceipt,
  type ServerPlace,
  type StoredReceipt,
} from '../store/receipts.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import type { ListedMessage } from './source.ts';

/** One complete message as it came from the server. */
export interface FetchedMessage {
  readonly message: ListedMessage;
  readonly source: Buffer;
  readonly fetchedAt: number;
}

/** A message that may leave the server: its bytes are committed under this receipt. */
export interface Removable {
  readonly message: ListedMessage;
  readonly receiptId: number;
  readonly messageId: number;
}

export interface CommitResult {
  readonly imported: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly bytes: number;
  readonly removable: readonly Removable[];
}

/** What the present session knows about the mailbox. */
export interface SessionPlace {
  readonly mailbox: string;
  readonly validity: string;
  /** Every server key of this session's listing. */
  readonly listedKeys: ReadonlySet<string>;
  /** Whether keys can change although `validity` does not: POP3 has nothing like UIDVALIDITY. */
  readonly keysMayChange: boolean;
}

/**
 * Commits one set in one transaction: raw sources, messages and receipts, or nothing. When this returns,
 * the bytes are on the disk (`synchronous=FULL`), and only then may the set be removed from the server.
 *
 * A message whose key and digest are known is not imported again. A known key with another digest is a new
 * message: servers reuse UIDs and UIDLs after a restore.
 */
export function commitSet(
  database: Database,
  account: IncomingAccount,
  session: SessionPlace,
  fetched: readonly FetchedMessage[],
  committedAt: number,
): CommitResult {
  return inTransaction(database, () => {
    const tally = { imported: 0, duplicates: 0, quarantined: 0, bytes: 0 };
    const removable: Removable[] = [];
    for (const item of fetched) {
      const sha256 = createHash('sha256').update(item.source).digest('hex');
      const place: ServerPlace = {
        accountId: account.id,
        mailbox: session.mailbox,
        validity: session.validity,
        serverKey: item.message.serverKey ?? `sha256:${sha256}`,
      };
      // Over the limit once, and fetched now that the limit was raised: it must not be listed twice.
      const placeholder = findOversize(database, place);
      if (placeholder !== undefined) deleteMessage(database, placeholder.messageId);
      const whole = item.source.length >= item.message.sizeBytes;
      // The whole message has come: what the server gave in its place goes, were it given before or after.
      if (whole) for (const id of standInsAt(database, place)) deleteMessage(database, id);
      const known = recognise(database, place, session, sha256);
      const receipt = known ?? importMessage(database, account, place, item, sha256, committedAt, whole);
      if (known !== undefined) tally.duplicates += 1;
      else {
        tally[whole ? 'imported' : 'quarantined'] += 1;
        tally.bytes += item.source.length;
      }
      // Shorter than announced may be a stand-in for the real message: it stays on the server.
      if (whole)
        removable.push({ message: item.message, receiptId: receipt.id, messageId: receipt.messageId });
    }
    return { ...tally, removable };
  });
}

/** The receipt of the very same message, if it is here already. */
function recognise(
  database: Database,
  place: ServerPlace,
  session: SessionPlace,
  sha256: string,
): Pick<StoredReceipt, 'id' | 'messageId'> | undefined {
  const underThisKey = findReceipts(database, place);
  const same = underThisKey.find((receipt) => receipt.sha256 === sha256);
  if (same !== undefined) return same;
  if (underThisKey.length > 0) return undefined;
  // All keys are new after a change of UIDVALIDITY: the same bytes, never confirmed as removed and no longer
  // listed under their old key, are the same message. Where keys are firm, a new key is a new message.
  const moved = findUnremovedByDigest(database, place.accountId, place.mailbox, sha256).find(
    (receipt) =>
      receipt.validity !== session.validity ||
      (session.keysMayChange && !session.listedKeys.has(receipt.serverKey)),
  );
  if (moved !== undefined) moveReceipt(database, moved.id, place);
  return moved;
}

function importMessage(
  database: Database,
  account: IncomingAccount,
  place: ServerPlace,
  item: FetchedMessage,
  sha256: string,
  committedAt: number,
  whole: boolean,
): Pick<StoredReceipt, 'id' | 'messageId'> {
  const sizeBytes = item.source.length;
  const messageId = insertMessage(database, {
    accountId: account.id,
    accountName: account.name,
    state: 'new',
    imagesAsAttachments: account.imagesAsAttachments,
    receivedAt: committedAt,
    sizeBytes,
    processed: false,
  });
  insertSource(database, messageId, item.source);
  const id = insertReceipt(database, {
    ...place,
    sizeBytes,
    sha256,
    messageId,
    fetchedAt: item.fetchedAt,
    committedAt,
  });
  addTrail(database, messageId, committedAt, 'imported', { account: account.name });
  if (!whole) {
    const params = { announced: item.message.sizeBytes, received: sizeBytes };
    setAside(
      database,
      messageId,
      'quarantined',
      new MailroomError('fetch.incomplete', 'fetch', { params }).toPlain(),
    );
    addTrail(database, messageId, committedAt, 'quarantined', params);
  }
  return { id, messageId };
}
