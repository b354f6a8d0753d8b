import { create } from 'zustand';
import { folders, type Folder, type MessageListItem } from '../../shared/domain/message.ts';
import type { MailroomError } from '../../shared/errors.ts';
import { asMailroomError, invoke } from '../bridge.ts';

const PAGE = 100;
const LARGEST_PAGE = 1000;

/** One folder as the list shows it. */
export interface FolderList {
  readonly accountId: string | undefined;
  readonly text: string;
  /** Only what was set aside. */
  readonly setAside: boolean;
  /** Newest first. */
  readonly items: readonly MessageListItem[];
  /** Arrived since the list was drawn; shown when the person asks. */
  readonly fresh: readonly MessageListItem[];
  /** Highest id shown so far: what is above it is new, what comes back below it (undo) is not. */
  readonly newest: number;
  readonly next: number | undefined;
  readonly total: number;
  /** How many fit the account and the words; undefined while that is being counted. */
  readonly hits: number | undefined;
  /** Older messages that words do not find yet; 0 while nothing is searched. */
  readonly notIndexed: number;
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly error: MailroomError | undefined;
  readonly selected: number | undefined;
  /** Ids of several messages chosen together; empty while there is one or none. */
  readonly marked: readonly number[];
  /** Where a range of marked messages begins. */
  readonly anchor: number | undefined;
}

type Question = Pick<FolderList, 'accountId' | 'text' | 'setAside'>;

interface Messages {
  readonly inbox: FolderList;
  readonly archive: FolderList;
  readonly deleted: FolderList;
  /** Rises with every change, so that an open message is read again. */
  readonly revision: number;
  query(folder: Folder, query: Partial<Question>): Promise<void>;
  load(folder: Folder): Promise<void>;
  more(folder: Folder): Promise<void>;
  refresh(folder: Folder): Promise<void>;
  showFresh(folder: Folder): void;
  select(folder: Folder, id: number | undefined): void;
  /** Adds a message to the marked ones, or takes it out. */
  toggle(folder: Folder, id: number): void;
  /** Marks everything from where the selection was to this message. */
  markTo(folder: Folder, id: number): void;
  /** Marks all, also those that were not read yet, up to what can be named at once. */
  markAll(folder: Folder): Promise<void>;
  /** Closes a message that is no longer there. */
  forget(id: number): void;
  /** Takes messages out of a list at once; returns the id that should be selected now. */
  take(folder: Folder, ids: readonly number[]): void;
  markRead(folder: Folder, ids: readonly number[], read: boolean): Promise<void>;
  changed(): void;
}

const empty: FolderList = {
  accountId: undefined,
  text: '',
  setAside: false,
  items: [],
  fresh: [],
  newest: 0,
  next: undefined,
  total: 0,
  hits: undefined,
  notIndexed: 0,
  loaded: false,
  loading: false,
  error: undefined,
  selected: undefined,
  marked: [],
  anchor: undefined,
};

/** What one request to the engine may name. */
export const MOST_MARKED = 1000;

/** Fewer than two are no group. */
function group(ids: readonly number[]): readonly number[] {
  return ids.length < 2 ? [] : ids.slice(0, MOST_MARKED);
}

/** Answers to the question before the present one (other account, other words) are thrown away. */
const asked: Record<Folder, number> = { inbox: 0, archive: 0, deleted: 0 };
/** Reading on and reading again take turns: each starts from what the other has left. */
const queues: Record<Folder, Promise<void>> = {
  inbox: Promise.resolve(),
  archive: Promise.resolve(),
  deleted: Promise.resolve(),
};

function inTurn(folder: Folder, work: () => Promise<void>): Promise<void> {
  queues[folder] = queues[folder].then(work, work);
  return queues[folder];
}

