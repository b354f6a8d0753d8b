import type { DecisionReason, DecisionSummary } from '../../../shared/domain/rehearsal.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import type { DeliveryReport } from '../mime/delivery-status.ts';
import { findContactByAddress, type StoredContact } from '../store/contacts.ts';
import type { Database } from '../store/database.ts';
import { earlierInOtherAccount } from '../store/duplicates.ts';
import { findSentMessage, type SentMessage } from '../store/sent-messages.ts';
import { ticketOfThread } from '../store/threads.ts';
import { findTicketState, type TicketFields, type TicketState } from '../store/ticket-fields.ts';
import { ticketsIn } from '../tickets/references.ts';
import { combine, type Effect } from './effects.ts';
import { matchingRules } from './evaluate.ts';
import { factsOf, type MessageData, type MessageFacts } from './facts.ts';
import { canBeContact } from './make-contact.ts';
import type { RuleBook } from './rule-book.ts';

/** The same Message-ID after a longer time is another message of a sender that gives them out twice: 30 days. */
const SAME_MAIL_MS = 30 * 86_400_000;

export interface DecidedMessage extends MessageData {
  /** Messages and tickets with a lower one were here before. */
  readonly id: number;
  readonly accountId: string;
  /** UTC ms. */
  readonly receivedAt: number;
  readonly report: DeliveryReport | undefined;
}

/** What is to become of a message. Nothing has happened yet. */
export interface Decision {
  readonly reason: DecisionReason;
  /** The rules that act, by rank. */
  readonly rules: readonly RuleInput[];
  readonly effects: readonly Effect[];
  readonly folder: 'inbox' | 'archive';
  readonly spam: boolean;
  readonly ticket: 'create' | TicketState | undefined;
  readonly fields: TicketFields;
  /** Other tickets that the subject names. */
  readonly otherTickets: readonly string[];
  readonly completed: 'flag' | 'reopen' | undefined;
  readonly contact: StoredContact | undefined;
  readonly createsContact: boolean;
  /** Id of the message that this one is a copy of. */
  readonly copyOf: number | undefined;
  /** The mail of ours that came back, or that the report is about. */
  readonly sent: SentMessage | undefined;
}

const NOTHING: Decision = {
  reason: 'nothing',
  rules: [],
  effects: [],
  folder: 'inbox',
  spam: false,
  ticket: undefined,
  fields: {},
  otherTickets: [],
  completed: undefined,
  contact: undefined,
  createsContact: false,
  copyOf: undefined,
  sent: undefined,
};

/**
 * Decides what becomes of a message; only reads, so that a rehearsal gives the answer that counts.
 *
 * Before every rule: mail that another account handles already is put away, if that is wanted; our own mail that came
 * back is put away; a report about mail of ours goes to that mail's ticket; a ticket reference in the subject decides
 * (S29), then the thread, if that is wanted. Mail of blocked contacts is put away. Then the rules by rank; what is dealt
 * with moves to the archive (S9), the rest stays in the inbox for a person (S31).
 */
export function decide(database: Database, book: RuleBook, message: DecidedMessage): Decision {
  const { envelope } = message;
  const facts = factsOf(message);
  const copyOf = book.putsCopiesAway ? copyIn(database, message) : undefined;
  if (copyOf !== undefined) return { ...NOTHING, reason: 'copy', folder: 'archive', copyOf };
  const own = findSentMessage(database, envelope.messageId);
  if (own !== undefined && own.sender.toLowerCase() === envelope.from.address.toLowerCase())
    return { ...NOTHING, reason: 'ownMail', folder: 'archive', sent: own };
  const sent = findSentMessage(database, message.report?.originalMessageId);
  if (sent !== undefined) return aboutOurs(database, sent);
  const contact = findContactByAddress(database, envelope.from.address);
  const assigned = assignedTicket(database, book, message);
  if (assigned !== undefined) {
    const completed = afterCompletion(book, message, assigned.ticket, facts);
    return { ...NOTHING, ...assigned, folder: 'archive', completed, contact };
  }
  if (contact?.blocked === true) return { ...NOTHING, reason: 'blockedSender', folder: 'archive', contact };
  return byRules(database, book, message, facts, contact);
}

