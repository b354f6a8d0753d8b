import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { alsoLeaveAlone } from '../store/left-alone.ts';
import { findMessage, readSource, type StoredMessage } from '../store/messages.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import { serverMailbox } from './server-mailbox.ts';
import type { MailSource, OpenedMailbox } from './source.ts';

export interface PutResult {
  readonly id: number;
  readonly error?: PlainError;
}

/** A Date field before this is a broken clock, not a message. */
const FIRST_DATE = Date.UTC(1990, 0, 1);
const DAY_MS = 86_400_000;

/**
 * Puts copies of messages into the account's mailbox on the server, byte for byte, in one session. The account
 * itself leaves them alone from then on: they are for other programs. Nothing else may read the mailbox meanwhile,
 * or it could fetch a copy before its number is known.
 *
 * Never rejects for what goes wrong with the server: each message has its own result.
 */
export async function putOnServer(
  context: { readonly database: Database; readonly clock: Clock },
  account: IncomingAccount,
  source: MailSource,
  ids: readonly number[],
): Promise<PutResult[]> {
  const results: PutResult[] = [];
  try {
    if (source.append === undefined) throw unsupported(account.name);
    const opened = await source.open();
    for (const id of ids) results.push(await putOne(context, account, source, opened, id));
    await source.finish();
  } catch (failure) {
    // The connection broke: so much for all that were still to come.
    const error = unexpected(failure).toPlain();
    results.push(...ids.slice(results.length).map((id) => ({ id, error })));
  } finally {
    source.abort();
  }
  return results;
}

async function putOne(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  account: IncomingAccount,
  source: MailSource,
  opened: OpenedMailbox,
  id: number,
): Promise<PutResult> {
  const message = findMessage(database, id);
  const bytes = readSource(database, id);
  if (message === undefined || bytes === undefined) {
    return {
      id,
      error: new MailroomError('input.notFound', 'input', { params: { name: id } }).toPlain(),
    };
  }
  let serverKey: string | undefined;
  try {
    serverKey = await source.append?.(bytes, { receivedAt: deliveryDate(message), seen: message.read });
  } catch (failure) {
    const error = unexpected(failure);
    if (error.code !== 'putOnServer.refused') throw error;
    return { id, error: error.toPlain() };
  }
  inTransaction(database, () => {
    if (serverKey !== undefined) alsoLeaveAlone(database, { ...serverMailbox(account, opened), serverKey });
    addTrail(database, id, clock.now(), 'putOnServer', { mailbox: opened.mailbox });
  });
  return { id };
}

/**
 * When the message was delivered, as far as can be known: its Date field, which is close for old mail that was
 * fetched late; the time it came here where that field can't be true.
 */
export function deliveryDate({ date, receivedAt }: Pick<StoredMessage, 'date' | 'receivedAt'>): number {
  return date >= FIRST_DATE && date <= receivedAt + DAY_MS ? date : receivedAt;
}

export function unsupported(account: string): MailroomError {
  return new MailroomError('putOnServer.unsupported', 'mailbox', { params: { account } });
}
