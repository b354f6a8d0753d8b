import { create } from 'zustand';
import type { MessageDetail } from '../../shared/domain/message.ts';

/** What a message to write begins with. */
export interface Draft {
  /** The message it answers. */
  readonly answered?: MessageDetail;
  /** Number of the ticket it belongs to. */
  readonly ticket?: string;
}

interface Compose {
  /** Undefined while nothing is written. */
  readonly draft: Draft | undefined;
  open(draft: Draft): void;
  close(): void;
}

/** The one message that is being written, from wherever it was begun. */
export const useCompose = create<Compose>((set, get) => ({
  draft: undefined,
  // What is being written already is not thrown away.
  open: (draft) => set({ draft: get().draft ?? draft }),
  close: () => set({ draft: undefined }),
}));
