import type { TrailEntry } from '../../../shared/domain/message.ts';
import type { RuleAction } from '../../../shared/domain/rule.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Database } from '../store/database.ts';
import { holdMessage, releaseHeld, setSpam } from '../store/held-messages.ts';
import { moveToArchive, setTicket } from '../store/messages.ts';
import { insertRuleMail } from '../store/rule-mails.ts';
import { insertDeliveryReport } from '../store/sent-messages.ts';
import { noteArrival, setReporter, setTicketFields } from '../store/ticket-fields.ts';
import { insertTicket } from '../store/tickets.ts';
import { addTrail } from '../store/trail.ts';
import { titleOf } from '../tickets/title.ts';
import { makeContact } from './make-contact.ts';
import { mailsOf, mailsToOwner, newsOf } from './mails.ts';
import { decide, type DecidedMessage, type Decision } from './decide.ts';
import type { RuleBook } from './rule-book.ts';

/**
 * Decides what becomes of a new message and does it, inside the caller's transaction. Everything that is done is in the
 * message's trail, with the rule that said so. Returns whether a contact was made of the sender.
 */
export function applyRules(
  database: Database,
  book: RuleBook,
  message: DecidedMessage,
  now: number,
): boolean {
  return carryOut(database, book, message, decide(database, book, message), now);
}

function carryOut(
  database: Database,
  book: RuleBook,
  message: DecidedMessage,
  decision: Decision,
  now: number,
): boolean {
  const { id } = message;
  const note = (event: TrailEntry['event'], params: TrailEntry['params'] = {}): void =>
    addTrail(database, id, now, event, params);
  sayWhy(message, decision, note);
  if (decision.reason === 'unknownSender') {
    holdMessage(database, id, unknownSender(message).toPlain());
    return false;
  }
  if (decision.reason === 'deliveryReport' && decision.sent !== undefined && message.report !== undefined)
    insertDeliveryReport(database, decision.sent.sequence, id, message.report.recipients, now);
  const contactId =
    decision.contact?.id ?? (decision.createsContact ? contactOfSender(database, message, note) : undefined);
  const ticketId = giveTicket(database, message, decision, contactId, now, note);
  const mails = [
    ...mailsOf(database, message, decision),
    ...(book.tellsOwners ? mailsToOwner(database, message) : []),
  ];
  for (const mail of ticketId === undefined ? mails : newsOf(database, ticketId, message, mails))
    insertRuleMail(database, id, mail);
  if (decision.spam) setSpam(database, id, true);
  if (decision.folder === 'archive') {
    moveToArchive(database, id);
    note('archived');
  } else if (decision.effects.some(({ action }) => action.kind === 'leave'))
    note('left', ruleOf(decision, 'leave'));
  return decision.contact === undefined && contactId !== undefined;
}

type Note = (event: TrailEntry['event'], params?: TrailEntry['params']) => void;

/** What decided, before what is done. */
function sayWhy(message: DecidedMessage, decision: Decision, note: Note): void {
  switch (decision.reason) {
    case 'copy':
      note('duplicate', { message: decision.copyOf ?? 0 });
      return;
    case 'ownMail':
      note('ownMail');
      return;
    case 'deliveryReport':
      for (const { address, action, status } of message.report?.recipients ?? [])
        note('deliveryReport', { recipient: address, action, status });
      return;
    case 'blockedSender':
      note('blockedSender', { address: message.envelope.from.address });
      return;
    case 'unknownSender':
    case 'rule':
      for (const { title } of decision.rules) note('rule', { rule: title });
      if (decision.reason === 'unknownSender') note('held', { address: message.envelope.from.address });
      else if (decision.spam) note('spam', ruleOf(decision, 'markSpam'));
      return;
    case 'ticketReference':
    case 'thread':
    case 'nothing':
  }
}

/** Returns the row of its ticket. */
function giveTicket(
  database: Database,
  message: DecidedMessage,
  decision: Decision,
  contactId: string | undefined,
  now: number,
  note: Note,
): number | undefined {
  const { ticket, fields, otherTickets, reason } = decision;
  if (ticket === undefined) {
    const missing = decision.effects.find(({ action }) => action.kind === 'assignTicket');
    if (missing?.action.kind === 'assignTicket')
      note('ticketMissing', { ticket: missing.action.ticket, rule: missing.rule.title });
    return undefined;
  }
  const isNew = ticket === 'create';
  const { id, number } = isNew ? insertTicket(database, titleOf(message.envelope), now) : ticket;
  setTicket(database, message.id, id);
  if (isNew) note('ticketCreated', { ticket: number, ...ruleOf(decision, 'createTicket') });
  else note('ticketAssigned', { ticket: number, by: reason, ...ruleOf(decision, 'assignTicket') });
  for (const other of otherTickets) note('otherTicket', { ticket: number, other });
  if (isNew && contactId !== undefined) setReporter(database, id, contactId);
  noteArrival(database, id, message.id, decision.completed === 'reopen', now);
  if (decision.completed !== undefined)
    note(decision.completed === 'reopen' ? 'ticketReopened' : 'ticketFlagged', { ticket: number });
  if (Object.keys(fields).length > 0) setTicketFields(database, id, fields, now);
  for (const { rule, action } of decision.effects)
    if (action.kind === 'setFields') note('fieldsSet', { ticket: number, rule: rule.title });
  return id;
}

/** The rule that said this, for the trail. */
function ruleOf({ effects }: Decision, kind: RuleAction['kind']): TrailEntry['params'] {
  const effect = effects.find(({ action }) => action.kind === kind);
  return effect === undefined ? {} : { rule: effect.rule.title };
}

function contactOfSender(database: Database, { envelope: { from } }: DecidedMessage, note: Note): string {
  const { id, name } = makeContact(database, from);
  note('contactCreated', { name });
  // Another account may hold mail of unknown senders.
  releaseHeld(database, from.address);
  return id;
}

function unknownSender({ envelope: { from } }: DecidedMessage): MailroomError {
  return new MailroomError('rule.unknownSender', 'process', { params: { address: from.address } });
}
