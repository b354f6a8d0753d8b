import { subscribe } from '../bridge.ts';
import { useAccounts } from './accounts.ts';
import { debounce } from './debounce.ts';
import { loadDirectory } from './directory.ts';
import { useMessages } from './messages.ts';
import { useOutbox } from './outbox.ts';
import { useRules } from './rules.ts';
import { useStatus } from './status.ts';
import { useTickets } from './tickets.ts';

/** Reads everything once. */
export async function loadAll(): Promise<void> {
  await Promise.all([
    useAccounts.getState().load(),
    useStatus.getState().load(),
    useMessages.getState().load('inbox'),
    useMessages.getState().load('archive'),
    useMessages.getState().load('deleted'),
    useOutbox.getState().load(),
    useRules.getState().load(),
    useTickets.getState().load(),
    loadDirectory(),
  ]);
}

/** Keeps the stores true while the engine works. Returns the way to stop. */
export function followEngine(): () => void {
  const status = debounce(() => void useStatus.getState().load());
  const accounts = debounce(() => {
    void useAccounts.getState().load();
    void useRules.getState().load();
  });
  const tickets = debounce(() => {
    useTickets.getState().changed();
    void useTickets.getState().load();
  });
  const messages = debounce(() => {
    const store = useMessages.getState();
    store.changed();
    void store.refresh('inbox');
    void store.refresh('archive');
    void store.refresh('deleted');
    tickets();
  });
  const outbox = debounce(() => {
    useOutbox.getState().changed();
    void useOutbox.getState().load();
  });
  const directory = debounce(() => void loadDirectory());

  const stops = [
    subscribe('accounts.changed', () => {
      accounts();
      status();
    }),
    subscribe('poll.progress', (progress) => useAccounts.getState().progress(progress)),
    subscribe('poll.finished', () => {
      accounts();
      status();
    }),
    subscribe('messages.changed', () => {
      messages();
      accounts();
      status();
    }),
    subscribe('outbox.changed', () => {
      outbox();
      accounts();
      status();
    }),
    subscribe('tickets.changed', () => {
      tickets();
      status();
    }),
    subscribe('directory.changed', () => {
      directory();
      // Tickets are listed with the names of their group and type.
      tickets();
    }),
    subscribe('alarm.changed', () => {
      accounts();
      status();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const waiting of [status, accounts, messages, outbox, tickets, directory]) waiting.cancel();
  };
}
