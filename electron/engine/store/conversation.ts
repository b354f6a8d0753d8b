import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { ConversationItem, TicketNote } from '../../../shared/domain/conversation.ts';
import type { Folder } from '../../../shared/domain/message.ts';
import type { OutboxState } from '../../../shared/domain/outbound.ts';
import { all, insert } from './statement.ts';

type Received = Extract<ConversationItem, { kind: 'received' }>;
type Sent = Extract<ConversationItem, { kind: 'sent' }>;

/** All that belongs to a ticket, oldest first; of the same moment what came in first. Without what was thrown away. */
export function conversationOf(database: Database, ticketId: number): ConversationItem[] {
  return [
    ...receivedFor(database, ticketId),
    ...sentFor(database, ticketId),
    ...notesOf(database, ticketId),
  ].sort((one, other) => one.at - other.at);
}

function receivedFor(database: Database, ticketId: number): Received[] {
  const rows = all<{
    id: number;
    at: number;
    from_name: string;
    from_address: string;
    subject: string;
    snippet: string;
    attachments: number;
    read: number;
    folder: Folder;
  }>(
    database,
    `SELECT id, received_at AS at, from_name, from_address, subject, snippet, attachment_count AS attachments, read,
       folder
     FROM messages WHERE ticket_id = ? AND folder <> 'deleted' ORDER BY id`,
    ticketId,
  );
  return rows.map(({ from_name: name, from_address: address, read, ...row }) => ({
    kind: 'received',
    ...row,
    from: { name, address },
    read: read === 1,
  }));
}

function sentFor(database: Database, ticketId: number): Sent[] {
  const rows = all<{
    id: string;
    at: number;
    sender: string;
    recipients: string;
    subject: string;
    state: OutboxState;
    automatic: number;
  }>(
    database,
    `SELECT id, created_at AS at, sender, subject, state, automatic,
       (SELECT json_group_array(address ORDER BY position) FROM outbox_recipients
         WHERE outbox_recipients.outbox = sequence) AS recipients
     FROM outbox WHERE ticket_id = ? ORDER BY sequence`,
    ticketId,
  );
  return rows.map(({ sender, recipients, automatic, ...row }) => ({
    kind: 'sent',
    ...row,
    from: sender,
    to: z.array(z.string()).parse(JSON.parse(recipients)),
    automatic: automatic === 1,
  }));
}

function notesOf(database: Database, ticketId: number): TicketNote[] {
  return all<Omit<TicketNote, 'kind'>>(
    database,
    'SELECT id, at, text FROM ticket_notes WHERE ticket_id = ? ORDER BY id',
    ticketId,
  ).map((row) => ({ kind: 'note', ...row }));
}

export function insertNote(database: Database, ticketId: number, text: string, at: number): TicketNote {
  const id = insert(
    database,
    'INSERT INTO ticket_notes (ticket_id, at, text) VALUES (?, ?, ?)',
    ticketId,
    at,
    text,
  );
  return { kind: 'note', id, at, text };
}
