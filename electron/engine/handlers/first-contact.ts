import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { lookInto } from '../receiving/look.ts';
import { secretKey } from '../secrets/keys.ts';
import { findIncomingAccount, saveIncomingAccount } from '../store/incoming-accounts.ts';
import { activeRules } from '../store/rules.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';
import { incomingOverview } from './incoming-overview.ts';

type FirstContactChannel = Extract<EngineChannel, 'incoming.look' | 'incoming.chooseFirstContact'>;

/** The first contact of an account: a look that changes nothing, then the choice. */
export function firstContactHandlers(parts: Parts): HandlersOf<FirstContactChannel> {
  const { database, clock, poller, accountSecrets, events } = parts;

  function required(id: string): IncomingAccount {
    const account = findIncomingAccount(database, id);
    if (account === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return account;
  }

  return {
    async 'incoming.look'({ id }) {
      const account = required(id);
      const secret = await accountSecrets.get(secretKey('incoming', id));
      if (secret === undefined) throw new MailroomError('secret.missing', 'secrets', { field: 'secret' });
      return lookInto(account, parts.createSource(account, secret), activeRules(database, id), clock.now());
    },

    async 'incoming.chooseFirstContact'({ id, choice }) {
      await poller.cancel(id);
      const account = required(id);
      if (account.firstContactAt !== undefined)
        throw new MailroomError('input.invalid', 'input', { field: 'firstContact' });
      saveIncomingAccount(database, { ...account, firstContact: choice, updatedAt: clock.now() });
      events.emit('accounts.changed', { id });
      poller.soon(required(id));
      return incomingOverview(parts, required(id));
    },
  };
}
