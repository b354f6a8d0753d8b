import { unexpected } from './failures.ts';
import type { Clock, Logger, Timer } from './ports.ts';

/** A timer never waits longer than this, so that a jump of the clock is noticed. */
const MAX_TIMER_MS = 60_000;
/** After a round that failed, as with a full disk: what was done and could not be noted would be done again at once. */
const REST_MS = 60_000;

export interface DueWorkDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For the log, should a round fail. */
  readonly name: string;
  /** Does what is due now. */
  readonly round: () => Promise<void>;
  /** When there will be something to do, asked after each series of rounds. UTC ms; undefined when nothing waits. */
  readonly nextDueAt: () => number | undefined;
}

/** Work from a durable queue, done when it is due, by one worker at a time. */
export interface DueWork {
  /** Goes on by the clock from now on. */
  start(): void;
  /** Something may be due. Returns at once; without effect before `start`. */
  kick(): void;
  /**
   * Does what is due now; resolves when nothing is. Joins the work under way. Never rejects: a failure is logged, and the
   * clock brings the next round a minute later.
   */
  flush(): Promise<void>;
  readonly stopped: boolean;
  /** Begins no other round; resolves when the present one has ended. */
  stop(): Promise<void>;
}

export function createDueWork({ clock, logger, name, round, nextDueAt }: DueWorkDependencies): DueWork {
  const ending = new AbortController();
  let started = false;
  let again = false;
  let rests = false;
  let working: Promise<void> | undefined;
  let timer: Timer | undefined;

  async function work(): Promise<void> {
    do {
      again = false;
      await round();
    } while (again && !ending.signal.aborted);
  }

  function schedule(): void {
    timer?.cancel();
    timer = undefined;
    if (!started || ending.signal.aborted) return;
    const next = nextDueAt();
    if (next === undefined) return;
    const wait = rests ? REST_MS : Math.max(0, Math.min(next - clock.now(), MAX_TIMER_MS));
    timer = clock.setTimer(() => void flush(), wait);
  }

  function flush(): Promise<void> {
    again = true;
    rests = false;
    working ??= work()
      .catch((error: unknown) => {
        rests = true;
        logger.error(`${name} stopped`, { reason: unexpected(error).code });
      })
      .finally(() => {
        working = undefined;
        schedule();
      });
    return working;
  }

  return {
    start() {
      started = true;
      void flush();
    },
    kick() {
      if (started) void flush();
    },
    flush,
    get stopped() {
      return ending.signal.aborted;
    },
    async stop() {
      ending.abort();
      timer?.cancel();
      await working;
    },
  };
}
