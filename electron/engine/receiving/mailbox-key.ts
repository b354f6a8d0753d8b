import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';

/**
 * Tells which accounts read the same mailbox: runs on one mailbox follow each other, or both would import
 * what each is about to remove. IMAP and POP3 show the same INBOX; the port makes no difference.
 */
export function mailboxKey(
  account: Pick<IncomingAccount, 'serverType' | 'host' | 'user' | 'mailbox'>,
): string {
  const inbox = account.serverType === 'pop3' || account.mailbox.toUpperCase() === 'INBOX';
  return JSON.stringify([account.host.toLowerCase(), account.user, inbox ? 'INBOX' : account.mailbox]);
}
