import { randomUUID } from 'node:crypto';
import {
  defaultIncomingPort,
  isExchangeOnlineHost,
  sameMailbox,
  type IncomingAccount,
  type IncomingAccountInput,
} from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { checkIncoming, exchangeOnlineNeeded } from '../diagnosis/check.ts';
import { secretKey } from '../secrets/keys.ts';
import {
  deleteIncomingAccount,
  findIncomingAccount,
  listIncomingAccounts,
  saveIncomingAccount,
} from '../store/incoming-accounts.ts';
import { messageCount } from '../store/messages.ts';
import { clearPollError } from '../store/poll-states.ts';
import { readCaFile } from '../tls-trust.ts';
import { copyName } from './copy-name.ts';
import { incomingOverview } from './incoming-overview.ts';
import { stepTeller } from './step-teller.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type IncomingChannel = Exclude<
  Extract<EngineChannel, `incoming.${string}`>,
  'incoming.look' | 'incoming.chooseFirstContact' | 'incoming.folders' | 'incoming.certificate'
>;

/** Incoming accounts: list, edit, poll, test (S10 to S26). */
export function incomingHandlers(parts: Parts): HandlersOf<IncomingChannel> {
  const { database, poller, accountSecrets, events, clock } = parts;

  function required(id: string): IncomingAccount {
    const account = findIncomingAccount(database, id);
    if (account === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return account;
  }

  const overview = (account: IncomingAccount): Promise<IncomingOverview> => incomingOverview(parts, account);

  /** Saves, then lets the poller look again: changed settings deserve a fresh try. */
  async function save(account: IncomingAccount, secret: string | undefined): Promise<IncomingOverview> {
    refuseExchangeOnline(account);
    readCaFile(account.caFile);
    await poller.cancel(account.id);
    await accountSecrets.storeWith(secretKey('incoming', account.id), secret, () =>
      saveIncomingAccount(database, account),
    );
    // A run that began while the secret was being stored still had the old settings.
    await poller.cancel(account.id);
    clearPollError(database, account.id);
    poller.refresh();
    poller.soon(account);
    events.emit('accounts.changed', { id: account.id });
    return overview(account);
  }

  return {
    'incoming.list': async () => Promise.all(listIncomingAccounts(database).map(overview)),

    async 'incoming.create'({ account, secret }) {
      const now = clock.now();
      return save({ ...complete(account), id: randomUUID(), createdAt: now, updatedAt: now }, secret);
    },

    async 'incoming.update'({ id, account, secret }) {
      const before = required(id);
      const changed = { ...complete(account), id, createdAt: before.createdAt, updatedAt: clock.now() };
      return save({ ...changed, ...firstContactOf(before, changed) }, secret);
    },

    async 'incoming.duplicate'({ id }) {
      const original = required(id);
      const names = listIncomingAccounts(database).map((account) => account.name);
      const now = clock.now();
      // Paused: two accounts that read one mailbox would take each other's mail.
      const copy = {
        ...original,
        firstContactAt: undefined,
        id: randomUUID(),
        name: copyName(original.name, names),
        active: false,
      };
      return save({ ...copy, createdAt: now, updatedAt: now }, undefined);
    },

    async 'incoming.setActive'({ id, active }) {
      return save({ ...required(id), active, updatedAt: clock.now() }, undefined);
    },

    async 'incoming.remove'({ id }) {
      required(id);
      await poller.cancel(id);
      const keptMessages = messageCount(database, id);
      deleteIncomingAccount(database, id);
      await poller.cancel(id);
      poller.refresh();
      events.emit('accounts.changed', {});
      await accountSecrets.delete(secretKey('incoming', id));
      return { keptMessages };
    },

    async 'incoming.poll'({ ids }) {
      const accounts =
        ids === undefined
          ? listIncomingAccounts(database).filter((account) => account.active)
          : ids.map((id) => required(id));
      const runs = await Promise.all(accounts.map((account) => poller.poll(account)));
      await parts.processor.drain();
      return runs;
    },

    async 'incoming.cancelPoll'({ id }) {
      await poller.cancel(id);
      return {};
    },

    async 'incoming.check'({ id, account, secret, token }) {
      const stored = id === undefined ? undefined : await accountSecrets.get(secretKey('incoming', id));
      return checkIncoming(account, secret ?? stored, parts, stepTeller(events, token));
    },
  };
}

function complete(account: IncomingAccountInput): IncomingAccountInput & { port: number } {
  return { ...account, port: account.port ?? defaultIncomingPort(account.serverType, account.encryption) };
}

/** Saving such an account as active would only produce refused logins (S26). */
function refuseExchangeOnline(account: IncomingAccount): void {
  if (account.active && isExchangeOnlineHost(account.host)) throw exchangeOnlineNeeded(account.host);
}

/** The choice made at the first contact holds for the mailbox it was made for. */
function firstContactOf(
  before: IncomingAccount,
  after: Omit<IncomingAccount, 'firstContactAt'>,
): Pick<IncomingAccount, 'firstContactAt'> {
  const same =
    before.serverType === after.serverType &&
    before.host.toLowerCase() === after.host.toLowerCase() &&
    before.user === after.user &&
    sameMailbox(before.mailbox, after.mailbox) &&
    before.firstContact === after.firstContact;
  return same && before.firstContactAt !== undefined ? { firstContactAt: before.firstContactAt } : {};
}
