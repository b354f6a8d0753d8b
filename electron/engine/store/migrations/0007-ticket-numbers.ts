import type { Migration } from './migration.ts';

/** Ticket numbers no longer have one form: they are unique and found without regard to letter case. */
export const ticketNumbers: Migration = {
  version: 7,
  name: 'ticket numbers in any letter case',
  up: `
    CREATE UNIQUE INDEX tickets_by_number ON tickets (number COLLATE NOCASE);
  `,
};
