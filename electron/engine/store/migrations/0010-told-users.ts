import type { Migration } from './migration.ts';

/**
 * Who has heard of a ticket's unread mail (S35): each user once, until all of it is read. Owners of tickets that have
 * unread mail already count as told.
 */
export const toldUsers: Migration = {
  version: 10,
  name: 'users who were told of unread mail',
  up: `
    CREATE TABLE told_users (
      ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
      /* In lower case. */
      address TEXT NOT NULL,
      PRIMARY KEY (ticket_id, address)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO told_users
      SELECT tickets.id, lower(users.email) FROM tickets JOIN users ON users.id = tickets.owner_id
        WHERE tickets.unread = 1;
    CREATE TRIGGER told_until_read AFTER UPDATE OF unread ON tickets WHEN NEW.unread = 0 AND OLD.unread = 1 BEGIN
      DELETE FROM told_users WHERE ticket_id = NEW.id;
    END;
  `,
};
