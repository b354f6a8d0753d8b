import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { PollProgress, PollRun } from '../../../shared/domain/poll.ts';
import type { Clock, Logger, Timer } from '../ports.ts';
import { isToCome } from '../time-to-come.ts';
import { mailboxKey } from './mailbox-key.ts';
import { nextPollAt, type ScheduleInput } from './schedule.ts';

/** At most this many mailboxes are read at once. */
const MAX_RUNS = 4;
/** A timer never waits longer than this, so that a jump of the clock or a long sleep is noticed. */
const MAX_TIMER_MS = 30_000;
/** Rest after a run whose outcome could not even be recorded (full disk). */
const REST_AFTER_REJECTION_MS = 60_000;

export interface PollerDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Active incoming accounts as they are now. */
  readonly accounts: () => readonly IncomingAccount[];
  readonly history: (accountId: string) => Omit<ScheduleInput, 'accountId' | 'pollIntervalSeconds'>;
  /** Performs one run; a signal that is aborted already ends it at once. Rejects only if the store fails. */
  readonly perform: (
    account: IncomingAccount,
    signal: AbortSignal,
    onProgress: (progress: PollProgress) => void,
  ) => Promise<PollRun>;
  readonly onChange: (accountId: string) => void;
  readonly onProgress: (progress: PollProgress) => void;
}

interface Running {
  readonly controller: AbortController;
  readonly result: Promise<PollRun>;
}

export interface Poller {
  /** Starts polling by the clock. */
  start(): void;
  /** Looks at the accounts again: one was added, changed, paused or deleted, or the machine woke up. */
  refresh(): void;
  /** Polls without waiting for the next time, if the clock runs: settings were changed. */
  soon(account: IncomingAccount): void;
  /** Polls now; joins a run that is under way. Waits for a free place. */
  poll(account: IncomingAccount): Promise<PollRun>;
  /** Keeps all runs away from an account's mailbox while the action lasts; waits for the one under way. */
  withMailbox<T>(account: IncomingAccount, action: () => Promise<T>): Promise<T>;
  /** Ends an account's run; resolves when it has ended. */
  cancel(accountId: string): Promise<void>;
  progress(accountId: string): PollProgress | undefined;
  isRunning(accountId: string): boolean;
  /** UTC ms, or undefined while the poller is not started. */
  nextPollAt(account: IncomingAccount): number | undefined;
  /** Ends all runs and the clock. */
  stop(): Promise<void>;
}

/** Owns the clock: who is due, one run per account at a time, a slow server delays nobody else. */
export function createPoller(dependencies: PollerDependencies): Poller {
  const { clock } = dependencies;
  const running = new Map<string, Running>();
  const progress = new Map<string, PollProgress>();
  const waiting: (() => void)[] = [];
  /** The end of the run that each mailbox is busy with. */
  const busyMailboxes = new Map<string, Promise<unknown>>();
  const restUntil = new Map<string, number>();
  let free = MAX_RUNS;
  let startedAt: number | undefined;
  let timer: Timer | undefined;

  function due(account: IncomingAccount): number {
    const now = clock.now();
    const history = dependencies.history(account.id);
    // The clock was set back: an end in the future would stop polling until then.
    const lastRunAt = (history.lastRunAt ?? 0) > now ? undefined : history.lastRunAt;
    const { id: accountId, pollIntervalSeconds } = account;
    const at = nextPollAt({ accountId, pollIntervalSeconds, ...history, lastRunAt }, startedAt ?? now);
    const rest = restUntil.get(account.id) ?? 0;
    return isToCome(rest, now, REST_AFTER_REJECTION_MS) ? Math.max(at, rest) : at;
  }

  /** False when the run was cancelled while it waited, here or for its mailbox. */
  function takePlace(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (free > 0) {
      free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(take), 1);
        resolve(false);
      };
      const take = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      waiting.push(take);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the place to the next in line, or back to the pool. */
  function givePlace(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  /** Waits until no other account reads this mailbox, or the run is cancelled. */
  async function takeMailbox(account: IncomingAccount, signal: AbortSignal): Promise<() => void> {
    const key = mailboxKey(account);
    const before = busyMailboxes.get(key);
    let leave = (): void => {};
    const ended = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const mine = Promise.all([before, ended]);
    busyMailboxes.set(key, mine);
    void mine.then(() => {
      if (busyMailboxes.get(key) === mine) busyMailboxes.delete(key);
    });
    if (before !== undefined) await Promise.race([before, aborted(signal)]);
    return leave;
  }

  async function performRun(account: IncomingAccount, signal: AbortSignal): Promise<PollRun> {
    const leaveMailbox = await takeMailbox(account, signal);
    const placed = await takePlace(signal);
    try {
      return await dependencies.perform(account, signal, (now) => {
        progress.set(account.id, now);
        dependencies.onProgress(now);
      });
    } finally {
      if (placed) givePlace();
      leaveMailbox();
    }
  }

  function poll(account: IncomingAccount): Promise<PollRun> {
    const present = running.get(account.id);
    if (present !== undefined) return present.result;
    const controller = new AbortController();
    const result = performRun(account, controller.signal)
      .catch((error: unknown) => {
        restUntil.set(account.id, clock.now() + REST_AFTER_REJECTION_MS);
        throw error;
      })
      .finally(() => {
        running.delete(account.id);
        progress.delete(account.id);
        dependencies.onChange(account.id);
        schedule();
      });
    running.set(account.id, { controller, result });
    dependencies.onChange(account.id);
    return result;
  }

  function pollInBackground(account: IncomingAccount): void {
    poll(account).catch((error: unknown) => {
      dependencies.logger.warn('poll did not run', { account: account.id, reason: String(error) });
    });
  }

  function schedule(): void {
    timer?.cancel();
    timer = undefined;
    if (startedAt === undefined) return;
    const now = clock.now();
    startedAt = Math.min(startedAt, now);
    let earliest = now + MAX_TIMER_MS;
    for (const account of dependencies.accounts()) {
      if (running.has(account.id)) continue;
      const at = due(account);
      if (at <= now) pollInBackground(account);
      else earliest = Math.min(earliest, at);
    }
    timer = clock.setTimer(schedule, Math.max(50, earliest - now));
  }

  return {
    start() {
      startedAt = clock.now();
      schedule();
    },
    refresh: schedule,
    soon(account) {
      if (startedAt !== undefined && account.active) pollInBackground(account);
    },
    poll,
    async withMailbox(account, action) {
      const leaveMailbox = await takeMailbox(account, new AbortController().signal);
      try {
        return await action();
      } finally {
        leaveMailbox();
      }
    },
    async cancel(accountId) {
      const entry = running.get(accountId);
      if (entry === undefined) return;
      entry.controller.abort();
      await entry.result.catch(() => {});
    },
    progress: (accountId) => progress.get(accountId),
    isRunning: (accountId) => running.has(accountId),
    nextPollAt: (account) => (startedAt === undefined ? undefined : due(account)),
    async stop() {
      startedAt = undefined;
      timer?.cancel();
      timer = undefined;
      const results = [...running.values()].map((entry) => {
        entry.controller.abort();
        return entry.result.catch(() => {});
      });
      await Promise.all(results);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
