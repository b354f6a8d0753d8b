import type { Database } from '../store/database.ts';
import { moveToArchive, setTicket } from '../store/messages.ts';
import { activeRules } from '../store/rules.ts';
import { findTicket, insertTicket, touchTicket } from '../store/tickets.ts';
import { addTrail } from '../store/trail.ts';
import { referencesIn, ticketNumber } from '../tickets/references.ts';
import { firstMatch } from './evaluate.ts';

export interface ProcessedMessage {
  readonly id: number;
  readonly accountId: string;
  readonly subject: string;
}

/**
 * Decides what becomes of a new message and does it, inside the caller's transaction:
 * a known ticket reference in the subject comes before every rule (S29), then the account's rules by rank;
 * what is dealt with moves to the archive (S9), the rest stays in the inbox for a person (S31).
 */
export function applyRules(database: Database, message: ProcessedMessage, now: number): void {
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
  const rule = firstMatch(activeRules(database, message.accountId), message);
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

function archive(database: Database, id: number, now: number): void {
  moveToArchive(database, id);
  addTrail(database, id, now, 'archived');
}
