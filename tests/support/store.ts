import { onTestFinished } from 'vitest';
import { openDatabase, type Database } from '../../electron/engine/store/database.ts';
import type { Logger } from '../../electron/engine/ports.ts';
import type { IncomingAccount } from '../../shared/domain/incoming-account.ts';
import type { OutgoingAccount } from '../../shared/domain/outgoing-account.ts';
import type { Ticket } from '../../shared/domain/ticket.ts';
import { insertMessage, type NewMessage } from '../../electron/engine/store/messages.ts';
import { listTickets } from '../../electron/engine/store/tickets.ts';
import { temporaryFolder } from './folder.ts';

/** A new database that is closed and removed when the test has ended. */
export function temporaryDatabase(folder = temporaryFolder()): Database {
  const database = openDatabase(folder);
  onTestFinished(() => void database.close());
  return database;
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export function incomingAccount(changes: Partial<IncomingAccount> = {}): IncomingAccount {
  return {
    id: 'in-1',
    serverType: 'imap4',
    name: 'Support',
    description: '',
    active: true,
    host: 'imap.example.com',
    port: 993,
    encryption: 'tls',
    user: 'support',
    mailbox: 'INBOX',
    maxSizeBytes: 0,
    imagesAsAttachments: false,
    pollIntervalSeconds: 300,
    afterRetrieval: 'remove',
    firstContact: 'all',
    unknownSenders: 'create',
    threadByReferences: true,
    completedTickets: 'flag',
    waiveNameCheck: false,
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  };
}

export function outgoingAccount(changes: Partial<OutgoingAccount> = {}): OutgoingAccount {
  return {
    id: 'out-1',
    name: 'Sending',
    description: '',
    active: true,
    isDefault: true,
    transport: 'smtp',
    host: 'smtp.example.com',
    port: 587,
    encryption: 'starttls',
    senderAddress: 'support@example.com',
    senderName: 'Support',
    bodyCharset: 'utf-8',
    transferEncoding: 'auto',
    authentication: 'automatic',
    user: 'support',
    maxSizeBytes: 0,
    allowClearPassword: false,
    maxConnections: 4,
    maxPerMinute: 0,
    sentCopyMailbox: '',
    waiveNameCheck: false,
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  };
}

/** A message in the inbox; returns its id. */
export function storedMessage(database: Database, changes: Partial<NewMessage> = {}): number {
  return insertMessage(database, {
    accountId: 'in-1',
    accountName: 'Support',
    state: 'new',
    imagesAsAttachments: false,
    receivedAt: 1000,
    sizeBytes: 10,
    processed: false,
    ...changes,
  });
}

/** All tickets, newest first. */
export function allTickets(database: Database): Ticket[] {
  return listTickets(database, {}, { limit: 1000 }).map(({ ticket }) => ticket);
}
