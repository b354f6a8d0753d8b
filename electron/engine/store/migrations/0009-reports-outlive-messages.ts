import type { Migration } from './migration.ts';

/** What a server reported about mail of ours belongs to the outbox, and outlives the message that reported it. */
export const reportsOutliveMessages: Migration = {
  version: 9,
  name: 'delivery reports outlive their messages',
  up: `
    CREATE TABLE new_delivery_reports (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      outbox INTEGER NOT NULL REFERENCES outbox (sequence) ON DELETE CASCADE,
      /* The report itself; NULL when it was deleted for good. */
      message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
      at INTEGER NOT NULL,
      recipient TEXT NOT NULL,
      action TEXT NOT NULL,
      status TEXT NOT NULL,
      diagnostic TEXT NOT NULL
    ) STRICT;
    INSERT INTO new_delivery_reports
      SELECT id, outbox, message_id, at, recipient, action, status, diagnostic FROM delivery_reports;
    DROP TABLE delivery_reports;
    ALTER TABLE new_delivery_reports RENAME TO delivery_reports;
    CREATE INDEX delivery_reports_by_outbox ON delivery_reports (outbox, id);
    CREATE INDEX delivery_reports_by_message ON delivery_reports (message_id);
  `,
};
