import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { Database } from '../store/database.ts';
import { fetchFailures } from '../store/fetch-failures.ts';
import { leftAlone, type ServerMailbox } from '../store/left-alone.ts';
import { oversizeEntries, type OversizeEntry } from '../store/oversize.ts';
import { findReceipts } from '../store/receipts.ts';
import { isToCome } from '../time-to-come.ts';
import { LONGEST_WAIT_MS } from './fetch-failure.ts';
import type { ListedMessage } from './source.ts';

/** A long listing is looked through in pieces, so that nobody waits for the thread. */
const PIECE = 1000;

/** What a run does with each listed message. */
export interface Choice {
  readonly fetch: readonly ListedMessage[];
  /** Over the limit, and a person wants them all the same. */
  readonly fetchAnyway: readonly ListedMessage[];
  /** Over the limit: to be listed in the inbox, unless they are already. */
  readonly oversize: readonly ListedMessage[];
  /** Over the limit, and a person wants them gone from the server. */
  readonly discard: readonly (OversizeEntry & { readonly message: ListedMessage })[];
  /** Here already and kept on the server on purpose. */
  readonly known: number;
  readonly leftAlone: number;
  /** Listed but not looked at: their bytes may be those of a message that is known under another key. */
  readonly unseen: number;
}

/**
 * Sorts a listing: what to fetch, what is too big, what stays. The server's announcements are only believed for
 * planning; nothing is removed on the strength of this.
 *
 * @param firmKeys whether a server key always means the same message (IMAP), or may be given out anew (POP3)
 */
export async function choose(
  database: Database,
  account: IncomingAccount,
  place: ServerMailbox,
  firmKeys: boolean,
  listed: readonly ListedMessage[],
  now: number,
): Promise<Choice> {
  const { maxSizeBytes, afterRetrieval } = account;
  const stay = leftAlone(database, place);
  const big = oversizeEntries(database, place);
  const failing = fetchFailures(database, place);
  const choice = {
    fetch: [] as ListedMessage[],
    fetchAnyway: [] as ListedMessage[],
    oversize: [] as ListedMessage[],
    discard: [] as (OversizeEntry & { message: ListedMessage })[],
    known: 0,
    leftAlone: 0,
    unseen: 0,
  };

  function sort(message: ListedMessage): void {
    const key = message.serverKey;
    if (key !== undefined && stay.has(key)) {
      choice.leftAlone += 1;
      choice.unseen += 1;
      return;
    }
    const here = isHere(database, place, message);
    // Marked by another program, which may still want it back. Marked by us: the removal was interrupted.
    if (message.markedDeleted === true && !here) {
      choice.unseen += 1;
      return;
    }
    const entry = key === undefined ? undefined : big.get(key);
    if (isOversize(message, entry) && !here) {
      if (entry?.decision === 'fetch') choice.fetchAnyway.push(message);
      else {
        choice.unseen += 1;
        // Only the very message that the person saw.
        if (entry?.decision === 'delete' && entry.sizeBytes === message.sizeBytes)
          choice.discard.push({ ...entry, message });
        else choice.oversize.push(message);
      }
      return;
    }
    if (afterRetrieval === 'keep' && here) {
      choice.known += 1;
      return;
    }
    if (key !== undefined && isToCome(failing.get(key)?.nextTryAt ?? 0, now, LONGEST_WAIT_MS)) {
      choice.unseen += 1;
      return;
    }
    choice.fetch.push(message);
  }

  /** Already here although over the limit now: only its removal is still to come. */
  function isOversize(message: ListedMessage, entry: OversizeEntry | undefined): boolean {
    if (maxSizeBytes === 0) return false;
    // Announced as small but found to be big: only a firm key says that it is the same message still.
    const size = firmKeys ? Math.max(message.sizeBytes, entry?.sizeBytes ?? 0) : message.sizeBytes;
    return size > maxSizeBytes;
  }

  for (const [index, message] of listed.entries()) {
    if (index > 0 && index % PIECE === 0) await nextTurn();
    sort(message);
  }
  return choice;
}

/** Whether a message of this key and size was committed before. Its bytes still have to prove it. */
function isHere(database: Database, place: ServerMailbox, message: ListedMessage): boolean {
  if (message.serverKey === undefined) return false;
  return findReceipts(database, { ...place, serverKey: message.serverKey }).some(
    (receipt) => receipt.sizeBytes === message.sizeBytes,
  );
}
