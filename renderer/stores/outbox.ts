import { create } from 'zustand';
import type { OutboxEntry, OutboxFilter } from '../../shared/domain/outbound.ts';
import type { MailroomError } from '../../shared/errors.ts';
import type { ResponseOf } from '../../shared/ipc/contract.ts';
import { asMailroomError, invoke } from '../bridge.ts';

const PAGE = 100;
const LARGEST_PAGE = 1000;

interface Outbox {
  readonly filter: OutboxFilter;
  /** Newest first. */
  readonly items: readonly OutboxEntry[];
  readonly counts: ResponseOf<'outbox.list'>['counts'];
  /** Where the next page begins. */
  readonly next: string | undefined;
  readonly loaded: boolean;
  readonly error: MailroomError | undefined;
  readonly selected: string | undefined;
  /** Rises with every change, so that an open message is read again. */
  readonly revision: number;
  /** Reads again what is shown. */
  load(): Promise<void>;
  more(): Promise<void>;
  narrow(filter: OutboxFilter): Promise<void>;
  select(id: string | undefined): void;
  changed(): void;
}

/** Answers to the question before the present one are thrown away. */
let asked = 0;
/** The page that is being read; it is asked for once. */
let reading: string | undefined;

export const useOutbox = create<Outbox>((set, get) => ({
  filter: 'all',
  items: [],
  counts: { all: 0, waiting: 0, problems: 0, done: 0 },
  next: undefined,
  loaded: false,
  error: undefined,
  selected: undefined,
  revision: 0,
  load: async () => {
    const turn = ++asked;
    reading = undefined;
    const { filter, items } = get();
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, items.length));
    try {
      const page = await invoke('outbox.list', { filter, limit });
      if (turn !== asked) return;
      set({ items: page.items, counts: page.counts, next: page.next, loaded: true, error: undefined });
    } catch (error) {
      if (turn === asked) set({ error: asMailroomError(error) });
    }
  },
  more: async () => {
    const { next, filter } = get();
    if (next === undefined || reading === next) return;
    const turn = asked;
    reading = next;
    try {
      const page = await invoke('outbox.list', { filter, limit: PAGE, after: next });
      if (turn !== asked) return;
      const known = new Set(get().items.map(({ id }) => id));
      set({
        items: [...get().items, ...page.items.filter(({ id }) => !known.has(id))],
        counts: page.counts,
        next: page.next,
        error: undefined,
      });
    } catch (error) {
      if (turn === asked) set({ error: asMailroomError(error) });
    }
    if (reading === next) reading = undefined;
  },
  narrow: async (filter) => {
    set({ filter, items: [], loaded: false });
    await get().load();
  },
  select: (selected) => set({ selected }),
  changed: () => set((state) => ({ revision: state.revision + 1 })),
}));

/** Shows one message of the outbox, whatever the list was narrowed to. */
export async function showInOutbox(id: string): Promise<void> {
  const { filter, narrow, select } = useOutbox.getState();
  if (filter !== 'all') await narrow('all');
  select(id);
}
