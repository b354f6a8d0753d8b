import { randomUUID } from 'node:crypto';
import { recipientKinds, type OutboxEntry, type SendRequest } from '../../../shared/domain/outbound.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { htmlToText } from '../mime/html-text.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { findMessage, type StoredMessage } from '../store/messages.ts';
import { findOutboxEntry, insertOutboxEntry, type NewOutboxEntry } from '../store/outbox.ts';
import { readSettings } from '../store/settings.ts';
import { findTicket } from '../store/tickets.ts';
import { inTransaction } from '../store/transaction.ts';
import { withReference } from '../tickets/references.ts';
import { compose, type AutomaticKind, type MailContent } from './compose.ts';
import { contextValues, mailContext, routeDirectory, type MailContext } from './mail-context.ts';
import { mailLanguage } from './mail-language.ts';
import type { AnsweredMessage } from './references.ts';
import { resolveRoute } from './resolve-account.ts';
import { signatureOf, withSignature } from './signature.ts';

export interface QueueOptions {
  /** The program writes, not a person: the message is marked so that no machine answers it. */
  readonly automatic?: AutomaticKind;
  /** Runs in the transaction that queues; what it throws keeps the message out of the outbox. */
  readonly within?: () => void;
}

/**
 * Resolves the account, builds the message and makes it durable. From here on it is sent or visibly failed.
 *
 * With a ticket, its reference is in the subject and its group and type count; an answer to a message of a ticket belongs
 * to that ticket. A message over the account's limit is kept as `tooLarge`, with both figures, and not sent (S54).
 *
 * @throws MailroomError `send.noAccount`, `input.notFound` (field `accountId`, `groupId`, `typeId`, `ticket` or
 *   `inReplyTo`), `input.invalid` (field `accountId`) when the account asked for is paused
 */
export async function queueMessage(
  database: Database,
  clock: Clock,
  request: SendRequest,
  options: QueueOptions = {},
): Promise<OutboxEntry> {
  const answered = request.inReplyTo === undefined ? undefined : requireMessage(database, request.inReplyTo);
  const context = mailContext(database, { ...request, ticket: request.ticket ?? answered?.ticket });
  const directory = routeDirectory(database);
  const route = resolveRoute(directory, context.query);
  const account = directory.accounts.find(({ id }) => id === route.accountId);
  if (account === undefined) throw new MailroomError('send.noAccount', 'submit');
  const createdAt = clock.now();
  const content = contentOf(request, context, { account, at: createdAt, database });
  const message = await compose(account, content, {
    date: new Date(createdAt),
    answered: threadOf(answered),
    automatic: options.automatic,
  });
  const limit = account.maxSizeBytes;
  const size = message.source.length;
  const tooLarge = limit > 0 && size > limit;
  const id = randomUUID();
  const entry: NewOutboxEntry = {
    id,
    state: tooLarge ? 'tooLarge' : 'queued',
    accountId: account.id,
    accountName: account.name,
    why: route.why,
    steps: route.steps,
    sender: account.senderAddress,
    recipients: recipientsOf(request),
    subject: content.subject,
    messageId: message.messageId,
    source: message.source,
    charsetFallback: message.charsetFallback,
    automatic: options.automatic !== undefined,
    ticketId: context.ticket?.id,
    createdAt,
    sentCopy: account.sentCopyAccountId !== undefined,
    error: tooLarge
      ? new MailroomError('send.tooLarge', 'submit', { params: { size, limit } }).toPlain()
      : undefined,
  };
  inTransaction(database, () => {
    options.within?.();
    insertOutboxEntry(database, entry);
  });
  const queued = findOutboxEntry(database, id);
  if (queued === undefined) throw new MailroomError('store.failed', 'store');
  return queued;
}

interface Writing {
  readonly database: Database;
  readonly account: OutgoingAccount;
  /** UTC ms. */
  readonly at: number;
}

/** What was asked for, completed: text beside HTML, the group's signature, the ticket's reference. */
function contentOf(request: SendRequest, context: MailContext, writing: Writing): MailContent {
  const { ticket } = context;
  const { html } = request;
  const complete: MailContent = {
    ...request,
    subject:
      ticket === undefined
        ? request.subject
        : withReference(
            request.subject,
            ticket.number,
            (number) => findTicket(writing.database, number) !== undefined,
          ),
    text: request.text.trim() === '' && html !== undefined ? htmlToText(html) : request.text,
  };
  const signature = request.signature ? groupSignature(request, context, writing) : undefined;
  return signature === undefined ? complete : withSignature(complete, signature);
}

function groupSignature(
  request: SendRequest,
  context: MailContext,
  { database, account, at }: Writing,
): string | undefined {
  if (context.group?.active !== true) return undefined;
  const language = request.language ?? mailLanguage(readSettings(database).language);
  const sender = { name: account.senderName, address: account.senderAddress };
  return signatureOf(context.group, language, contextValues(context, sender, at, language));
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

function requireMessage(database: Database, id: number): StoredMessage {
  const message = findMessage(database, id);
  if (message !== undefined) return message;
  throw new MailroomError('input.notFound', 'input', { field: 'inReplyTo', params: { name: id } });
}

function threadOf(message: StoredMessage | undefined): AnsweredMessage | undefined {
  if (message?.messageId === undefined) return undefined;
  return { messageId: message.messageId, references: message.references };
}
