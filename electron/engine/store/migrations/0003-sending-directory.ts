import type { Migration } from './migration.ts';

/**
 * What sending learned: groups, ticket types and users, texts, results per recipient, the way an account was found,
 * copies in a Sent mailbox, alarms.
 *
 * `outbox` is made anew: its number becomes the key that all its tables share, and the sources get a table of their
 * own, so that lists never drag them. Alarms and outbox entries carry account ids without a foreign key: what was sent
 * stays when the account goes.
 */
export const sendingDirectory: Migration = {
  version: 3,
  name: 'groups, ticket types, users, texts, results per recipient, alarms',
  up: `
    CREATE TABLE groups (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      outgoing_account_id TEXT REFERENCES outgoing_accounts (id) ON DELETE SET NULL,
      signature_en TEXT NOT NULL,
      signature_de TEXT NOT NULL
    ) STRICT;
    CREATE INDEX groups_by_outgoing_account ON groups (outgoing_account_id) WHERE outgoing_account_id IS NOT NULL;

    CREATE TABLE ticket_types (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      outgoing_account_id TEXT REFERENCES outgoing_accounts (id) ON DELETE SET NULL
    ) STRICT;
    CREATE INDEX ticket_types_by_outgoing_account ON ticket_types (outgoing_account_id)
      WHERE outgoing_account_id IS NOT NULL;

    CREATE TABLE users (
      id TEXT PRIMARY KEY,
      login TEXT NOT NULL,
      login_key TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      email TEXT NOT NULL,
      language TEXT NOT NULL,
      active INTEGER NOT NULL CHECK (active IN (0, 1)),
      password_notice_at INTEGER
    ) STRICT;
    CREATE TABLE user_groups (
      user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      group_id TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
      PRIMARY KEY (user_id, group_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX user_groups_by_group ON user_groups (group_id);

    ALTER TABLE tickets ADD COLUMN type_id TEXT REFERENCES ticket_types (id) ON DELETE SET NULL;
    ALTER TABLE tickets ADD COLUMN group_id TEXT REFERENCES groups (id) ON DELETE SET NULL;
    CREATE INDEX tickets_by_type ON tickets (type_id) WHERE type_id IS NOT NULL;
    CREATE INDEX tickets_by_group ON tickets (group_id) WHERE group_id IS NOT NULL;

    /* Kinds other than 'reply' have one row at most; without one the built-in text counts. */
    CREATE TABLE templates (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      subject_en TEXT NOT NULL,
      text_en TEXT NOT NULL,
      subject_de TEXT NOT NULL,
      text_de TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX one_text_of_a_kind ON templates (kind) WHERE kind <> 'reply';

    ALTER TABLE outgoing_accounts ADD COLUMN allow_clear_password INTEGER NOT NULL DEFAULT 0
      CHECK (allow_clear_password IN (0, 1));
    ALTER TABLE outgoing_accounts ADD COLUMN max_connections INTEGER NOT NULL DEFAULT 5
      CHECK (max_connections BETWEEN 1 AND 10);
    ALTER TABLE outgoing_accounts ADD COLUMN max_per_minute INTEGER NOT NULL DEFAULT 0
      CHECK (max_per_minute >= 0);
    ALTER TABLE outgoing_accounts ADD COLUMN sent_copy_account_id TEXT
      REFERENCES incoming_accounts (id) ON DELETE SET NULL;
    ALTER TABLE outgoing_accounts ADD COLUMN sent_copy_mailbox TEXT NOT NULL DEFAULT '';
    CREATE INDEX outgoing_accounts_by_sent_copy ON outgoing_accounts (sent_copy_account_id)
      WHERE sent_copy_account_id IS NOT NULL;

    /*
      Exactly one account is the default, and an active one, as long as there is any. At most one is the unique index;
      at least one is this reference to "the default account", which every transaction must leave whole.
    */
    ALTER TABLE outgoing_accounts ADD COLUMN default_mark INTEGER
      GENERATED ALWAYS AS (CASE is_default WHEN 1 THEN 1 END) VIRTUAL;
    CREATE UNIQUE INDEX outgoing_accounts_default_mark ON outgoing_accounts (default_mark);
    CREATE TABLE outgoing_default (
      mark INTEGER PRIMARY KEY CHECK (mark = 1)
        REFERENCES outgoing_accounts (default_mark) DEFERRABLE INITIALLY DEFERRED
    ) STRICT;
    INSERT INTO outgoing_default SELECT 1 FROM outgoing_accounts LIMIT 1;
    CREATE TRIGGER outgoing_default_needed AFTER INSERT ON outgoing_accounts BEGIN
      INSERT OR IGNORE INTO outgoing_default VALUES (1);
    END;
    CREATE TRIGGER outgoing_default_not_needed AFTER DELETE ON outgoing_accounts
      WHEN NOT EXISTS (SELECT 1 FROM outgoing_accounts) BEGIN
      DELETE FROM outgoing_default;
    END;
    CREATE TRIGGER outgoing_default_inserted BEFORE INSERT ON outgoing_accounts
      WHEN NEW.is_default = 1 AND NEW.active = 0 BEGIN
      SELECT raise(ABORT, 'the default account must be active');
    END;
    CREATE TRIGGER outgoing_default_updated BEFORE UPDATE OF is_default, active ON outgoing_accounts
      WHEN NEW.is_default = 1 AND NEW.active = 0 BEGIN
      SELECT raise(ABORT, 'the default account must be active');
    END;

    CREATE TABLE new_outbox (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'partlyRefused', 'deferred',
        'failed', 'unknown', 'tooLarge', 'cancelled')),
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      why TEXT NOT NULL,
      /* How the account was found, step by step. */
      steps TEXT NOT NULL,
      sender TEXT NOT NULL,
      subject TEXT NOT NULL,
      message_id TEXT NOT NULL UNIQUE,
      size_bytes INTEGER NOT NULL,
      charset_fallback INTEGER NOT NULL CHECK (charset_fallback IN (0, 1)),
      automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
      ticket_id INTEGER REFERENCES tickets (id),
      created_at INTEGER NOT NULL,
      /* When the first of the present series of attempts may begin: a retry by hand begins a new series. */
      series_at INTEGER NOT NULL,
      series_attempts INTEGER NOT NULL,
      next_attempt_at INTEGER,
      sent_at INTEGER,
      /* Totals over delivery_attempts, so that lists need not look there. */
      attempts INTEGER NOT NULL,
      last_reply TEXT,
      error TEXT,
      sent_copy TEXT CHECK (sent_copy IN ('waiting', 'done', 'failed')),
      sent_copy_attempts INTEGER NOT NULL DEFAULT 0,
      sent_copy_next_at INTEGER,
      sent_copy_error TEXT
    ) STRICT;
    INSERT INTO new_outbox (sequence, id, state, account_id, account_name, why, steps, sender, subject, message_id,
        size_bytes, charset_fallback, automatic, ticket_id, created_at, series_at, series_attempts, next_attempt_at,
        sent_at, attempts, last_reply, error)
      SELECT sequence, id, state, account_id, account_name, why, '[]', sender, subject, message_id,
        size_bytes, charset_fallback, 0, NULL, created_at, created_at,
        (SELECT count(*) FROM delivery_attempts WHERE outbox_id = outbox.id), next_attempt_at,
        (SELECT max(at) FROM delivery_attempts WHERE outbox_id = outbox.id AND outcome IN ('sent', 'partlyRefused')),
        (SELECT count(*) FROM delivery_attempts WHERE outbox_id = outbox.id),
        (SELECT reply FROM delivery_attempts WHERE outbox_id = outbox.id ORDER BY id DESC LIMIT 1), error
      FROM outbox;

    CREATE TABLE outbox_sources (
      outbox INTEGER PRIMARY KEY REFERENCES new_outbox (sequence) ON DELETE CASCADE,
      source BLOB NOT NULL
    ) STRICT;
    INSERT INTO outbox_sources SELECT sequence, source FROM outbox;

    CREATE TABLE outbox_recipients (
      outbox INTEGER NOT NULL REFERENCES new_outbox (sequence) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      address TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('to', 'cc', 'bcc')),
      state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'refused')),
      reply TEXT,
      PRIMARY KEY (outbox, position)
    ) STRICT, WITHOUT ROWID;
    /* The first version kept one list. Who was refused while others got it, the error names. */
    INSERT INTO outbox_recipients
      SELECT outbox.sequence, each.key, each.value, 'to',
        CASE outbox.state
          WHEN 'sent' THEN 'accepted'
          WHEN 'partlyRefused' THEN CASE
            instr(', ' || json_extract(outbox.error, '$.params.recipients') || ', ', ', ' || each.value || ', ')
            WHEN 0 THEN 'accepted' ELSE 'refused' END
          ELSE 'pending' END, NULL
      FROM outbox, json_each(outbox.recipients) AS each;

    CREATE TABLE new_delivery_attempts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      outbox INTEGER NOT NULL REFERENCES new_outbox (sequence) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      ms INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      reply TEXT,
      error TEXT
    ) STRICT;
    INSERT INTO new_delivery_attempts
      SELECT delivery_attempts.id, outbox.sequence, at, ms, outcome, reply, delivery_attempts.error
      FROM delivery_attempts JOIN outbox ON outbox.id = outbox_id;
    DROP TABLE delivery_attempts;
    DROP TABLE outbox;
    ALTER TABLE new_outbox RENAME TO outbox;
    ALTER TABLE new_delivery_attempts RENAME TO delivery_attempts;
    CREATE INDEX outbox_due ON outbox (account_id, sequence) WHERE state IN ('queued', 'deferred');
    CREATE INDEX outbox_next ON outbox (next_attempt_at) WHERE state IN ('queued', 'deferred');
    CREATE INDEX outbox_by_state ON outbox (state, sequence);
    CREATE INDEX outbox_by_account ON outbox (account_id, sequence);
    CREATE INDEX outbox_by_ticket ON outbox (ticket_id, sequence) WHERE ticket_id IS NOT NULL;
    CREATE INDEX outbox_sent_copies ON outbox (sent_copy_next_at) WHERE sent_copy = 'waiting';
    CREATE INDEX delivery_attempts_by_entry ON delivery_attempts (outbox, id);

    /* What happened last through an account; asked for all the time. */
    CREATE TABLE outgoing_states (
      account_id TEXT PRIMARY KEY REFERENCES outgoing_accounts (id) ON DELETE CASCADE,
      last_sent_at INTEGER,
      error TEXT,
      failing_since INTEGER,
      /* Failed attempts since the last success. */
      failures INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO outgoing_states (account_id, last_sent_at, error)
      SELECT account.id,
        (SELECT max(sent_at) FROM outbox WHERE account_id = account.id),
        (SELECT iif(json_extract(delivery_attempts.error, '$.stage') = 'submit', NULL, delivery_attempts.error)
          FROM delivery_attempts JOIN outbox ON outbox.sequence = delivery_attempts.outbox
          WHERE outbox.account_id = account.id ORDER BY delivery_attempts.id DESC LIMIT 1)
      FROM outgoing_accounts AS account;

    CREATE TABLE outbox_counts (
      state TEXT PRIMARY KEY,
      total INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO outbox_counts SELECT state, count(*) FROM outbox GROUP BY state;
    CREATE TRIGGER outbox_count_insert AFTER INSERT ON outbox BEGIN
      INSERT INTO outbox_counts VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET total = total + 1;
    END;
    CREATE TRIGGER outbox_count_delete AFTER DELETE ON outbox BEGIN
      UPDATE outbox_counts SET total = total - 1 WHERE state = OLD.state;
    END;
    CREATE TRIGGER outbox_count_update AFTER UPDATE OF state ON outbox WHEN NEW.state <> OLD.state BEGIN
      UPDATE outbox_counts SET total = total - 1 WHERE state = OLD.state;
      INSERT INTO outbox_counts VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET total = total + 1;
    END;

    /* Word about accounts that stay broken or silent; ended_at is NULL while it lasts. */
    CREATE TABLE alarms (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      direction TEXT NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
      kind TEXT NOT NULL CHECK (kind IN ('failing', 'quiet')),
      since INTEGER NOT NULL,
      raised_at INTEGER NOT NULL,
      ended_at INTEGER,
      error TEXT,
      /* Whether word of it went out by mail: then its end is told too. */
      mailed INTEGER NOT NULL CHECK (mailed IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX one_open_alarm ON alarms (account_id, kind) WHERE ended_at IS NULL;
    CREATE INDEX alarms_mailed ON alarms (account_id, kind, raised_at) WHERE mailed = 1;
    /* Poll runs that brought something: an account's own rhythm tells what silence is unusual. */
    CREATE TABLE arrivals (
      account_id TEXT NOT NULL REFERENCES incoming_accounts (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      PRIMARY KEY (account_id, at)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO arrivals SELECT DISTINCT account_id, received_at / 300000 * 300000 FROM messages
      WHERE account_id IN (SELECT id FROM incoming_accounts);
  `,
};
