import { createHash } from 'node:crypto';
import type { Database } from '../store/database.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { deleteMessage, findMessage, insertMessage, insertSource, setAside } from '../store/messages.ts';
import { forgetFailure } from '../store/fetch-failures.ts';
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
import { isStandIn } from './stand-in.ts';

/** One complete message as it came from the server. */
export interface FetchedMessage {
  readonly message: ListedMessage;
  readonly source: Uint8Array;
  readonly fetchedAt: number;
}

/** A message that may leave the server: its bytes are committed under this receipt. */
export interface Removable {
  /** The message's number within the session of its source. */
  readonly ref: number;
  readonly receiptId: number;
  readonly messageId: number;
}

export interface CommitResult {
  readonly imported: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly bytes: number;
  readonly removable: readonly Removable[];
  /** Messages that came shorter than announced or as a stand-in, by their numbers within the session. */
  readonly incomplete: readonly number[];
}

/** The account as it is written beside each message. */
export type ImportAccount = Pick<IncomingAccount, 'id' | 'name' | 'imagesAsAttachments'>;

/** What the present session knows about the mailbox. */
export interface ImportSession {
  readonly account: ImportAccount;
  readonly mailbox: string;
  readonly validity: string;
  /** Every server key of this session's listing. */
  readonly listedKeys: readonly string[];
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
  session: ImportSession,
  listedKeys: ReadonlySet<string>,
  fetched: readonly FetchedMessage[],
  committedAt: number,
): CommitResult {
  const { account, mailbox, validity } = session;
  // Before the transaction: others wait for their turn to write while it lasts.
  const digests = fetched.map((item) => createHash('sha256').update(item.source).digest('hex'));
  return inTransaction(database, () => {
    const tally = { imported: 0, duplicates: 0, quarantined: 0, bytes: 0 };
    const removable: Removable[] = [];
    const incomplete: number[] = [];
    for (const [index, item] of fetched.entries()) {
      const sha256 = digests[index] ?? '';
      const place: ServerPlace = {
        accountId: account.id,
        mailbox,
        validity,
        serverKey: item.message.serverKey ?? `sha256:${sha256}`,
      };
      // Over the limit once, and fetched now that the limit was raised: it must not be listed twice.
      const placeholder = findOversize(database, place);
      if (placeholder !== undefined) deleteMessage(database, placeholder.messageId);
      const known = recognise(database, place, session, listedKeys, sha256);
      const whole = isWhole(item);
      const receipt = known ?? importMessage(database, account, place, item, sha256, committedAt, whole);
      if (known !== undefined) tally.duplicates += 1;
      else {
        tally[whole ? 'imported' : 'quarantined'] += 1;
        tally.bytes += item.source.length;
      }
      // Shorter than announced may be a stand-in for the real message: it stays on the server, unless a person
      // has accepted it as it is.
      if (whole || (known !== undefined && isAccepted(database, known.messageId))) {
        removable.push({ ref: item.message.ref, receiptId: receipt.id, messageId: receipt.messageId });
        const failed = forgetFailure(database, place);
        if (failed !== undefined) deleteMessage(database, failed);
      } else incomplete.push(item.message.ref);
    }
    return { ...tally, removable, incomplete };
  });
}

/** As long as announced, not empty, and not a text that the server put in its place. */
function isWhole({ message, source }: FetchedMessage): boolean {
  return source.length > 0 && source.length >= message.sizeBytes && !isStandIn(source);
}

function isAccepted(database: Database, messageId: number): boolean {
  return findMessage(database, messageId)?.state !== 'quarantined';
}

/** The receipt of the very same message, if it is here already. */
function recognise(
  database: Database,
  place: ServerPlace,
  session: ImportSession,
  listedKeys: ReadonlySet<string>,
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
      receipt.validity !== session.validity || (session.keysMayChange && !listedKeys.has(receipt.serverKey)),
  );
  if (moved !== undefined) moveReceipt(database, moved.id, place);
  return moved;
}

function importMessage(
  database: Database,
  account: ImportAccount,
  place: ServerPlace,
  item: FetchedMessage,
  sha256: string,
  committedAt: number,
  whole: boolean,
): Pick<StoredReceipt, 'id' | 'messageId'> {
  const sizeBytes = item.source.length;
  // The whole message has come: what the server gave before in its place goes.
  if (whole) for (const id of standInsAt(database, place)) deleteMessage(database, id);
  const messageId = insertMessage(database, {
    accountId: account.id,
    accountName: account.name,
    state: 'new',
    imagesAsAttachments: account.imagesAsAttachments,
    receivedAt: committedAt,
    sizeBytes,
    processed: false,
  });
  insertSource(database, messageId, asBuffer(item.source));
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

/** The bytes arrive as a plain array when they come from another thread. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
