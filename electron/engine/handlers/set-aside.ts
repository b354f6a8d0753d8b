import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import { putOnServer, unsupported, type PutResult } from '../receiving/put-on-server.ts';
import { secretKey } from '../secrets/keys.ts';
import { notifySender } from '../sending/notify-sender.ts';
import { retryFailure } from '../store/fetch-failures.ts';
import { findIncomingAccount } from '../store/incoming-accounts.ts';
import { findMessage, hasSource, type StoredMessage } from '../store/messages.ts';
import { setOversizeDecision } from '../store/oversize.ts';
import { leaveQuarantine } from '../store/quarantine.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<
  EngineChannel,
  'messages.decide' | 'messages.notifySender' | 'messages.retry' | 'messages.release' | 'messages.putOnServer'
>;

/** What a person can do with messages that were set aside, and with those kept here. */
export function setAsideHandlers(parts: Parts): HandlersOf<Served> {
  const { database, events, clock, poller } = parts;

  function required(id: number): StoredMessage {
    const message = findMessage(database, id);
    if (message === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return message;
  }

  function requiredAccount({ accountId, account }: StoredMessage): IncomingAccount {
    const found = findIncomingAccount(database, accountId);
    if (found === undefined)
      throw new MailroomError('input.notFound', 'input', { params: { name: account } });
    return found;
  }

  /** All or none; the accounts that the change gives work to are polled at once. */
  function changeAll(ids: readonly number[], change: (id: number) => IncomingAccount | undefined): void {
    const accounts = inTransaction(database, () =>
      ids.flatMap((id) => {
        const account = change(id);
        return account === undefined ? [] : [[account.id, account] as const];
      }),
    );
    events.emit('messages.changed', { added: 0 });
    for (const account of new Map(accounts).values()) pollAfresh(account);
  }

  /** A run under way may have looked already: then another one follows it. */
  function pollAfresh(account: IncomingAccount): void {
    if (!poller.isRunning(account.id)) poller.soon(account);
    else
      void poller.poll(account).then(
        () => poller.soon(account),
        () => {},
      );
  }

  function drain(): void {
    parts.processor.drain().catch((error: unknown) => {
      parts.logger.error('processing stopped', { reason: unexpected(error).code });
    });
  }

  /** All of one account. */
  async function putBack(messages: readonly StoredMessage[]): Promise<PutResult[]> {
    const ids = messages.map(({ id }) => id);
    try {
      const [first] = messages;
      if (first === undefined) return [];
      const account = requiredAccount(first);
      if (account.serverType === 'pop3') throw unsupported(account.name);
      const secret = await parts.secrets.get(secretKey('incoming', account.id));
      if (secret === undefined) throw new MailroomError('secret.missing', 'secrets', { field: 'secret' });
      return await poller.withMailbox(account, () =>
        putOnServer(parts, account, parts.createSource(account, secret), ids),
      );
    } catch (failure) {
      const error = unexpected(failure).toPlain();
      return ids.map((id) => ({ id, error }));
    }
  }

  return {
    async 'messages.decide'({ ids, decision }) {
      changeAll(ids, (id) => {
        const message = required(id);
        if (message.state !== 'oversize' || !setOversizeDecision(database, id, decision))
          throw refused(id, 'is not over the limit of an account, or no longer on the server');
        return decision === 'leave' ? undefined : requiredAccount(message);
      });
      return {};
    },

    async 'messages.notifySender'({ id }) {
      const entry = await notifySender(database, clock, required(id));
      events.emit('outbox.changed', { id: entry.id });
      events.emit('messages.changed', { added: 0 });
      parts.deliverer.kick();
      return entry;
    },

    async 'messages.retry'({ ids }) {
      changeAll(ids, (id) => {
        const message = required(id);
        if (message.state !== 'quarantined') throw refused(id, 'is not in quarantine');
        addTrail(database, id, clock.now(), 'retried');
        if (!cameIncomplete(message)) {
          leaveQuarantine(database, id, true);
          return undefined;
        }
        retryFailure(database, id);
        return requiredAccount(message);
      });
      drain();
      return {};
    },

    async 'messages.release'({ ids }) {
      changeAll(ids, (id) => {
        const message = required(id);
        if (message.state !== 'quarantined') throw refused(id, 'is not in quarantine');
        if (!hasSource(database, id)) throw refused(id, 'was never fetched: there is nothing to release');
        // What could not be parsed or kept would be set aside again: it goes as it is, with what is known of it.
        leaveQuarantine(database, id, cameIncomplete(message));
        addTrail(database, id, clock.now(), 'released');
        return undefined;
      });
      drain();
      return {};
    },

    async 'messages.putOnServer'({ ids }) {
      const byAccount = new Map<string, StoredMessage[]>();
      for (const message of ids.map(required))
        byAccount.set(message.accountId, [...(byAccount.get(message.accountId) ?? []), message]);
      const results = new Map<number, PutResult>();
      await Promise.all(
        [...byAccount.values()].map(async (messages) => {
          for (const result of await putBack(messages)) results.set(result.id, result);
        }),
      );
      events.emit('messages.changed', { added: 0 });
      return ids.map((id) => results.get(id) ?? { id });
    },
  };
}

/** Set aside because of how it came, not because of what it is. */
function cameIncomplete({ reason }: StoredMessage): boolean {
  return reason?.code.startsWith('fetch.') === true;
}

function refused(id: number, why: string): MailroomError {
  return new MailroomError('input.invalid', 'input', {
    field: 'ids',
    params: { name: id },
    detail: `message ${id} ${why}`,
  });
}
