import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import { outgoingAccountSchema, type OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { nameKey } from './name-key.ts';
import { all, flag, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';
import { trustFromRow, type TrustRow } from './trust-row.ts';

interface Row extends TrustRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly active: number;
  readonly is_default: number;
  readonly transport: string;
  readonly host: string;
  readonly port: number;
  readonly encryption: string;
  readonly sender_address: string;
  readonly sender_name: string;
  readonly body_charset: string;
  readonly transfer_encoding: string;
  readonly authentication: string;
  readonly user: string;
  readonly max_size_bytes: number;
  readonly allow_clear_password: number;
  readonly max_connections: number;
  readonly max_per_minute: number;
  readonly sent_copy_account_id: string | null;
  readonly sent_copy_mailbox: string;
  readonly created_at: number;
  readonly updated_at: number;
}

function fromRow(row: Row): OutgoingAccount {
  return outgoingAccountSchema.parse({
    id: row.id,
    name: row.name,
    description: row.description,
    active: row.active === 1,
    isDefault: row.is_default === 1,
    transport: row.transport,
    host: row.host,
    port: row.port,
    encryption: row.encryption,
    senderAddress: row.sender_address,
    senderName: row.sender_name,
    bodyCharset: row.body_charset,
    transferEncoding: row.transfer_encoding,
    authentication: row.authentication,
    user: row.user,
    maxSizeBytes: row.max_size_bytes,
    allowClearPassword: row.allow_clear_password === 1,
    maxConnections: row.max_connections,
    maxPerMinute: row.max_per_minute,
    ...(row.sent_copy_account_id === null ? {} : { sentCopyAccountId: row.sent_copy_account_id }),
    sentCopyMailbox: row.sent_copy_mailbox,
    ...trustFromRow(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}

/** All outgoing accounts, the default first, then by name. */
export function listOutgoingAccounts(database: Database): OutgoingAccount[] {
  return all<Row>(database, 'SELECT * FROM outgoing_accounts ORDER BY is_default DESC, name_key').map(
    fromRow,
  );
}

export function findOutgoingAccount(database: Database, id: string): OutgoingAccount | undefined {
  const row = one<Row>(database, 'SELECT * FROM outgoing_accounts WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/** @throws MailroomError `input.notFound` (field `outgoingAccountId`) when a group or type names one that is not there */
export function requireOutgoingAccount(database: Database, id: string | undefined): void {
  if (id === undefined || one(database, 'SELECT 1 FROM outgoing_accounts WHERE id = ?', id) !== undefined)
    return;
  throw new MailroomError('input.notFound', 'input', { field: 'outgoingAccountId', params: { name: id } });
}

/**
 * Inserts or replaces an account and keeps "exactly one default" (S52): the first account becomes the
 * default by itself, a new default takes over from the old one in the same transaction, and the default
 * can be neither switched off nor paused while it is the default.
 *
 * @throws MailroomError `input.nameTaken`, `input.lastDefault`
 */
export function saveOutgoingAccount(database: Database, account: OutgoingAccount): OutgoingAccount {
  return inTransaction(database, () => {
    const key = nameKey(account.name);
    const other = one(
      database,
      'SELECT id FROM outgoing_accounts WHERE name_key = ? AND id <> ?',
      key,
      account.id,
    );
    if (other !== undefined) {
      throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name: account.name } });
    }
    const present = one<{ id: string }>(database, 'SELECT id FROM outgoing_accounts WHERE is_default = 1');
    const isDefault = account.isDefault || present === undefined;
    if (present?.id === account.id && !account.isDefault) {
      throw new MailroomError('input.lastDefault', 'input', {
        field: 'isDefault',
        params: { name: account.name },
      });
    }
    if (isDefault && !account.active) {
      throw new MailroomError('input.lastDefault', 'input', {
        field: 'active',
        params: { name: account.name },
      });
    }
    if (isDefault) run(database, 'UPDATE outgoing_accounts SET is_default = 0 WHERE id <> ?', account.id);
    write(database, { ...account, isDefault }, key);
    return { ...account, isDefault };
  });
}

function write(database: Database, account: OutgoingAccount, key: string): void {
  run(
    database,
    `INSERT INTO outgoing_accounts (id, name, name_key, description, active, is_default, transport, host,
       port, encryption, sender_address, sender_name, body_charset, transfer_encoding, authentication,
       user, max_size_bytes, allow_clear_password, max_connections, max_per_minute, sent_copy_account_id,
       sent_copy_mailbox, ca_file, pinned_fingerprint, pinned_certificate, waive_name_check, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
       description = excluded.description, active = excluded.active, is_default = excluded.is_default,
       transport = excluded.transport, host = excluded.host, port = excluded.port,
       encryption = excluded.encryption, sender_address = excluded.sender_address,
       sender_name = excluded.sender_name, body_charset = excluded.body_charset,
       transfer_encoding = excluded.transfer_encoding, authentication = excluded.authentication,
       user = excluded.user, max_size_bytes = excluded.max_size_bytes,
       allow_clear_password = excluded.allow_clear_password, max_connections = excluded.max_connections,
       max_per_minute = excluded.max_per_minute, sent_copy_account_id = excluded.sent_copy_account_id,
       sent_copy_mailbox = excluded.sent_copy_mailbox, ca_file = excluded.ca_file,
       pinned_fingerprint = excluded.pinned_fingerprint, pinned_certificate = excluded.pinned_certificate,
       waive_name_check = excluded.waive_name_check, updated_at = excluded.updated_at`,
    account.id,
    account.name,
    key,
    account.description,
    flag(account.active),
    flag(account.isDefault),
    account.transport,
    account.host,
    account.port,
    account.encryption,
    account.senderAddress,
    account.senderName,
    account.bodyCharset,
    account.transferEncoding,
    account.authentication,
    account.user,
    account.maxSizeBytes,
    flag(account.allowClearPassword),
    account.maxConnections,
    account.maxPerMinute,
    orNull(account.sentCopyAccountId),
    account.sentCopyMailbox,
    orNull(account.caFile),
    orNull(account.pinnedFingerprint),
    orNull(account.pinnedCertificate),
    flag(account.waiveNameCheck),
    account.createdAt,
    account.updatedAt,
  );
}

/**
 * Deletes an account. The default goes last.
 *
 * @throws MailroomError `input.lastDefault` when it is the default and other accounts exist
 */
export function deleteOutgoingAccount(database: Database, id: string): boolean {
  return inTransaction(database, () => {
    const account = findOutgoingAccount(database, id);
    if (account === undefined) return false;
    const others = one(database, 'SELECT 1 FROM outgoing_accounts WHERE id <> ?', id) !== undefined;
    if (account.isDefault && others) {
      throw new MailroomError('input.lastDefault', 'input', {
        field: 'isDefault',
        params: { name: account.name },
      });
    }
    return run(database, 'DELETE FROM outgoing_accounts WHERE id = ?', id) === 1;
  });
}
