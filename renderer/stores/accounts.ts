import { create } from 'zustand';
import type { MailroomError } from '../../shared/errors.ts';
import type { IncomingOverview, OutgoingOverview } from '../../shared/ipc/contract.ts';
import type { PollProgress } from '../../shared/domain/poll.ts';
import { asMailroomError, invoke } from '../bridge.ts';

interface Accounts {
  readonly incoming: readonly IncomingOverview[];
  readonly outgoing: readonly OutgoingOverview[];
  readonly loaded: boolean;
  readonly error: MailroomError | undefined;
  load(): Promise<void>;
  /** Keeps what the engine answered after a change, before the next full load. */
  putIncoming(overview: IncomingOverview): void;
  putOutgoing(overview: OutgoingOverview): void;
  progress(progress: PollProgress): void;
}

export const useAccounts = create<Accounts>((set) => ({
  incoming: [],
  outgoing: [],
  loaded: false,
  error: undefined,
  load: async () => {
    try {
      const [incoming, outgoing] = await Promise.all([
        invoke('incoming.list', {}),
        invoke('outgoing.list', {}),
      ]);
      set({ incoming, outgoing, loaded: true, error: undefined });
    } catch (error) {
      set({ error: asMailroomError(error) });
    }
  },
  putIncoming: (overview) => set((state) => ({ incoming: put(state.incoming, overview) })),
  putOutgoing: (overview) =>
    set((state) => ({
      outgoing: put(
        overview.account.isDefault
          ? state.outgoing.map((other) => ({ ...other, account: { ...other.account, isDefault: false } }))
          : state.outgoing,
        overview,
      ),
    })),
  progress: (progress) =>
    set((state) => ({
      incoming: state.incoming.map((overview) =>
        overview.account.id === progress.accountId
          ? { ...overview, status: { ...overview.status, state: 'polling' as const, progress } }
          : overview,
      ),
    })),
}));

function put<T extends { readonly account: { readonly id: string } }>(list: readonly T[], item: T): T[] {
  return list.some((other) => other.account.id === item.account.id)
    ? list.map((other) => (other.account.id === item.account.id ? item : other))
    : [...list, item];
}
