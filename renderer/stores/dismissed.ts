import { create } from 'zustand';

const STORED = 'mailroom.dismissed';
const MOST = 200;

interface Dismissed {
  readonly keys: readonly string[];
  dismiss(key: string): void;
}

/** Notices a person has put away; they stay away after a restart. */
export const useDismissed = create<Dismissed>((set, get) => ({
  keys: stored(),
  dismiss: (key) => {
    const keys = [...get().keys.filter((other) => other !== key), key].slice(-MOST);
    set({ keys });
    localStorage.setItem(STORED, JSON.stringify(keys));
  },
}));

function stored(): string[] {
  try {
    const keys: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}
