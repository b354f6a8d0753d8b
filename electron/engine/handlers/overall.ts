import type { SettingsOverview } from '../../../shared/domain/settings.ts';
import { PROXY_SECRET } from '../secrets/keys.ts';
import { listIncomingAccounts } from '../store/incoming-accounts.ts';
import { setAsideCount } from '../store/message-list.ts';
import { folderCounts } from '../store/messages.ts';
import { outboxCounts } from '../store/outbox.ts';
import { listOutgoingAccounts } from '../store/outgoing-accounts.ts';
import { readPollState } from '../store/poll-states.ts';
import { readSettings, writeSettings } from '../store/settings.ts';
import { inTransaction } from '../store/transaction.ts';
import { nextTicketCounter, ticketCount } from '../store/tickets.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type OverallChannel = Extract<EngineChannel, `status.${string}` | `settings.${string}`>;

/** What concerns the program as a whole: counts for the status line, settings, the ticket list. */
export function overallHandlers(parts: Parts): HandlersOf<OverallChannel> {
  const { database } = parts;

  async function settings(): Promise<SettingsOverview> {
    return { ...readSettings(database), hasProxyPassword: await parts.accountSecrets.has(PROXY_SECRET) };
  }

  return {
    async 'status.get'() {
      const inbox = folderCounts(database, 'inbox');
      const outbox = outboxCounts(database);
      const incoming = listIncomingAccounts(database);
      const outgoing = listOutgoingAccounts(database);
      const failing = incoming.filter(
        (account) => account.active && readPollState(database, account.id)?.error !== undefined,
      );
      return {
        version: parts.version,
        demo: parts.demo === true,
        inbox: inbox.total,
        unread: inbox.unread,
        setAside: setAsideCount(database),
        archive: folderCounts(database, 'archive').total,
        deleted: folderCounts(database, 'deleted').total,
        tickets: ticketCount(database),
        nextTicket: nextTicketCounter(database),
        outboxWaiting: outbox.waiting,
        outboxProblems: outbox.problems,
        incoming: incoming.length,
        incomingProblems: failing.length,
        outgoing: outgoing.length,
        hasDefaultAccount: outgoing.some((account) => account.isDefault && account.active),
      };
    },

    'settings.get': settings,

    async 'settings.set'(changes) {
      inTransaction(database, () => writeSettings(database, changes));
      return settings();
    },

    async 'settings.setProxyPassword'({ password }) {
      if (password === undefined) await parts.accountSecrets.delete(PROXY_SECRET);
      else await parts.accountSecrets.storeWith(PROXY_SECRET, password, () => {});
      return settings();
    },
  };
}
