import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';

export interface Route {
  readonly account: OutgoingAccount;
  readonly why: OutboxEntry['why'];
}

/**
 * Which account sends: the one asked for, else the default. Responsible group and ticket type come before
 * the default once they exist.
 *
 * @throws MailroomError `input.notFound` when the account asked for does not exist, `send.noAccount` when
 *   there is no active account to send with
 */
export function resolveAccount(accounts: readonly OutgoingAccount[], requestedId: string | undefined): Route {
  if (requestedId !== undefined) {
    const account = accounts.find((candidate) => candidate.id === requestedId);
    if (account === undefined) {
      throw new MailroomError('input.notFound', 'input', {
        field: 'accountId',
        params: { name: requestedId },
      });
    }
    if (!account.active)
      throw new MailroomError('send.noAccount', 'submit', { params: { name: account.name } });
    return { account, why: 'requested' };
  }
  const account = accounts.find((candidate) => candidate.isDefault && candidate.active);
  if (account === undefined) throw new MailroomError('send.noAccount', 'submit');
  return { account, why: 'default' };
}
