import { randomUUID } from 'node:crypto';
import {
  defaultIncomingPort,
  isExchangeOnlineHost,
  type IncomingAccount,
  type IncomingAccountInput,
} from '../../../shared/domain/incoming-account.ts';
import type { AccountStatus } from '../../../shared/domain/poll.ts';
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
import { hasMessages, messageCount, waitingCount } from '../store/messages.ts';
import { clearPollError, readPollState } from '../store/poll-states.ts';
import { readCaFile } from '../tls-trust.ts';
import { copyName } from './copy-name.ts';
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

  async function overview(account: IncomingAccount): Promise<IncomingOverview> {
    return {
      account,
      status: statusOf(parts, account),
      hasSecret: await accountSecrets.has(secretKey('incoming', account.id)),
      waiting: waitingCount(database, account.id),
      hasReceived: hasMessages(database, account.id),
    };
  }

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
      return save({ ...complete(account), id, createdAt: before.createdAt, updatedAt: clock.now() }, secret);
    },

    async 'incoming.duplicate'({ id }) {
      const original = required(id);
      const names = listIncomingAccounts(database).map((account) => account.name);
      const now = clock.now();
      // Paused: two accounts that read one mailbox would take each other's mail.
      const copy = { ...original, id: randomUUID(), name: copyName(original.name, names), active: false };
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

function statusOf(parts: Parts, account: IncomingAccount): AccountStatus {
  const state = readPollState(parts.database, account.id);
  const progress = parts.poller.progress(account.id);
  const nextPollAt = account.active ? parts.poller.nextPollAt(account) : undefined;
  return {
    state: stateOf(account, parts.poller.isRunning(account.id), state),
    ...(state === undefined
      ? {}
      : {
          lastRun: state.lastRun,
          lastRunAt: state.lastRunAt,
          ...(state.lastSuccessAt === undefined ? {} : { lastSuccessAt: state.lastSuccessAt }),
          ...(state.error === undefined ? {} : { error: state.error }),
          ...(state.failingSince === undefined ? {} : { failingSince: state.failingSince }),
          ...(state.recovered === undefined ? {} : { recovered: state.recovered }),
        }),
    ...(nextPollAt === undefined ? {} : { nextPollAt }),
    ...(progress === undefined ? {} : { progress }),
  };
}

function stateOf(
  account: IncomingAccount,
  running: boolean,
  state: ReturnType<typeof readPollState>,
): AccountStatus['state'] {
  if (running) return 'polling';
  if (!account.active) return 'paused';
  if (state === undefined) return 'new';
  if (state.error === undefined) return 'idle';
  return state.error.transient ? 'retrying' : 'attention';
}
