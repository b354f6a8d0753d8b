import type { PlainError } from '../../../shared/errors.ts';

/** Timing arithmetic of the poller: pure values in, a UTC millisecond out. */

const FIRST_RETRY_MS = 60_000;
/** A refused password is tried at most once an hour: servers lock accounts. */
const NEEDS_PERSON_MS = 3_600_000;
/** Accounts are shifted by at most this part of their interval, either way. */
const SPREAD = 0.025;
/** No server is believed that it wants more than a day. */
const MAX_LOGIN_DELAY_MS = 86_400_000;
/** Accounts that start together are spread over this many milliseconds, so that they don't all connect at once. */
const START_SPREAD_MS = 10_000;

export interface ScheduleInput {
  readonly accountId: string;
  readonly pollIntervalSeconds: number;
  /** End of the last run, UTC ms; undefined when there was none. */
  readonly lastRunAt: number | undefined;
  readonly error: PlainError | undefined;
  /** Failed runs since the last success. */
  readonly failures: number;
}

/** When an account is polled next, UTC ms. `startedAt` is when the engine started. */
export function nextPollAt(input: ScheduleInput, startedAt: number): number {
  const interval = input.pollIntervalSeconds * 1000;
  const jitter = spread(input.accountId);
  if (input.lastRunAt === undefined) return startedAt + Math.round(jitter * START_SPREAD_MS);
  return input.lastRunAt + waitAfter(input, interval) + Math.round((jitter - 0.5) * 2 * SPREAD * interval);
}

function waitAfter(input: ScheduleInput, interval: number): number {
  // One message that can't be had must not hold up the others.
  if (input.error === undefined || input.error.code === 'fetch.refused') return interval;
  if (!input.error.transient) return Math.max(interval, NEEDS_PERSON_MS);
  const backOff = FIRST_RETRY_MS * 2 ** Math.min(input.failures - 1, 5);
  // A server that wants so many seconds between two logins refuses whoever comes earlier (RFC 2449 section 6.5).
  const demanded = input.error.code === 'server.loginDelay' ? Number(input.error.params['seconds'] ?? 0) : 0;
  const wait = Math.min(backOff, Math.max(interval, NEEDS_PERSON_MS / 2));
  if (!(demanded > 0)) return wait;
  // The spread may take away as much as is added here.
  return Math.max(wait, Math.min(demanded * 1000, MAX_LOGIN_DELAY_MS) + SPREAD * interval);
}

/** A fixed number between 0 and 1 per account, so that a test and a restart see the same time. */
function spread(accountId: string): number {
  let hash = 0;
  for (const character of accountId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1000;
  return hash / 1000;
}
