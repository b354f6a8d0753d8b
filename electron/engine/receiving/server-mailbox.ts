import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { ServerMailbox } from '../store/left-alone.ts';
import type { OpenedMailbox } from './source.ts';

/**
 * A mailbox as receipts know it. Server keys only compare within one mailbox of one user on one server: after an
 * account was pointed elsewhere, the same number means another message.
 */
export function serverMailbox(
  account: Pick<IncomingAccount, 'id' | 'user' | 'host'>,
  opened: Pick<OpenedMailbox, 'mailbox' | 'validity'>,
): ServerMailbox {
  const { user, host } = account;
  const validity = `${user}@${host.toLowerCase()}/${opened.validity}`;
  return { accountId: account.id, mailbox: opened.mailbox, validity };
}
