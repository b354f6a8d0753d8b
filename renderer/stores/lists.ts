import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { MailroomError } from '../../shared/errors.ts';
import { asMailroomError } from '../bridge.ts';

/** A list that is read whole. */
export interface Loaded<T> {
  readonly items: readonly T[];
  readonly loaded: boolean;
  readonly error: MailroomError | undefined;
  load(): Promise<void>;
}

export function createListStore<T>(read: () => Promise<readonly T[]>): UseBoundStore<StoreApi<Loaded<T>>> {
  return create<Loaded<T>>((set) => ({
    items: [],
    loaded: false,
    error: undefined,
    load: async () => {
      try {
        set({ items: await read(), loaded: true, error: undefined });
      } catch (error) {
        set({ error: asMailroomError(error) });
      }
    },
  }));
}
