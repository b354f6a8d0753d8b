import { createHash } from 'node:crypto';
import type { Database } from '../store/database.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { deleteMessage, findMessage, insertMessage, insertSource, setAside } from '../store/messages.ts';
import { fetchFailures, forgetFailure, type FetchFailure } from '../store/fetch-failures.ts';
import { oversizeEntries, type OversizeEntry } from '../store/oversize.ts';
import { leaveQuarantine } from '../store/quarantine.ts';
import {
  findReceipts,
  insertReceipt,
  moveReceipt,
  openReceipts,
  standInsAt,
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
  /** Undefined for one that a person has deleted for good. */
  readonly messageId: number | undefined;
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

/** What an import session reads once instead of asking for every message. */
export interface SessionMemory {
  readonly oversize: ReadonlyMap<string, OversizeEntry>;
  readonly failing: ReadonlyMap<string, FetchFailure>;
  /** Receipts by digest whose message was never confirmed as removed and is not listed under their key. */
  readonly adrift: ReadonlyMap<string, StoredReceipt[]>;
}

export function rememberSession(database: Database, session: ImportSession): SessionMemory {
  const { account, mailbox, validity, keysMayChange, listedKeys } = session;
  const place = { accountId: account.id, mailbox, validity };
  const listed = new Set(listedKeys);
  const adrift = new Map<string, StoredReceipt[]>();
  for (const receipt of openReceipts(database, account.id, mailbox)) {
    if (receipt.validity === validity && (!keysMayChange || listed.has(receipt.serverKey))) continue;
    const same = adrift.get(receipt.sha256) ?? [];
    adrift.set(receipt.sha256, [...same, receipt]);
  }
  return {
    oversize: oversizeEntries(database, place),
    failing: fetchFailures(database, place),
    adrift,
  };
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
  memory: SessionMemory,
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
      const serverKey = item.message.serverKey ?? `sha256:${sha256}`;
      const place: ServerPlace = { accountId: account.id, mailbox, validity, serverKey };
      // Over the limit once, and fetched now that the limit was raised: it must not be listed twice.
      const placeholder = memory.oversize.get(serverKey);
      if (placeholder !== undefined) deleteMessage(database, placeholder.messageId);
      const whole = isWhole(item);
      const underThisKey = findReceipts(database, place);
      const same = underThisKey.find((receipt) => receipt.sha256 === sha256);
      // What the server gave in the place of the message goes, were it given before or after.
      if (whole && underThisKey.length > 0) dropStandIns(database, place, same?.messageId);
      // Also where the key was another message's before: it may be new to a message that we know under a key that is gone.
      const known = same ?? recogniseMoved(database, memory, place, sha256);
      if (whole && known !== undefined) acceptIfIncomplete(database, known.messageId);
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
        if (memory.failing.has(serverKey)) forget(database, place);
      } else incomplete.push(item.message.ref);
    }
    return { ...tally, removable, incomplete };
  });
}

/** As long as announced, not empty, and not a text that the server put in its place. */
function isWhole({ message, source }: FetchedMessage): boolean {
  return source.length > 0 && source.length >= message.sizeBytes && !isStandIn(source);
}

/** A person has released it: filing it away, reason and all, is no acceptance. */
function isAccepted(database: Database, messageId: number | undefined): boolean {
  const message = messageId === undefined ? undefined : findMessage(database, messageId);
  return message !== undefined && message.state !== 'quarantined' && message.reason === undefined;
}

/**
 * All keys are new after a change of UIDVALIDITY (or of all UIDLs): the same bytes, never confirmed as removed and no
 * longer listed under their old key, are the same message. Where keys are firm, a new key is a new message.
 */
function recogniseMoved(
  database: Database,
  memory: SessionMemory,
  place: ServerPlace,
  sha256: string,
): StoredReceipt | undefined {
  // One receipt stands for one message.
  const moved = memory.adrift.get(sha256)?.shift();
  if (moved !== undefined) moveReceipt(database, moved.id, place);
  return moved;
}

function dropStandIns(database: Database, place: ServerPlace, except: number | undefined): void {
  for (const id of standInsAt(database, place)) if (id !== except) deleteMessage(database, id);
}

/** These very bytes were set aside as too short, and are what the server announces now. */
function acceptIfIncomplete(database: Database, messageId: number | undefined): void {
  if (messageId === undefined) return;
  if (findMessage(database, messageId)?.reason?.code === 'fetch.incomplete')
    leaveQuarantine(database, messageId, true);
}

/** It came at last: nothing is left to try again, and no entry to say so. */
function forget(database: Database, place: ServerPlace): void {
  const entry = forgetFailure(database, place);
  if (entry !== undefined) deleteMessage(database, entry);
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
