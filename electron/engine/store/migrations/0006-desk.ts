import type { Migration } from './migration.ts';

/**
 * What working by hand learned: deleted mail that can be brought back, notes of tickets, other systems that are told.
 *
 * - `messages` is made anew, because SQLite can't change the CHECKs that knew two folders only. Its triggers and indexes
 *   went with it; `sqlite_sequence` is carried over, so that no id is given out twice.
 * - `receipts` is made anew, because a message that is deleted for good must not take its receipt along: mail that stays
 *   on the server would be imported again.
 */
export const desk: Migration = {
  version: 6,
  name: 'deleted mail, ticket notes, hand-over',
  up: `
    CREATE TABLE new_messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      folder TEXT NOT NULL CHECK (folder IN ('inbox', 'archive', 'deleted')),
      state TEXT NOT NULL CHECK (state IN ('new', 'oversize', 'quarantined', 'archived', 'deleted')),
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
      reason TEXT,
      spam INTEGER NOT NULL DEFAULT 0 CHECK (spam IN (0, 1)),
      /* Where a deleted message goes when it is brought back. */
      deleted_from TEXT CHECK (deleted_from IN ('inbox', 'archive')),
      CHECK ((folder = 'deleted') = (state = 'deleted')),
      CHECK ((folder = 'deleted') = (deleted_from IS NOT NULL))
    ) STRICT;
    INSERT INTO new_messages SELECT id, account_id, account_name, folder, state, read, processed, message_id,
      in_reply_to, reference_ids, from_name, from_address, recipients, subject, snippet, date, received_at, size_bytes,
      attachment_count, images_as_attachments, ticket_id, reason, spam, NULL FROM messages;
    DELETE FROM sqlite_sequence WHERE name = 'new_messages';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'new_messages', seq FROM sqlite_sequence WHERE name = 'messages';
    DROP TABLE messages;
    ALTER TABLE new_messages RENAME TO messages;
    CREATE INDEX messages_by_folder ON messages (folder, id);
    CREATE INDEX messages_by_folder_account ON messages (folder, account_id, id);
    CREATE INDEX messages_unprocessed ON messages (id) WHERE processed = 0;
    CREATE INDEX messages_by_ticket ON messages (ticket_id) WHERE ticket_id IS NOT NULL;
    CREATE INDEX messages_by_message_id ON messages (message_id) WHERE message_id IS NOT NULL;
    CREATE INDEX messages_set_aside ON messages (id) WHERE state IN ('oversize', 'quarantined');
    CREATE INDEX messages_held ON messages (from_address COLLATE NOCASE)
      WHERE reason IS NOT NULL AND state = 'new';

    INSERT INTO folder_counts VALUES ('deleted', 0, 0);
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
    CREATE TRIGGER search_insert AFTER INSERT ON messages WHEN NEW.processed = 1 BEGIN
      INSERT INTO search_backlog VALUES (NEW.id);
    END;
    CREATE TRIGGER search_delete AFTER DELETE ON messages BEGIN
      DELETE FROM message_search WHERE rowid = OLD.id;
    END;

    CREATE TABLE new_receipts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      validity TEXT NOT NULL,
      server_key TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      /* NULL once the message was deleted for good. */
      message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
      fetched_at INTEGER NOT NULL,
      committed_at INTEGER NOT NULL,
      removed_at INTEGER,
      outcome TEXT CHECK (outcome IN ('removed', 'moved', 'absent')),
      moved_to TEXT,
      UNIQUE (account_id, mailbox, validity, server_key, sha256)
    ) STRICT;
    INSERT INTO new_receipts SELECT id, account_id, mailbox, validity, server_key, size_bytes, sha256, message_id,
      fetched_at, committed_at, removed_at, outcome, moved_to FROM receipts;
    DELETE FROM sqlite_sequence WHERE name = 'new_receipts';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'new_receipts', seq FROM sqlite_sequence WHERE name = 'receipts';
    DROP TABLE receipts;
    ALTER TABLE new_receipts RENAME TO receipts;
    CREATE INDEX receipts_open ON receipts (account_id, mailbox) WHERE removed_at IS NULL;
    CREATE INDEX receipts_by_message ON receipts (message_id);
    CREATE INDEX receipts_by_digest ON receipts (sha256, account_id, mailbox);

    CREATE TABLE ticket_notes (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX ticket_notes_by_ticket ON ticket_notes (ticket_id, id);
    /* Other systems that are told what happens to messages; the secrets of their signatures are in the keychain. */
    CREATE TABLE hooks (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      url TEXT NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      events TEXT NOT NULL,
      include_source INTEGER NOT NULL CHECK (include_source IN (0, 1))
    ) STRICT;
    CREATE TABLE hook_deliveries (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      hook_id TEXT NOT NULL REFERENCES hooks (id) ON DELETE CASCADE,
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      event TEXT NOT NULL,
      params TEXT NOT NULL,
      at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
      attempts INTEGER NOT NULL,
      next_attempt_at INTEGER,
      delivered_at INTEGER,
      error TEXT
    ) STRICT;
    CREATE INDEX hook_deliveries_by_hook ON hook_deliveries (hook_id, id);
    CREATE INDEX hook_deliveries_waiting ON hook_deliveries (hook_id, next_attempt_at) WHERE state = 'waiting';
    CREATE INDEX hook_deliveries_by_message ON hook_deliveries (message_id);
    /* In the transaction of what happened, whoever it was done by and in whatever thread. */
    CREATE TRIGGER hooks_hear AFTER INSERT ON trail
        WHEN NEW.event IN ('imported', 'ticketCreated', 'ticketAssigned', 'archived') BEGIN
      INSERT INTO hook_deliveries (key, hook_id, message_id, event, params, at, state, attempts, next_attempt_at)
        SELECT lower(hex(randomblob(16))), hooks.id, NEW.message_id, NEW.event, NEW.params, NEW.at, 'waiting', 0, NEW.at
        FROM hooks WHERE EXISTS (SELECT 1 FROM json_each(hooks.events) WHERE value = NEW.event);
    END;
    CREATE INDEX tickets_by_status ON tickets (status);
    CREATE INDEX tickets_unread ON tickets (id) WHERE unread = 1;
  `,
};
