import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { MessageIndex } from '../mime/parsed.ts';
import { applyRules } from '../rules/apply.ts';
import { openRuleBook, type RuleBook } from '../rules/rule-book.ts';
import type { Database } from '../store/database.ts';
import {
  findMessage,
  markProcessed,
  setAside,
  writeAttachments,
  writeEnvelope,
  type StoredMessage,
} from '../store/messages.ts';
import { indexMessages } from '../store/search-index.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';

/** What came of reading one message: its index, why it can't be read, or nothing because it has no source. */
export interface Processed {
  readonly id: number;
  readonly index?: MessageIndex | undefined;
  readonly failure?: PlainError | undefined;
}

/** What others have to hear of when a batch is finished. */
export interface Finished {
  /** A rule made a contact of a sender, at least once. */
  readonly contactMade: boolean;
}

/**
 * Keeps the results of many messages in one transaction, lets the rules act on each, puts it into the search index and
 * marks it as processed, so that a crash repeats a step and never half of it. A message that can't be kept is set aside with the
 * reason; a full disk concerns all of them and rejects.
 */
export function finishProcessing(database: Database, processed: readonly Processed[], now: number): Finished {
  return inTransaction(database, () => {
    const book = openRuleBook(database);
    const made = processed.map((item) => finishOne(database, book, item, now));
    indexMessages(
      database,
      processed.map(({ id, index }) => ({ id, text: index?.text ?? '' })),
    );
    return { contactMade: made.includes(true) };
  });
}

/** Returns whether a contact was made. */
function finishOne(database: Database, book: RuleBook, item: Processed, now: number): boolean {
  const message = findMessage(database, item.id);
  // A person deleted it for good while it was parsed.
  if (message === undefined) return false;
  try {
    // Nested: what a failing message has written goes, what the others have written stays.
    return inTransaction(database, () => {
      const contactMade = item.index !== undefined && keep(database, book, message, item.index, now);
      if (item.index === undefined && item.failure !== undefined)
        quarantine(database, item.id, item.failure, now);
      markProcessed(database, item.id);
      return contactMade;
    });
  } catch (error) {
    const failure = unexpected(error);
    if (failure.transient) throw failure;
    quarantine(database, item.id, failure.toPlain(), now);
    markProcessed(database, item.id);
    return false;
  }
}

/** Returns whether a contact was made. */
function keep(
  database: Database,
  book: RuleBook,
  message: StoredMessage,
  index: MessageIndex,
  now: number,
): boolean {
  const { id, accountId, account, sizeBytes, receivedAt } = message;
  writeEnvelope(database, id, index.envelope);
  writeAttachments(database, id, index.attachments);
  // Set aside at import: a person decides first. What has a ticket by now has been decided about.
  if (message.state !== 'new' || message.ticketId !== undefined) return false;
  const { envelope, attachments, text, header, report } = index;
  const data = { envelope, attachments, text, header, report };
  return applyRules(database, book, { ...data, id, accountId, account, sizeBytes, receivedAt }, now);
}

function quarantine(database: Database, id: number, reason: PlainError, now: number): void {
  setAside(database, id, 'quarantined', reason);
  addTrail(database, id, now, 'quarantined', { reason: reason.code });
}

/** What a message is set aside with when its parser failed. */
export function failureOf(error: unknown): PlainError {
  return (error instanceof MailroomError ? error : unexpected(error)).toPlain();
}
