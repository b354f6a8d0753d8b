import { accountsMessagesOutbox } from './0001-accounts-messages-outbox.ts';
import { firstContactTrustDecisions } from './0002-first-contact-trust-decisions.ts';
import { sendingDirectory } from './0003-sending-directory.ts';
import { searchIndex } from './0004-search-index.ts';
import { rulesContacts } from './0005-rules-contacts.ts';
import { desk } from './0006-desk.ts';
import { ticketNumbers } from './0007-ticket-numbers.ts';
import { confirmationTexts } from './0008-confirmation-texts.ts';
import { reportsOutliveMessages } from './0009-reports-outlive-messages.ts';
import { toldUsers } from './0010-told-users.ts';
import type { Migration } from './migration.ts';

/** All migrations in order. */
export const migrations: readonly Migration[] = [
  accountsMessagesOutbox,
  firstContactTrustDecisions,
  sendingDirectory,
  searchIndex,
  rulesContacts,
  desk,
  ticketNumbers,
  confirmationTexts,
  reportsOutliveMessages,
  toldUsers,
];
