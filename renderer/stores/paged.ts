import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { MailroomError } from '../../shared/errors.ts';
import { asMailroomError } from '../bridge.ts';

const PAGE = 100;
const LARGEST_PAGE = 1000;

/** A list that is read page by page, newest first, and can be narrowed by a filter. */
export interface Paged<Item, Filter, Counts, Cursor> {
  readonly filter: Filter;
  readonly items: readonly Item[];
  readonly counts: Counts;
  /** Where the next page begins. */
  readonly next: Cursor | undefined;
  readonly loaded: boolean;
  readonly error: MailroomError | undefined;
  /** Key of what is open; it need not be in the list. */
  readonly selected: string | undefined;
  /** Rises with every change, so that what is open is read again. */
  readonly revision: number;
  /** Reads again what is shown. */
  load(): Promise<void>;
  more(): Promise<void>;
  narrow(filter: Filter): Promise<void>;
  select(key: string | undefined): void;
  changed(): void;
}

interface Page<Item, Counts, Cursor> {
  readonly items: readonly Item[];
  readonly counts: Counts;
  readonly next?: Cursor | undefined;
}

interface PagedOptions<Item, Filter, Counts, Cursor> {
  readonly filter: Filter;
  readonly counts: Counts;
  readonly read: (filter: Filter, limit: number, after?: Cursor) => Promise<Page<Item, Counts, Cursor>>;
  readonly keyOf: (item: Item) => string;
  /** What was shown stays until the answer is here, so that nothing flickers while a search is typed. */
  readonly keepsItems: boolean;
}

export function createPagedStore<Item, Filter, Counts, Cursor>(
  options: PagedOptions<Item, Filter, Counts, Cursor>,
): UseBoundStore<StoreApi<Paged<Item, Filter, Counts, Cursor>>> {
  const { read, keyOf, keepsItems } = options;
  /** Answers to the question before the present one are thrown away. */
  let asked = 0;
  /** The page that is being read; it is asked for once. */
  let reading: Cursor | undefined;

  return create<Paged<Item, Filter, Counts, Cursor>>((set, get) => ({
    filter: options.filter,
    items: [],
    counts: options.counts,
    next: undefined,
    loaded: false,
    error: undefined,
    selected: undefined,
    revision: 0,
    load: async () => {
      const turn = ++asked;
      reading = undefined;
      const { filter, items } = get();
      try {
        const page = await read(filter, Math.min(LARGEST_PAGE, Math.max(PAGE, items.length)));
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
        const page = await read(filter, PAGE, next);
        if (turn !== asked) return;
        const known = new Set(get().items.map(keyOf));
        set({
          items: [...get().items, ...page.items.filter((item) => !known.has(keyOf(item)))],
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
      set(keepsItems ? { filter, next: undefined } : { filter, items: [], loaded: false });
      await get().load();
    },
    select: (selected) => set({ selected }),
    changed: () => set((state) => ({ revision: state.revision + 1 })),
  }));
}
