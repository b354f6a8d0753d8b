import type { Migration } from './migration.ts';

/**
 * Full-text search.
 *
 * - The index holds words only: what it was made of stays in `messages`, `attachments` and the raw sources
 *   (contentless, https://sqlite.org/fts5.html section 4.4.3). Its rowid is the message's id, so that walking it
 *   backwards gives the newest first.
 * - `prefix='2 3'`: what is typed is searched with every key.
 * - `search_backlog` names the messages that are not in the index yet. Those that were here before it, and those that
 *   come without a source, begin in it; every other one comes into the index when it is processed.
 */
export const searchIndex: Migration = {
  version: 4,
  name: 'full-text search',
  up: `
    CREATE VIRTUAL TABLE message_search USING fts5 (
      sender, recipients, subject, body, attachments,
      content = '', contentless_delete = 1,
      tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    CREATE TABLE search_backlog (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE
    ) STRICT;
    INSERT INTO search_backlog SELECT id FROM messages WHERE processed = 1;
    CREATE TRIGGER search_insert AFTER INSERT ON messages WHEN NEW.processed = 1 BEGIN
      INSERT INTO search_backlog VALUES (NEW.id);
    END;
    CREATE TRIGGER search_delete AFTER DELETE ON messages BEGIN
      DELETE FROM message_search WHERE rowid = OLD.id;
    END;
  `,
};