export const useMessages = create<Messages>((set, get) => {
  const patch = (folder: Folder, change: Partial<FolderList>): void =>
    set((state) => ({ [folder]: { ...state[folder], ...change } }));

  const ask = (folder: Folder, limit: number, after?: number) => {
    const { accountId, text, setAside } = get()[folder];
    return invoke('messages.list', {
      folder,
      limit,
      ...(accountId === undefined ? {} : { accountId }),
      ...(text.trim() === '' ? {} : { text: text.trim() }),
      ...(setAside ? { setAside } : {}),
      ...(after === undefined ? {} : { after }),
    });
  };

  /** The first page is shown before all hits are counted. */
  const count = async (folder: Folder): Promise<void> => {
    const turn = asked[folder];
    const { accountId, text, setAside, items, next } = get()[folder];
    const words = text.trim();
    if (next === undefined) patch(folder, { hits: items.length });
    if (words === '') patch(folder, { notIndexed: 0 });
    const isCounted = next === undefined || (accountId === undefined && !setAside);
    if (words === '' && isCounted) return;
    const scope = { folder, setAside, ...(accountId === undefined ? {} : { accountId }) };
    try {
      const { total, notIndexed } = await invoke('search.count', { text: words, ...scope });
      if (turn === asked[folder]) patch(folder, { hits: total, ...(words === '' ? {} : { notIndexed }) });
    } catch {
      // The list says what is wrong with the search; without a count it says "and more".
    }
  };

  const readOn = async (folder: Folder, limit: number): Promise<void> => {
    const turn = asked[folder];
    try {
      const page = await ask(folder, limit, get()[folder].next);
      if (turn !== asked[folder]) return;
      const known = new Set(get()[folder].items.map((item) => item.id));
      patch(folder, {
        items: [...get()[folder].items, ...page.items.filter((item) => !known.has(item.id))],
        next: page.next,
        total: page.total,
        loading: false,
      });
    } catch (error) {
      if (turn === asked[folder]) patch(folder, { loading: false, error: asMailroomError(error) });
    }
  };

  return {
    inbox: empty,
    archive: empty,
    deleted: empty,
    revision: 0,
    query: async (folder, query) => {
      patch(folder, { ...query, selected: undefined, marked: [], anchor: undefined });
      await get().load(folder);
    },
    load: async (folder) => {
      const turn = ++asked[folder];
      patch(folder, { loading: true });
      try {
        const page = await ask(folder, PAGE);
        if (turn !== asked[folder]) return;
        patch(folder, {
          items: page.items,
          fresh: [],
          newest: page.items[0]?.id ?? 0,
          next: page.next,
          total: page.total,
          hits: undefined,
          loaded: true,
          loading: false,
          error: undefined,
        });
        void count(folder);
      } catch (error) {
        if (turn === asked[folder]) patch(folder, { loading: false, error: asMailroomError(error) });
      }
    },
    more: (folder) => {
      if (get()[folder].next === undefined || get()[folder].loading) return Promise.resolve();
      patch(folder, { loading: true });
      return inTurn(folder, () => readOn(folder, PAGE));
    },
    refresh: (folder) =>
      inTurn(folder, async () => {
        const before = get()[folder];
        if (!before.loaded || before.items.length === 0) return get().load(folder);
        const turn = asked[folder];
        try {
          const oldest = before.items.at(-1)?.id ?? 0;
          const found: MessageListItem[] = [];
          let after: number | undefined;
          let total = before.total;
          let next: number | undefined;
          do {
            const page = await ask(folder, Math.min(LARGEST_PAGE, before.items.length + PAGE), after);
            if (turn !== asked[folder]) return;
            found.push(...page.items);
            ({ total, next } = page);
            after = page.next;
          } while (after !== undefined && (found.at(-1)?.id ?? 0) > oldest);
          // It may have been shown meanwhile: ask what is new only now.
          const { newest, marked } = get()[folder];
          const here = new Set(found.map((item) => item.id));
          patch(folder, {
            marked: group(marked.filter((id) => here.has(id))),
            items: found.filter((item) => item.id <= newest),
            fresh: found.filter((item) => item.id > newest),
            next,
            total,
            error: undefined,
          });
          void count(folder);
        } catch (error) {
          if (turn === asked[folder]) patch(folder, { error: asMailroomError(error) });
        }
      }),
    showFresh: (folder) => {
      const { fresh, items } = get()[folder];
      patch(folder, { items: [...fresh, ...items], fresh: [], newest: fresh[0]?.id ?? get()[folder].newest });
    },
    select: (folder, id) => patch(folder, { selected: id, marked: [], anchor: id }),
    toggle: (folder, id) => {
      const { marked, selected } = get()[folder];
      const before = marked.length > 0 ? marked : selected === undefined ? [] : [selected];
      const after = before.includes(id) ? before.filter((other) => other !== id) : [...before, id];
      patch(folder, {
        marked: group(after),
        selected: after.includes(id) ? id : after.at(-1),
        anchor: id,
      });
    },
    markTo: (folder, id) => {
      const { items, anchor, selected } = get()[folder];
      const position = (wanted: number | undefined) => items.findIndex((item) => item.id === wanted);
      const [to, from] = [position(id), position(anchor ?? selected)];
      if (to < 0) return;
      const range = items.slice(Math.min(to, from < 0 ? to : from), Math.max(to, from) + 1);
      patch(folder, {
        marked: group(range.map((item) => item.id)),
        selected: id,
        anchor: from < 0 ? id : items[from]?.id,
      });
    },
    markAll: async (folder) => {
      const turn = asked[folder];
      await inTurn(folder, async () => {
        const { next, items } = get()[folder];
        if (next !== undefined && items.length < MOST_MARKED)
          await readOn(folder, MOST_MARKED - items.length);
      });
      if (turn !== asked[folder]) return;
      const { items, selected } = get()[folder];
      patch(folder, {
        marked: group(items.map((item) => item.id)),
        selected: selected ?? items[0]?.id,
        anchor: items[0]?.id,
      });
    },
    forget: (id) => {
      for (const folder of folders) {
        if (get()[folder].selected === id) get().select(folder, undefined);
      }
    },
    take: (folder, ids) => {
      const list = get()[folder];
      const gone = new Set(ids);
      const items = list.items.filter((item) => !gone.has(item.id));
      const index = list.items.findIndex((item) => item.id === list.selected);
      const selected =
        list.selected !== undefined && gone.has(list.selected)
          ? (list.items.slice(index).find((item) => !gone.has(item.id)) ?? items.at(-1))?.id
          : list.selected;
      patch(folder, {
        items,
        selected,
        marked: group(list.marked.filter((id) => !gone.has(id))),
        total: Math.max(0, list.total - (list.items.length - items.length)),
        hits:
          list.hits === undefined ? undefined : Math.max(0, list.hits - (list.items.length - items.length)),
      });
    },
    markRead: async (folder, ids, read) => {
      const touched = new Set(ids);
      patch(folder, {
        items: get()[folder].items.map((item) => (touched.has(item.id) ? { ...item, read } : item)),
      });
      await invoke('messages.markRead', { ids: [...ids], read });
    },
    changed: () => set((state) => ({ revision: state.revision + 1 })),
  };
});
