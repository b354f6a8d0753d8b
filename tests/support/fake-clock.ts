import type { Clock } from '../../electron/engine/ports.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on and runs what becomes due on the way, letting promises settle after each timer. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock alone, as an operator or a time server would. */
  jump(ms: number): void;
  readonly timers: number;
}

export function createFakeClock(start = Date.UTC(2026, 0, 5, 8)): FakeClock {
  let monotonic = 0;
  let offset = start;
  let next = 1;
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  return {
    now: () => offset + monotonic,
    monotonic: () => monotonic,
    setTimer(callback, ms) {
      const id = next++;
      timers.set(id, { at: monotonic + ms, callback });
      return { cancel: () => void timers.delete(id) };
    },
    async advance(ms) {
      const end = monotonic + ms;
      for (;;) {
        const [due] = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at);
        if (due === undefined) break;
        timers.delete(due[0]);
        monotonic = Math.max(monotonic, due[1].at);
        due[1].callback();
        await settle();
      }
      monotonic = end;
      await settle();
    },
    jump(ms) {
      offset += ms;
    },
    get timers() {
      return timers.size;
    },
  };
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
