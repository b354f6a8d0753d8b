import { create } from 'zustand';
import type { Ticket, TicketFilter } from '../../shared/domain/ticket.ts';
import type { MailroomError } from '../../shared/errors.ts';
import type { ResponseOf } from '../../shared/ipc/contract.ts';
import { asMailroomError, invoke } from '../bridge.ts';

const PAGE = 100;
const LARGEST_PAGE = 1000;

interface Tickets {
  readonly filter: TicketFilter;
  /** Newest first. */
  readonly items: readonly Ticket[];
  /** Of all tickets, whatever the filter says. */
  readonly counts: ResponseOf<'tickets.list'>['counts'];
  /** Where the next page begins. */
  readonly next: number | undefined;
  readonly loaded: boolean;
  readonly error: MailroomError | undefined;
  /** Number of the ticket that is open; it need not be in the list. */
  readonly selected: string | undefined;
  /** Rises with every change, so that an open ticket is read again. */
  readonly revision: number;
  /** Reads again what is shown. */
  load(): Promise<void>;
  more(): Promise<void>;
  narrow(filter: TicketFilter): Promise<void>;
  select(number: string | undefined): void;
  changed(): void;
}

/** Answers to the question before the present one are thrown away. */
let asked = 0;
/** The page that is being read; it is asked for once. */
let reading: number | undefined;

export const useTickets = create<Tickets>((set, get) => ({
  filter: { status: 'open' },
  items: [],
  counts: { new: 0, processing: 0, completed: 0, unread: 0 },
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
      const page = await invoke('tickets.list', { ...filter, limit });
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
      const page = await invoke('tickets.list', { ...filter, limit: PAGE, after: next });
      if (turn !== asked) return;
      const known = new Set(get().items.map(({ number }) => number));
      set({
        items: [...get().items, ...page.items.filter(({ number }) => !known.has(number))],
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
    // What was shown stays until the answer is here; nothing flickers while a search is typed.
    set({ filter, next: undefined });
    await get().load();
  },
  select: (selected) => set({ selected }),
  changed: () => set((state) => ({ revision: state.revision + 1 })),
}));
