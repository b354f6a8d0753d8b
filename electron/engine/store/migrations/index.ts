import { accountsMessagesOutbox } from './0001-accounts-messages-outbox.ts';
import type { Migration } from './migration.ts';

/** All migrations in order. */
export const migrations: readonly Migration[] = [accountsMessagesOutbox];
