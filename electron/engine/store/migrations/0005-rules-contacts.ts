import type { Migration } from './migration.ts';

/**
 * What filing learned: contacts, what tickets carry beyond a title, when a message waits for a contact, which mail of ours
 * came back undelivered.
 *
 * Accounts that are there already go on making tickets of everybody's mail: nothing changes under people's hands. New
 * ones hold mail of unknown senders (S30).
 */
export const rulesContacts: Migration = {
  version: 5,
  name: 'rules, contacts, reporters, delivery reports',
  up: `
    ALTER TABLE incoming_accounts ADD COLUMN unknown_senders TEXT NOT NULL DEFAULT 'create'
      CHECK (unknown_senders IN ('hold', 'create'));
    ALTER TABLE incoming_accounts ADD COLUMN thread_by_references INTEGER NOT NULL DEFAULT 1
      CHECK (thread_by_references IN (0, 1));
    ALTER TABLE incoming_accounts ADD COLUMN completed_tickets TEXT NOT NULL DEFAULT 'flag'
      CHECK (completed_tickets IN ('flag', 'reopen'));

    ALTER TABLE rules ADD COLUMN match TEXT CHECK (match IN ('all', 'any'));
    ALTER TABLE rules ADD COLUMN continues INTEGER NOT NULL DEFAULT 0 CHECK (continues IN (0, 1));

    CREATE TABLE contacts (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      organisation TEXT NOT NULL,
      blocked INTEGER NOT NULL CHECK (blocked IN (0, 1))
    ) STRICT;
    CREATE TABLE contact_addresses (
      /* The address without regard to letter case; belongs to one contact. */
      address_key TEXT PRIMARY KEY,
      contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      address TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX contact_addresses_by_contact ON contact_addresses (contact_id, position);

    ALTER TABLE tickets ADD COLUMN owner_id TEXT REFERENCES users (id) ON DELETE SET NULL;
    ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal'
      CHECK (priority IN ('low', 'normal', 'high', 'urgent'));
    ALTER TABLE tickets ADD COLUMN reporter_id TEXT REFERENCES contacts (id) ON DELETE SET NULL;
    ALTER TABLE tickets ADD COLUMN unread INTEGER NOT NULL DEFAULT 0 CHECK (unread IN (0, 1));
    ALTER TABLE tickets ADD COLUMN completed_at INTEGER;
    CREATE INDEX tickets_by_owner ON tickets (owner_id) WHERE owner_id IS NOT NULL;
    CREATE INDEX tickets_by_reporter ON tickets (reporter_id) WHERE reporter_id IS NOT NULL;
    UPDATE tickets SET completed_at = updated_at WHERE status = 'completed';
    /* Whoever completes a ticket has seen its mail; whoever reopens it has it before them again. */
    CREATE TRIGGER ticket_status AFTER UPDATE OF status ON tickets WHEN NEW.status <> OLD.status BEGIN
      UPDATE tickets SET completed_at = CASE WHEN NEW.status = 'completed' THEN NEW.updated_at END,
        unread = CASE WHEN NEW.status = 'completed' THEN 0 ELSE unread END
      WHERE id = NEW.id;
    END;

    ALTER TABLE messages ADD COLUMN spam INTEGER NOT NULL DEFAULT 0 CHECK (spam IN (0, 1));
    CREATE INDEX messages_held ON messages (from_address COLLATE NOCASE)
      WHERE reason IS NOT NULL AND state = 'new';

    /* What servers reported about mail of the outbox (RFC 3464): one row for each recipient of a report. */
    CREATE TABLE delivery_reports (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      outbox INTEGER NOT NULL REFERENCES outbox (sequence) ON DELETE CASCADE,
      /* The report itself. */
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      recipient TEXT NOT NULL,
      action TEXT NOT NULL,
      status TEXT NOT NULL,
      diagnostic TEXT NOT NULL
    ) STRICT;
    CREATE INDEX delivery_reports_by_outbox ON delivery_reports (outbox, id);
    CREATE INDEX delivery_reports_by_message ON delivery_reports (message_id);

    /* Mail that a rule wants sent, until it is in the outbox. */
    CREATE TABLE rule_mails (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('forward', 'confirm', 'notify')),
      recipient TEXT NOT NULL,
      rule TEXT NOT NULL,
      UNIQUE (message_id, kind, recipient)
    ) STRICT;
    /* Mail of one kind does not use up what another may send. */
    ALTER TABLE sender_notices ADD COLUMN kind TEXT NOT NULL DEFAULT 'answer'
      CHECK (kind IN ('answer', 'forward', 'notify'));
  `,
};
