import { create } from 'zustand';

export const views = [
  'inbox',
  'archive',
  'deleted',
  'tickets',
  'outbox',
  'incoming',
  'outgoing',
  'rules',
  'directory',
  'settings',
] as const;
export type View = (typeof views)[number];

/** Where the person is. `form` opens the account form of the incoming or outgoing view. */
export interface Place {
  readonly view: View;
  /** `id` is left out for a new account; `field` is what the form should point at. */
  readonly form?: { readonly id?: string; readonly field?: string };
  /** Id of the incoming account whose first contact is to be decided. */
  readonly firstContact?: string;
  /** Number of the ticket to show. */
  readonly ticket?: string;
}

interface Navigation {
  readonly place: Place;
  /** Set while a form holds unsaved input. */
  readonly unsaved: boolean;
  /** Where the person wanted to go when unsaved input held them. */
  readonly held: Place | undefined;
  readonly palette: boolean;
  readonly shortcuts: boolean;
  /** Set while the search field is to take the focus, which can be before it is there. */
  readonly searchWanted: boolean;
  go(place: Place): void;
  setUnsaved(unsaved: boolean): void;
  leave(): void;
  stay(): void;
  setPalette(open: boolean): void;
  setShortcuts(open: boolean): void;
  /** Leads to the search field that the view has, else to the one of the inbox. */
  search(hasField: boolean): void;
  /** The search field has the focus. */
  searchFound(): void;
}

export const useNavigation = create<Navigation>((set, get) => ({
  place: { view: 'inbox' },
  unsaved: false,
  held: undefined,
  palette: false,
  shortcuts: false,
  searchWanted: false,
  go: (place) => {
    if (get().unsaved && !isSameForm(place, get().place)) set({ held: place });
    // A copy, so that asking for the same place again counts as asking.
    else set({ place: { ...place }, held: undefined, searchWanted: false });
  },
  setUnsaved: (unsaved) => set({ unsaved }),
  leave: () => {
    const { held } = get();
    set({ unsaved: false, held: undefined, ...(held === undefined ? {} : { place: held }) });
  },
  stay: () => set({ held: undefined }),
  setPalette: (palette) => set({ palette }),
  setShortcuts: (shortcuts) => set({ shortcuts }),
  search: (hasField) => {
    if (!hasField) get().go({ view: 'inbox' });
    // Input that is not saved comes first.
    if (get().held === undefined) set({ searchWanted: true });
  },
  searchFound: () => set({ searchWanted: false }),
}));

function isSameForm(one: Place, other: Place): boolean {
  return (
    one.view === other.view &&
    one.form !== undefined &&
    other.form !== undefined &&
    one.form.id === other.form.id
  );
}
