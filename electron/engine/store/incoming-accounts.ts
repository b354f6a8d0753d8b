import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import { incomingAccountSchema, type IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { nameKey } from './name-key.ts';
import { all, flag, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';
import { trustFromRow, type TrustRow } from './trust-row.ts';

interface Row extends TrustRow {
  readonly id: string;
  readonly name: string;
  readonly server_type: string;
  readonly description: string;
  readonly active: number;
  readonly host: string;
  readonly port: number;
  readonly encryption: string;
  readonly user: string;
  readonly mailbox: string;
  readonly max_size_bytes: number;
  readonly images_as_attachments: number;
  readonly poll_interval_seconds: number;
  readonly after_retrieval: string;
  readonly move_to: string | null;
  readonly first_contact: string;
  readonly first_contact_at: number | null;
  readonly unknown_senders: string;
  readonly thread_by_references: number;
  readonly completed_tickets: string;
  readonly created_at: number;
  readonly updated_at: number;
}

function fromRow(row: Row): IncomingAccount {
  return incomingAccountSchema.parse({
    id: row.id,
    name: row.name,
    serverType: row.server_type,
    description: row.description,
    active: row.active === 1,
    host: row.host,
    port: row.port,
    encryption: row.encryption,
    user: row.user,
    mailbox: row.mailbox,
    maxSizeBytes: row.max_size_bytes,
    imagesAsAttachments: row.images_as_attachments === 1,
    pollIntervalSeconds: row.poll_interval_seconds,
    afterRetrieval: row.after_retrieval,
    ...(row.move_to === null ? {} : { moveTo: row.move_to }),
    firstContact: row.first_contact,
    ...(row.first_contact_at === null ? {} : { firstContactAt: row.first_contact_at }),
    unknownSenders: row.unknown_senders,
    threadByReferences: row.thread_by_references === 1,
    completedTickets: row.completed_tickets,
    ...trustFromRow(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}

/** All incoming accounts by name. */
export function listIncomingAccounts(database: Database): IncomingAccount[] {
  return all<Row>(database, 'SELECT * FROM incoming_accounts ORDER BY name_key').map(fromRow);
}

export function findIncomingAccount(database: Database, id: string): IncomingAccount | undefined {
  const row = one<Row>(database, 'SELECT * FROM incoming_accounts WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/**
 * Inserts or replaces an account.
 *
 * @throws MailroomError `input.nameTaken` when another incoming account has this name, letter case aside
 */
export function saveIncomingAccount(database: Database, account: IncomingAccount): void {
  inTransaction(database, () => {
    const key = nameKey(account.name);
    const other = one<{ id: string }>(
      database,
      'SELECT id FROM incoming_accounts WHERE name_key = ? AND id <> ?',
      key,
      account.id,
    );
    if (other !== undefined) {
      throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name: account.name } });
    }
    run(
      database,
      `INSERT INTO incoming_accounts (id, name, name_key, server_type, description, active, host, port,
         encryption, user, mailbox, max_size_bytes, images_as_attachments, poll_interval_seconds,
         after_retrieval, move_to, first_contact, first_contact_at, unknown_senders, thread_by_references,
         completed_tickets, ca_file, pinned_fingerprint, pinned_certificate, waive_name_check, created_at,
         updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
         server_type = excluded.server_type, description = excluded.description, active = excluded.active,
         host = excluded.host, port = excluded.port, encryption = excluded.encryption, user = excluded.user,
         mailbox = excluded.mailbox, max_size_bytes = excluded.max_size_bytes,
         images_as_attachments = excluded.images_as_attachments,
         poll_interval_seconds = excluded.poll_interval_seconds, after_retrieval = excluded.after_retrieval,
         move_to = excluded.move_to, first_contact = excluded.first_contact,
         first_contact_at = excluded.first_contact_at, unknown_senders = excluded.unknown_senders,
         thread_by_references = excluded.thread_by_references, completed_tickets = excluded.completed_tickets,
         ca_file = excluded.ca_file,
         pinned_fingerprint = excluded.pinned_fingerprint, pinned_certificate = excluded.pinned_certificate,
         waive_name_check = excluded.waive_name_check, updated_at = excluded.updated_at`,
      account.id,
      account.name,
      key,
      account.serverType,
      account.description,
      flag(account.active),
      account.host,
      account.port,
      account.encryption,
      account.user,
      account.mailbox,
      account.maxSizeBytes,
      flag(account.imagesAsAttachments),
      account.pollIntervalSeconds,
      account.afterRetrieval,
      orNull(account.moveTo),
      account.firstContact,
      orNull(account.firstContactAt),
      account.unknownSenders,
      flag(account.threadByReferences),
      account.completedTickets,
      orNull(account.caFile),
      orNull(account.pinnedFingerprint),
      orNull(account.pinnedCertificate),
      flag(account.waiveNameCheck),
      account.createdAt,
      account.updatedAt,
    );
  });
}

/** Remembers that the first contact is decided and what is to be left alone is known. */
export function markFirstContact(database: Database, id: string, at: number): void {
  run(database, 'UPDATE incoming_accounts SET first_contact_at = ? WHERE id = ?', at, id);
}

/** Deletes an account with its rules and poll state. Its messages and receipts stay (S25). */
export function deleteIncomingAccount(database: Database, id: string): boolean {
  return run(database, 'DELETE FROM incoming_accounts WHERE id = ?', id) === 1;
}
