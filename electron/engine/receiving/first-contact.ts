import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { dateOfHeaderSection } from '../mime/header-section.ts';
import type { Database } from '../store/database.ts';
import { markFirstContact } from '../store/incoming-accounts.ts';
import { leaveAlone, wasLeftAloneBefore, type ServerMailbox } from '../store/left-alone.ts';
import { inTransaction } from '../store/transaction.ts';
import type { ListedMessage, MailSource } from './source.ts';

/**
 * Decides, once per account, which of the messages that are there already are to stay on the server, and
 * remembers their keys. Returns false while a person has not decided yet: then nothing may be fetched.
 *
 * After a change of UIDVALIDITY the remembered keys are void; what was there before the first contact is then
 * recognised by the day it came in.
 *
 * @throws MailroomError `firstContact.noKeys` where messages can't be told apart between sessions
 */
export async function makeFirstContact(
  database: Database,
  account: IncomingAccount,
  place: ServerMailbox,
  listed: readonly ListedMessage[],
  source: MailSource,
  now: number,
): Promise<boolean> {
  const { firstContact, firstContactAt } = account;
  if (firstContactAt !== undefined) {
    if (firstContact !== 'all' && wasLeftAloneBefore(database, place)) {
      const before = cutOff(firstContact) ?? firstContactAt;
      const old = listed.filter(({ receivedAt }) => receivedAt !== undefined && receivedAt < before);
      inTransaction(database, () => leaveAlone(database, place, keysOf(old)));
    }
    return true;
  }
  if (firstContact === 'ask' && listed.length > 0) return false;
  const old = await olderOnes(firstContact, listed, source);
  const keys = keysOf(old);
  if (keys.length < old.length) {
    throw new MailroomError('firstContact.noKeys', 'list', { field: 'firstContact' });
  }
  inTransaction(database, () => {
    leaveAlone(database, place, keys);
    markFirstContact(database, account.id, now);
  });
  return true;
}

async function olderOnes(
  choice: IncomingAccount['firstContact'],
  listed: readonly ListedMessage[],
  source: MailSource,
): Promise<readonly ListedMessage[]> {
  if (choice === 'none') return listed;
  const before = cutOff(choice);
  if (before === undefined) return [];
  const dated = await withDates(listed, source);
  // One without any date is fetched: what is left alone must be left for a reason.
  return dated.filter(({ receivedAt }) => receivedAt !== undefined && receivedAt < before);
}

/** The same messages, each with the day it came in, read from its header where the listing does not say. */
async function withDates(
  messages: readonly ListedMessage[],
  source: MailSource,
): Promise<readonly ListedMessage[]> {
  const headers = await source.fetchHeaders(messages.filter(({ receivedAt }) => receivedAt === undefined));
  return messages.map((message) => {
    const header = headers.get(message.ref);
    return header === undefined ? message : { ...message, receivedAt: dateOfHeaderSection(header) };
  });
}

/** UTC ms; undefined for the choices that are no dates. */
function cutOff(choice: IncomingAccount['firstContact']): number | undefined {
  const at = Date.parse(choice);
  return Number.isNaN(at) ? undefined : at;
}

function keysOf(messages: readonly ListedMessage[]): string[] {
  return messages.flatMap((message) => message.serverKey ?? []);
}
