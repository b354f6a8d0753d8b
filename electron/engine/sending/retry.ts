/**
 * When a deferred message is tried again: 1, 5, 15 minutes, then every hour, for two days in all. Days in which nothing
 * could be tried do not count: the computer slept, the program was closed, the account was paused.
 */

const FIRST_WAITS_MS = [60_000, 300_000, 900_000] as const;
const HOURLY_MS = 3_600_000;
/** Nothing waits longer than this for its next attempt, neither a message nor an account. */
export const LONGEST_WAIT_MS = HOURLY_MS;
/** Deferred mail is given up after this time. */
export const GIVE_UP_AFTER_MS = 48 * HOURLY_MS;
/** Who is longer overdue than this had no chance meanwhile. */
export const OVERDUE_MS = LONGEST_WAIT_MS;
export const GIVE_UP_AFTER_HOURS = GIVE_UP_AFTER_MS / HOURLY_MS;

/**
 * @param seriesAt when the series of attempts began: with the message, or with a retry by hand. UTC ms
 * @param attempts made in this series so far, this one included
 * @returns UTC ms of the next attempt, or undefined when it is time to give up
 */
export function nextAttemptAt(seriesAt: number, attempts: number, now: number): number | undefined {
  const at = now + (FIRST_WAITS_MS[attempts - 1] ?? HOURLY_MS);
  return at - seriesAt > GIVE_UP_AFTER_MS ? undefined : at;
}

/**
 * When the series would have begun without the time in which nothing could be tried.
 *
 * @param dueAt when the attempt that has ended `now` was due: it began late, or the computer slept in the middle of it
 */
export function withoutIdleTime(seriesAt: number, dueAt: number, now: number): number {
  const overdue = now - dueAt;
  return overdue > OVERDUE_MS ? seriesAt + overdue : seriesAt;
}
