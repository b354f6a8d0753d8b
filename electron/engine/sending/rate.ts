const WINDOW_MS = 60_000;

/** How many messages an account may begin in a minute, counted over the minute just gone by. */
export interface Rate {
  /** Counts one more message if it may begin now. */
  take(limit: number, now: number): boolean;
  /** The message counted last did not begin after all. */
  giveBack(): void;
  /** How long until one may begin, in ms; 0 when it may now. */
  wait(limit: number, now: number): number;
}

/**
 * A limit of 0 means none.
 *
 * @param begun when messages of the last minute began, oldest first, UTC ms: a restart does not make the minute anew
 */
export function createRate(begun: readonly number[]): Rate {
  let moments = [...begun];

  function wait(limit: number, now: number): number {
    if (limit === 0) return 0;
    // A moment in the future is one from before the clock was set back.
    moments = moments.filter((at) => at > now - WINDOW_MS && at <= now);
    const oldest = moments.at(-limit);
    return oldest === undefined ? 0 : oldest + WINDOW_MS - now;
  }

  return {
    wait,
    take(limit, now) {
      if (wait(limit, now) > 0) return false;
      if (limit > 0) moments.push(now);
      return true;
    },
    giveBack() {
      moments.pop();
    },
  };
}
