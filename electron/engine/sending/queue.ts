import { randomUUID } from 'node:crypto';
import { recipientKinds, type OutboxEntry, type SendRequest } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { findMessage } from '../store/messages.ts';
import { findOutboxEntry, insertOutboxEntry, type NewOutboxEntry } from '../store/outbox.ts';
import { listOutgoingAccounts } from '../store/outgoing-accounts.ts';
import { inTransaction } from '../store/transaction.ts';
import { compose, type AnsweredMessage } from './compose.ts';
import { resolveAccount } from './resolve-account.ts';

export interface QueueOptions {
  /** The program writes, not a person: the message is marked so that no machine answers it. */
  readonly automatic?: boolean;
  /** Runs in the transaction that queues; what it throws keeps the message out of the outbox. */
  readonly within?: () => void;
}

/**
 * Resolves the account, builds the message and makes it durable. From here on it is sent or visibly failed.
 * A message over the account's limit is kept as `tooLarge`, with both figures, and not sent (S54).
 *
 * @throws MailroomError `send.noAccount`, `input.notFound`
 */
export async function queueMessage(
  database: Database,
  clock: Clock,
  request: SendRequest,
  options: QueueOptions = {},
): Promise<OutboxEntry> {
  const route = resolveAccount(listOutgoingAccounts(database), request.accountId);
  const answered = request.inReplyTo === undefined ? undefined : answeredMessage(database, request.inReplyTo);
  const createdAt = clock.now();
  const message = await compose(route.account, request, answered, new Date(createdAt), options.automatic);
  const limit = route.account.maxSizeBytes;
  const tooLarge = limit > 0 && message.source.length > limit;
  const id = randomUUID();
  const entry: NewOutboxEntry = {
    id,
    state: tooLarge ? 'tooLarge' : 'queued',
    accountId: route.account.id,
    accountName: route.account.name,
    why: route.why,
    steps: [],
    sender: route.account.senderAddress,
    recipients: recipientsOf(request),
    subject: request.subject,
    messageId: message.messageId,
    source: message.source,
    charsetFallback: message.charsetFallback,
    automatic: options.automatic ?? false,
    createdAt,
    sentCopy: route.account.sentCopyAccountId !== undefined,
    ...(tooLarge
      ? {
          error: new MailroomError('send.tooLarge', 'submit', {
            params: { size: message.source.length, limit },
          }).toPlain(),
        }
      : {}),
  };
  inTransaction(database, () => {
    options.within?.();
    insertOutboxEntry(database, entry);
  });
  const queued = findOutboxEntry(database, id);
  if (queued === undefined) throw new MailroomError('store.failed', 'store');
  return queued;
}

/** Everybody once, in the most visible place that names them. */
function recipientsOf(request: SendRequest): NewOutboxEntry['recipients'] {
  const seen = new Set<string>();
  return recipientKinds
    .flatMap((kind) => request[kind].map((address) => ({ address, kind })))
    .filter(({ address }) => {
      const key = address.toLowerCase();
      return !seen.has(key) && seen.add(key);
    });
}

function answeredMessage(database: Database, id: number): AnsweredMessage | undefined {
  const message = findMessage(database, id);
  if (message === undefined) {
    throw new MailroomError('input.notFound', 'input', { field: 'inReplyTo', params: { name: id } });
  }
  if (message.messageId === undefined) return undefined;
  return { messageId: message.messageId, references: message.references };
}
