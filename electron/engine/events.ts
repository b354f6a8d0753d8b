import type { EventName } from '../../shared/ipc/channels.ts';
import type { EventPayload } from '../../shared/ipc/events.ts';

/** What the engine tells its host. */
export type EngineEvent = Exclude<EventName, 'command'>;
export type EngineListener = <E extends EngineEvent>(name: E, payload: EventPayload<E>) => void;

export interface EngineEvents {
  emit: EngineListener;
  /** Returns the function that ends the subscription. */
  on(listener: EngineListener): () => void;
}

export function createEngineEvents(): EngineEvents {
  const listeners = new Set<EngineListener>();
  return {
    emit(name, payload) {
      for (const listener of listeners) listener(name, payload);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
