import type { Database } from '../store/database.ts';
import { earlierInOtherAccount } from '../store/duplicates.ts';
import { moveToArchive, setTicket } from '../store/messages.ts';
import { findTicket, insertTicket, touchTicket } from '../store/tickets.ts';
import { addTrail } from '../store/trail.ts';
import { referencesIn, ticketNumber } from '../tickets/references.ts';
import { firstMatch } from './evaluate.ts';
import type { RuleBook } from './rule-book.ts';

/** The same Message-ID after a longer time is another message of a sender that gives them out twice: 30 days. */
const SAME_MAIL_MS = 30 * 86_400_000;

export interface ProcessedMessage {
  readonly id: number;
  readonly accountId: string;
  readonly subject: string;
}

/**
 * Decides what becomes of a new message and does it, inside the caller's transaction:
 * mail that another account handles already is put away, if that is wanted; else
 * a known ticket reference in the subject comes before every rule (S29), then the account's rules by rank;
 * what is dealt with moves to the archive (S9), the rest stays in the inbox for a person (S31).
 */
export function applyRules(database: Database, book: RuleBook, message: ProcessedMessage, now: number): void {
  if (book.putsCopiesAway && isHandledElsewhere(database, message.id, now)) return;
  const known = referencesIn(message.subject)
    .map((number) => findTicket(database, number))
    .find((ticket) => ticket !== undefined);
  if (known !== undefined) {
    setTicket(database, message.id, known.id);
    touchTicket(database, known.id, now);
    addTrail(database, message.id, now, 'ticketAssigned', { ticket: known.number });
    archive(database, message.id, now);
    return;
  }
  const rule = firstMatch(book.rulesOf(message.accountId), message);
  if (rule === undefined) return;
  addTrail(database, message.id, now, 'rule', { rule: rule.title });
  for (const action of rule.actions) {
    switch (action.kind) {
      case 'createTicket': {
        const ticket = insertTicket(database, message.subject, now, ticketNumber);
        setTicket(database, message.id, ticket.id);
        addTrail(database, message.id, now, 'ticketCreated', { ticket: ticket.number });
        break;
      }
    }
  }
  archive(database, message.id, now);
}

/** Another of our accounts has the same mail already: this copy is put away. */
function isHandledElsewhere(database: Database, id: number, now: number): boolean {
  const earlier = earlierInOtherAccount(database, id, now - SAME_MAIL_MS);
  if (earlier === undefined) return false;
  addTrail(database, id, now, 'duplicate', { message: earlier });
  archive(database, id, now);
  return true;
}

function archive(database: Database, id: number, now: number): void {
  moveToArchive(database, id);
  addTrail(database, id, now, 'archived');
}
