// What is found stored of a message, in the words of a decision.
import type { DecisionReason } from '../../../shared/domain/rehearsal.ts';
import type { TrailEntry } from '../../../shared/domain/message.ts';
import { listContacts } from '../../../electron/engine/store/contacts.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { findMessage } from '../../../electron/engine/store/messages.ts';
import { listOutbox } from '../../../electron/engine/store/outbox.ts';
import { deliveryReportsOf } from '../../../electron/engine/store/sent-messages.ts';
import { listTickets } from '../../../electron/engine/store/tickets.ts';
import { readTrail } from '../../../electron/engine/store/trail.ts';
import type { ModelMail, ModelTicket, Outcome } from './model.ts';

/** What the trail says about who decided. */
const REASONS: readonly (readonly [TrailEntry['event'], DecisionReason])[] = [
  ['duplicate', 'copy'],
  ['ownMail', 'ownMail'],
  ['deliveryReport', 'deliveryReport'],
  ['blockedSender', 'blockedSender'],
  ['held', 'unknownSender'],
  ['rule', 'rule'],
];

export function storedDecision(database: Database, id: number): Outcome['decision'] {
  const message = findMessage(database, id);
  if (message === undefined) throw new Error(`no message ${id}`);
  const trail = readTrail(database, id);
  const entry = (event: TrailEntry['event']): TrailEntry | undefined =>
    trail.find((each) => each.event === event);
  const params = (event: TrailEntry['event'], name: string): string[] =>
    trail.filter((each) => each.event === event).map((each) => String(each.params[name]));
  const by = entry('ticketAssigned')?.params['by'];
  const reason =
    REASONS.find(([event]) => entry(event) !== undefined)?.[1] ?? ((by ?? 'nothing') as DecisionReason);
  const createsTicket = entry('ticketCreated') !== undefined;
  if ((message.held === true) !== (reason === 'unknownSender')) throw new Error(`held or not: ${id}`);
  return {
    reason,
    rules: params('rule', 'rule'),
    folder: message.folder === 'archive' ? 'archive' : 'inbox',
    spam: message.spam === true,
    createsTicket,
    ...(message.ticket === undefined || createsTicket ? {} : { ticket: message.ticket }),
    otherTickets: params('otherTicket', 'other'),
    ...(entry('ticketReopened') === undefined ? {} : { completed: 'reopen' }),
    ...(entry('ticketFlagged') === undefined ? {} : { completed: 'flag' }),
    createsContact: entry('contactCreated') !== undefined,
  };
}

/** Mail about a message, as its trail tells of it. */
export function storedMails(database: Database, id: number): Omit<ModelMail, 'kind'>[] {
  return readTrail(database, id).flatMap(({ event, params }) => {
    const { to, rule, why } = params as Record<string, string>;
    if (!['mailQueued', 'mailSkipped', 'ownerTold', 'ownerNotTold'].includes(event)) return [];
    return [{ to: to ?? '', rule, skipped: why as ModelMail['skipped'] }];
  });
}

/** Recipients of all mail of the outbox, in the order in which it was queued. */
export function storedRecipients(database: Database): string[] {
  const entries = listOutbox(database, { filter: 'all', limit: Number.MAX_SAFE_INTEGER });
  return entries.toReversed().flatMap(({ to }) => to);
}

/** All tickets in the words of the model, by number. */
export function storedTickets(database: Database): Map<string, ModelTicket> {
  const addresses = new Map(listContacts(database).map(({ id, addresses: [first = ''] }) => [id, first]));
  const tickets = listTickets(database, {}, { limit: Number.MAX_SAFE_INTEGER }).map(({ ticket }) => ticket);
  return new Map(
    tickets.toReversed().map((ticket) => {
      const { number, title, status, typeId, groupId, ownerId, priority, reporterId, messages } = ticket;
      const reporter = addresses.get(reporterId ?? '')?.toLowerCase();
      const unread = ticket.unread === true;
      return [
        number,
        { number, title, status, typeId, groupId, ownerId, priority, reporter, unread, messages },
      ];
    }),
  );
}

/** Addresses of all contacts, in lower case. */
export function storedContacts(database: Database): Set<string> {
  return new Set(
    listContacts(database).flatMap(({ addresses }) => addresses.map((each) => each.toLowerCase())),
  );
}

/** Ids of the delivery reports about each of these messages of ours, by Message-ID. */
export function storedReports(
  database: Database,
  messageIds: readonly string[],
): Record<string, readonly number[]> {
  const entries = listOutbox(database, { filter: 'all', limit: Number.MAX_SAFE_INTEGER });
  return Object.fromEntries(
    messageIds.map((messageId) => [
      messageId,
      entries
        .filter((entry) => entry.messageId === messageId)
        .flatMap(({ id }) => deliveryReportsOf(database, id).flatMap((report) => report.messageId ?? [])),
    ]),
  );
}