function copyIn(
  database: Database,
  { id, accountId, envelope, receivedAt }: DecidedMessage,
): number | undefined {
  if (envelope.messageId === undefined) return undefined;
  const mine = { id, accountId, messageId: envelope.messageId };
  return earlierInOtherAccount(database, mine, receivedAt - SAME_MAIL_MS);
}

/** A report about mail without a ticket is for a person: it never makes a ticket. */
function aboutOurs(database: Database, sent: SentMessage): Decision {
  const ticket = sent.ticket === undefined ? undefined : findTicketState(database, sent.ticket);
  const folder = ticket === undefined ? 'inbox' : 'archive';
  // That our own mail failed is no news from the customer: a completed ticket is flagged, never reopened.
  const completed = ticket?.status === 'completed' ? 'flag' : undefined;
  return { ...NOTHING, reason: 'deliveryReport', folder, ticket, completed, sent };
}

function assignedTicket(
  database: Database,
  book: RuleBook,
  { id, accountId, envelope }: DecidedMessage,
): (Pick<Decision, 'reason' | 'otherTickets'> & { readonly ticket: TicketState }) | undefined {
  const [ticket, ...others] = ticketsIn(envelope.subject, (number) => findTicketState(database, number));
  if (ticket !== undefined)
    return { reason: 'ticketReference', ticket, otherTickets: others.map(({ number }) => number) };
  if (book.accountOf(accountId)?.threadByReferences === false) return undefined;
  const answered = [
    ...envelope.references,
    ...(envelope.inReplyTo === undefined ? [] : [envelope.inReplyTo]),
  ];
  const number = ticketOfThread(database, answered.toReversed(), id);
  const ofThread = number === undefined ? undefined : findTicketState(database, number);
  return ofThread === undefined ? undefined : { reason: 'thread', ticket: ofThread, otherTickets: [] };
}

/** What mail does to a completed ticket (S34). A machine, such as one that says its owner is away, never reopens one. */
function afterCompletion(
  book: RuleBook,
  { accountId }: DecidedMessage,
  ticket: TicketState,
  facts: MessageFacts,
): Decision['completed'] {
  if (ticket.status !== 'completed') return undefined;
  const wanted = book.accountOf(accountId)?.completedTickets ?? 'flag';
  return wanted === 'reopen' && facts.automatic === undefined ? 'reopen' : 'flag';
}

function byRules(
  database: Database,
  book: RuleBook,
  message: DecidedMessage,
  facts: MessageFacts,
  contact: StoredContact | undefined,
): Decision {
  const rules = matchingRules(book.rulesOf(message.accountId), facts);
  if (rules.length === 0) return { ...NOTHING, contact };
  const { effects, ticket: wanted, fields, place } = combine(rules);
  const unknown = book.accountOf(message.accountId)?.unknownSenders ?? 'hold';
  const isNew = wanted === 'create' && contact === undefined;
  if (isNew && unknown === 'hold') return { ...NOTHING, reason: 'unknownSender', rules, effects };
  const ticket = typeof wanted === 'object' ? findTicketState(database, wanted.number) : wanted;
  const completed = typeof ticket === 'object' ? afterCompletion(book, message, ticket, facts) : undefined;
  const isDealtWith = ticket !== undefined || place !== undefined;
  return {
    ...NOTHING,
    reason: 'rule',
    rules,
    effects,
    folder: isDealtWith && place !== 'leave' ? 'archive' : 'inbox',
    spam: place === 'spam',
    ticket,
    fields,
    completed,
    contact,
    createsContact: isNew && canBeContact(message.envelope.from),
  };
}

/** The decision as people and scripts see it. */
export function summarize(decision: Decision): DecisionSummary {
  const { reason, rules, folder, spam, ticket, otherTickets, completed, createsContact, effects } = decision;
  return {
    reason,
    rules: rules.map(({ title }) => title),
    folder,
    spam,
    createsTicket: ticket === 'create',
    ...(typeof ticket === 'object' ? { ticket: ticket.number } : {}),
    otherTickets: [...otherTickets],
    ...(completed === undefined ? {} : { completed }),
    createsContact,
    actions: effects.map(({ action }) => action),
  };
}
