import type { Group, MailLanguage, TicketType } from '../../../shared/domain/directory.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Database } from '../store/database.ts';
import { findGroup, listGroups } from '../store/groups.ts';
import { listOutgoingAccounts } from '../store/outgoing-accounts.ts';
import { findTicketType, listTicketTypes } from '../store/ticket-types.ts';
import { findTicket, type StoredTicket } from '../store/tickets.ts';
import type { Mailbox } from './header-field.ts';
import { writtenDate } from './mail-language.ts';
import { resolveRoute, type RouteDirectory, type RouteQuery } from './resolve-account.ts';
import type { TemplateValues } from './template-text.ts';

/** What a mail belongs to. */
export interface MailContext {
  readonly ticket: StoredTicket | undefined;
  readonly group: Group | undefined;
  readonly type: TicketType | undefined;
  /** For the order in which an account is looked for. */
  readonly query: RouteQuery;
}

/**
 * The ticket, group and type of a mail: a ticket's own group and type, else those named.
 *
 * @param query `ticket` is the ticket's number
 * @throws MailroomError `input.notFound` (field `ticket`)
 */
export function mailContext(
  database: Database,
  query: RouteQuery & { readonly ticket?: string | undefined },
): MailContext {
  const { accountId } = query;
  const ticket = query.ticket === undefined ? undefined : requireTicket(database, query.ticket);
  const { groupId, typeId } = ticket ?? query;
  return {
    ticket,
    group: groupId === undefined ? undefined : findGroup(database, groupId),
    type: typeId === undefined ? undefined : findTicketType(database, typeId),
    query: { accountId, groupId, typeId },
  };
}

/** @throws MailroomError `input.notFound` (field `ticket`) */
export function requireTicket(database: Database, number: string): StoredTicket {
  const ticket = findTicket(database, number);
  if (ticket !== undefined) return ticket;
  throw new MailroomError('input.notFound', 'input', { field: 'ticket', params: { name: number } });
}

/** All that decides who sends, as it is now. */
export function routeDirectory(database: Database): RouteDirectory {
  return {
    accounts: listOutgoingAccounts(database),
    groups: listGroups(database),
    types: listTicketTypes(database),
  };
}

/** As whom a mail goes out. @throws MailroomError what `resolveRoute` throws */
export function sendingMailbox(database: Database, { query }: MailContext): Mailbox | undefined {
  const directory = routeDirectory(database);
  const { accountId } = resolveRoute(directory, query);
  const account = directory.accounts.find(({ id }) => id === accountId);
  return account === undefined ? undefined : { name: account.senderName, address: account.senderAddress };
}

/** Values for reply texts and signatures. What the mail does not have is left out. */
export function contextValues(
  { ticket, group, type }: MailContext,
  sender: Mailbox | undefined,
  at: number,
  language: MailLanguage,
): TemplateValues {
  return {
    'ticket.number': ticket?.number,
    'ticket.title': ticket?.title,
    'group.name': group?.name,
    'type.name': type?.name,
    'sender.name': sender?.name,
    'sender.address': sender?.address,
    date: writtenDate(at, language),
  };
}
