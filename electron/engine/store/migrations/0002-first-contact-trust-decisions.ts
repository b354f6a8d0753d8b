import type { Migration } from './migration.ts';

/**
 * What receiving learned: first contact, trust in one certificate, moving instead of removing, decisions about
 * big messages, messages that can't be fetched, how a receipt was closed.
 *
 * `incoming_accounts` is made anew, because SQLite can't change the CHECK that knew `remove` and `keep` only.
 */
export const firstContactTrustDecisions: Migration = {
  version: 2,
  name: 'first contact, trust, decisions, failures to fetch',
  up: `
    CREATE TABLE new_incoming_accounts (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      server_type TEXT NOT NULL,
      description TEXT NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      host TEXT NOT NULL,
      port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
      encryption TEXT NOT NULL CHECK (encryption IN ('tls', 'starttls', 'none')),
      user TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      max_size_bytes INTEGER NOT NULL CHECK (max_size_bytes >= 0),
      images_as_attachments INTEGER NOT NULL CHECK (images_as_attachments IN (0, 1)),
      poll_interval_seconds INTEGER NOT NULL CHECK (poll_interval_seconds BETWEEN 60 AND 86400),
      after_retrieval TEXT NOT NULL CHECK (after_retrieval IN ('remove', 'keep', 'move')),
      move_to TEXT,
      first_contact TEXT NOT NULL,
      /* NULL until the first contact was decided and what was to be left alone was remembered. */
      first_contact_at INTEGER,
      ca_file TEXT,
      pinned_fingerprint TEXT,
      pinned_certificate TEXT,
      waive_name_check INTEGER NOT NULL CHECK (waive_name_check IN (0, 1)),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO new_incoming_accounts SELECT id, name, name_key, server_type, description, active, host, port,
      encryption, user, mailbox, max_size_bytes, images_as_attachments, poll_interval_seconds, after_retrieval,
      NULL, 'all', created_at, ca_file, NULL, NULL, 0, created_at, updated_at FROM incoming_accounts;
    DROP TABLE incoming_accounts;
    ALTER TABLE new_incoming_accounts RENAME TO incoming_accounts;

    ALTER TABLE outgoing_accounts ADD COLUMN pinned_fingerprint TEXT;
    ALTER TABLE outgoing_accounts ADD COLUMN pinned_certificate TEXT;
    ALTER TABLE outgoing_accounts ADD COLUMN waive_name_check INTEGER NOT NULL DEFAULT 0
      CHECK (waive_name_check IN (0, 1));

    ALTER TABLE poll_states ADD COLUMN recovered TEXT;

    ALTER TABLE receipts ADD COLUMN outcome TEXT CHECK (outcome IN ('removed', 'moved', 'absent'));
    ALTER TABLE receipts ADD COLUMN moved_to TEXT;
    UPDATE receipts SET outcome = 'removed' WHERE removed_at IS NOT NULL;
    /* Serves the search for the same bytes in one mailbox and in all accounts. */
    DROP INDEX receipts_by_digest;
    CREATE INDEX receipts_by_digest ON receipts (sha256, account_id, mailbox);

    CREATE INDEX messages_by_message_id ON messages (message_id) WHERE message_id IS NOT NULL;
    CREATE INDEX messages_set_aside ON messages (id) WHERE state IN ('oversize', 'quarantined');

    ALTER TABLE oversize ADD COLUMN decision TEXT NOT NULL DEFAULT 'leave'
      CHECK (decision IN ('leave', 'fetch', 'delete'));
    ALTER TABLE oversize ADD COLUMN sender_notified_at INTEGER;
    /* The header section as it came: it tells whether the sender may get an automatic answer. */
    ALTER TABLE oversize ADD COLUMN header BLOB;
    /* Addresses that were told lately that a message was too big, so that nobody is told too often. */
    CREATE TABLE sender_notices (
      address TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sender_notices_by_address ON sender_notices (address, at);

    /* What was in the mailbox before the account and is to stay there, as was chosen at the first contact. */
    CREATE TABLE left_alone (
      account_id TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      validity TEXT NOT NULL,
      server_key TEXT NOT NULL,
      PRIMARY KEY (account_id, mailbox, validity, server_key)
    ) STRICT, WITHOUT ROWID;

    /* Messages the server lists but does not give: counted, and set aside when it goes on. */
    CREATE TABLE fetch_failures (
      account_id TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      validity TEXT NOT NULL,
      server_key TEXT NOT NULL,
      failures INTEGER NOT NULL,
      next_try_at INTEGER NOT NULL,
      /* Its entry in the inbox, once it is set aside. */
      message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
      PRIMARY KEY (account_id, mailbox, validity, server_key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fetch_failures_by_message ON fetch_failures (message_id) WHERE message_id IS NOT NULL;
    CREATE INDEX oversize_by_message ON oversize (message_id);
  `,
};
