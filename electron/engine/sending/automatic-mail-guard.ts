import { automaticField, isUnattended } from '../mime/automatic.ts';
import type { Database } from '../store/database.ts';
import { listIncomingAccounts } from '../store/incoming-accounts.ts';
import { listOutgoingAccounts } from '../store/outgoing-accounts.ts';
import { countNotices, recallNotices, type NoticeKind } from '../store/sender-notices.ts';

const DAY_MS = 86_400_000;
/** Of the source; behind it comes the text as a rule. */
const MAX_HEADER_BYTES = 262_144;
/** Mail a day to one address. A person who gets mail sent on gets more than one who is only answered. */
export const MAX_PER_DAY: Readonly<Record<NoticeKind, number>> = { answer: 5, forward: 200, notify: 50 };

export type Refusal = 'noAddress' | 'automatic' | 'ownAddress' | 'tooMany';

/** When notices are so old that they count no more. UTC ms. */
export function countedSince(now: number): number {
  return now - DAY_MS;
}

/**
 * Why the program must not write to an address because of a message; undefined when it may. Nothing here can begin a loop
 * or keep one up (RFC 3834 section 2): no mail because of automatic mail or lists, none to machines or to ourselves, and
 * only so many a day to one address.
 *
 * @param source the message because of which the program writes
 */
export function refusalToWrite(
  database: Database,
  kind: NoticeKind,
  recipient: string,
  source: Uint8Array,
  now: number,
): Refusal | undefined {
  if (automaticField(source.subarray(0, MAX_HEADER_BYTES)) !== undefined) return 'automatic';
  if (isUnattended(recipient)) return 'noAddress';
  if (ownAddresses(database).has(recipient.toLowerCase())) return 'ownAddress';
  recallNotices(database, now);
  const sent = countNotices(database, recipient, countedSince(now), kind);
  return sent >= MAX_PER_DAY[kind] ? 'tooMany' : undefined;
}

/** Addresses we send from, and logins of mailboxes we read: those are addresses more often than not. */
function ownAddresses(database: Database): Set<string> {
  const sending = listOutgoingAccounts(database).map(({ senderAddress }) => senderAddress);
  const reading = listIncomingAccounts(database).map(({ user }) => user);
  return new Set([...sending, ...reading].map((address) => address.toLowerCase()));
}
