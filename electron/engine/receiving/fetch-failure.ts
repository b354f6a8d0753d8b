import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { attachMessage, countFailure, fetchFailures } from '../store/fetch-failures.ts';
import { insertMessage, setAside } from '../store/messages.ts';
import { indexMessages } from '../store/search-index.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import type { ListedMessage } from './source.ts';

/** After so many failures a message gets an entry in the inbox, for a person to look at. */
const SET_ASIDE_AFTER = 3;

const MINUTE_MS = 60_000;
/** Waits before the next try; the last one is for all that follow. A poll may come later than that, not earlier. */
const WAITS_MS = [0, 0, 15, 60, 6 * 60, 24 * 60].map((minutes) => minutes * MINUTE_MS);
export const LONGEST_WAIT_MS = Math.max(...WAITS_MS);

/**
 * Counts a message that the server did not hand over, or not whole, and decides when it is tried again. One that
 * fails repeatedly is set aside and tried ever more rarely; nothing of it is removed from the server.
 *
 * @param reason undefined where the entry exists already: what came is in quarantine
 * @returns `new` when it is set aside by this failure, `known` when it was before, `no` while it is not
 */
export function noteFailure(
  context: {
    readonly database: Database;
    readonly clock: Clock;
    readonly onImported: (count: number) => void;
  },
  account: IncomingAccount,
  session: { readonly mailbox: string; readonly validity: string },
  message: ListedMessage,
  reason: PlainError | undefined,
): 'new' | 'known' | 'no' {
  // Without a key the same message can't be recognised in the next run.
  if (message.serverKey === undefined) return 'no';
  const { database, clock } = context;
  const now = clock.now();
  const mailbox = { accountId: account.id, mailbox: session.mailbox, validity: session.validity };
  const place = { ...mailbox, serverKey: message.serverKey };
  const outcome = inTransaction(database, () => {
    const before = fetchFailures(database, mailbox).get(message.serverKey ?? '');
    const wait = WAITS_MS[Math.min(before?.failures ?? 0, WAITS_MS.length - 1)] ?? 0;
    const failures = countFailure(database, place, wait === 0 ? 0 : now + wait);
    if (before?.messageId !== undefined) return 'known';
    if (reason === undefined || failures < SET_ASIDE_AFTER) return 'no';
    attachMessage(database, place, insertEntry(database, account, message, failures, reason, now));
    return 'new';
  });
  if (outcome === 'new') context.onImported(1);
  return outcome;
}

function insertEntry(
  database: Database,
  account: IncomingAccount,
  message: ListedMessage,
  failures: number,
  reason: PlainError,
  now: number,
): number {
  const messageId = insertMessage(database, {
    accountId: account.id,
    accountName: account.name,
    state: 'quarantined',
    imagesAsAttachments: account.imagesAsAttachments,
    receivedAt: now,
    sizeBytes: message.sizeBytes,
    processed: true,
  });
  const error = new MailroomError('fetch.repeatedly', 'fetch', {
    params: { failures, size: message.sizeBytes },
    detail: reason.detail,
    transient: true,
  });
  setAside(database, messageId, 'quarantined', error.toPlain());
  addTrail(database, messageId, now, 'quarantined', { reason: reason.code });
  indexMessages(database, [{ id: messageId, text: '' }]);
  return messageId;
}
