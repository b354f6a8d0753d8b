import type { Migration } from './migration.ts';

/**
 * The first schema.
 *
 * - All times UTC milliseconds, all sizes bytes.
 * - `messages.id` rises in order of arrival: lists and searches walk it backwards. AUTOINCREMENT, so that a
 *   deleted message's id is never given to another one.
 * - Raw sources have a table of their own, so that lists never drag them.
 * - Messages and receipts carry the account's id without a foreign key: deleting an account must never
 *   delete mail, nor forget what was fetched.
 */
export const accountsMessagesOutbox: Migration = {
  version: 1,
  name: 'accounts, messages, receipts, rules, tickets, outbox',
  up: `
    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE incoming_accounts (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      server_type TEXT NOT NULL CHECK (server_type IN ('imap4', 'pop3')),
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
      after_retrieval TEXT NOT NULL CHECK (after_retrieval IN ('remove', 'keep')),
      ca_file TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE poll_states (
      account_id TEXT PRIMARY KEY REFERENCES incoming_accounts (id) ON DELETE CASCADE,
      last_run TEXT NOT NULL,
      last_run_at INTEGER NOT NULL,
      last_success_at INTEGER,
      error TEXT,
      failing_since INTEGER,
      failures INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE outgoing_accounts (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      description TEXT NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
      transport TEXT NOT NULL CHECK (transport = 'smtp'),
      host TEXT NOT NULL,
      port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535 AND port <> 25),
      encryption TEXT NOT NULL CHECK (encryption IN ('tls', 'starttls', 'none')),
      sender_address TEXT NOT NULL,
      sender_name TEXT NOT NULL,
      body_charset TEXT NOT NULL,
      transfer_encoding TEXT NOT NULL,
      authentication TEXT NOT NULL,
      user TEXT NOT NULL,
      max_size_bytes INTEGER NOT NULL CHECK (max_size_bytes >= 0),
      ca_file TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX one_default_outgoing ON outgoing_accounts (is_default) WHERE is_default = 1;

    CREATE TABLE tickets (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      number TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('new', 'processing', 'completed')),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      folder TEXT NOT NULL CHECK (folder IN ('inbox', 'archive')),
      state TEXT NOT NULL CHECK (state IN ('new', 'oversize', 'quarantined', 'archived')),
      read INTEGER NOT NULL CHECK (read IN (0, 1)),
      /* 0 until the source was parsed and the rules looked at it. */
      processed INTEGER NOT NULL CHECK (processed IN (0, 1)),
      message_id TEXT,
      in_reply_to TEXT,
      reference_ids TEXT NOT NULL,
      from_name TEXT NOT NULL,
      from_address TEXT NOT NULL,
      recipients TEXT NOT NULL,
      subject TEXT NOT NULL,
      snippet TEXT NOT NULL,
      date INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      size_bytes INTEGER NOT NULL,
      attachment_count INTEGER NOT NULL,
      images_as_attachments INTEGER NOT NULL CHECK (images_as_attachments IN (0, 1)),
      ticket_id INTEGER REFERENCES tickets (id),
      reason TEXT
    ) STRICT;
    CREATE INDEX messages_by_folder ON messages (folder, id);
    CREATE INDEX messages_by_folder_account ON messages (folder, account_id, id);
    CREATE INDEX messages_unprocessed ON messages (id) WHERE processed = 0;
    CREATE INDEX messages_by_ticket ON messages (ticket_id) WHERE ticket_id IS NOT NULL;

    CREATE TABLE raw_sources (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      source BLOB NOT NULL
    ) STRICT;

    CREATE TABLE attachments (
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      mime_type TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      disposition TEXT NOT NULL CHECK (disposition IN ('attachment', 'inline')),
      content_id TEXT,
      PRIMARY KEY (message_id, position)
    ) STRICT, WITHOUT ROWID;

    /* Proof of what was fetched, kept and removed. removed_at stays NULL until the server confirmed. */
    CREATE TABLE receipts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      validity TEXT NOT NULL,
      server_key TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      fetched_at INTEGER NOT NULL,
      committed_at INTEGER NOT NULL,
      removed_at INTEGER,
      UNIQUE (account_id, mailbox, validity, server_key, sha256)
    ) STRICT;
    CREATE INDEX receipts_by_digest ON receipts (account_id, mailbox, sha256);
    CREATE INDEX receipts_open ON receipts (account_id, mailbox) WHERE removed_at IS NULL;
    CREATE INDEX receipts_by_message ON receipts (message_id);

    /* Messages over the limit: known, listed once, left on the server. */
    CREATE TABLE oversize (
      account_id TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      validity TEXT NOT NULL,
      server_key TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      PRIMARY KEY (account_id, mailbox, validity, server_key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trail (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      params TEXT NOT NULL
    ) STRICT;
    CREATE INDEX trail_by_message ON trail (message_id, id);

    CREATE TABLE rules (
      id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES incoming_accounts (id) ON DELETE CASCADE,
      title TEXT NOT NULL,
      rank INTEGER NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      conditions TEXT NOT NULL,
      actions TEXT NOT NULL,
      UNIQUE (account_id, rank)
    ) STRICT;

    CREATE TABLE outbox (
      id TEXT PRIMARY KEY,
      sequence INTEGER NOT NULL UNIQUE,
      state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'partlyRefused', 'deferred',
        'failed', 'unknown', 'tooLarge', 'cancelled')),
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      why TEXT NOT NULL,
      sender TEXT NOT NULL,
      recipients TEXT NOT NULL,
      subject TEXT NOT NULL,
      message_id TEXT NOT NULL UNIQUE,
      source BLOB NOT NULL,
      size_bytes INTEGER NOT NULL,
      charset_fallback INTEGER NOT NULL CHECK (charset_fallback IN (0, 1)),
      created_at INTEGER NOT NULL,
      next_attempt_at INTEGER,
      error TEXT
    ) STRICT;
    CREATE INDEX outbox_due ON outbox (state, next_attempt_at);

    CREATE TABLE delivery_attempts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      outbox_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      ms INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      reply TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX delivery_attempts_by_entry ON delivery_attempts (outbox_id, id);

    /* Counts that the window shows all the time; counting a big table would cost tens of milliseconds. */
    CREATE TABLE folder_counts (
      folder TEXT PRIMARY KEY,
      total INTEGER NOT NULL,
      unread INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO folder_counts VALUES ('inbox', 0, 0), ('archive', 0, 0);
    CREATE TRIGGER count_insert AFTER INSERT ON messages BEGIN
      UPDATE folder_counts SET total = total + 1, unread = unread + (1 - NEW.read) WHERE folder = NEW.folder;
    END;
    CREATE TRIGGER count_delete AFTER DELETE ON messages BEGIN
      UPDATE folder_counts SET total = total - 1, unread = unread - (1 - OLD.read) WHERE folder = OLD.folder;
    END;
    CREATE TRIGGER count_update AFTER UPDATE OF folder, read ON messages BEGIN
      UPDATE folder_counts SET total = total - 1, unread = unread - (1 - OLD.read) WHERE folder = OLD.folder;
      UPDATE folder_counts SET total = total + 1, unread = unread + (1 - NEW.read) WHERE folder = NEW.folder;
    END;
  `,
};
