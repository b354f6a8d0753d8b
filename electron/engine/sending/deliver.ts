import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import type { Clock, Logger, SecretStore, Timer } from '../ports.ts';
import type { Database } from '../store/database.ts';
import {
  accountOfDue,
  accountsWithMail,
  nextDueAfter,
  recallFromFuture,
  surfaceInterrupted,
} from '../store/outbox-delivery.ts';
import { failMailOf } from '../store/outbox-rest.ts';
import { findOutgoingAccount } from '../store/outgoing-accounts.ts';
import { accountsInDoubt } from '../store/outgoing-states.ts';
import { isToCome } from '../time-to-come.ts';
import type { TransportFactory } from './connections.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLane, type Lane } from './lane.ts';
import { createTicketOrder } from './order.ts';
import { LONGEST_WAIT_MS } from './retry.ts';
import { createSmtpTransport } from './transports/smtp.ts';

export type { TransportFactory } from './connections.ts';

/** A timer never waits longer than this, so that a jump of the clock is noticed. */
const MAX_TIMER_MS = 60_000;
/** Rest after the store failed (full disk): what is due stays due, and would be tried without a pause. */
const REST_MS = 60_000;
/** Messages in hand get so long to come to their end when the program ends. */
const LAST_CALL_MS = 10_000;

export interface DelivererDependencies {
  readonly database: Database;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Without an id: many entries. */
  readonly onChange: (outboxId: string | undefined) => void;
  /** An outgoing account began to fail, or works again. */
  readonly onAccountChange?: (accountId: string) => void;
  /** A message was sent, of which a copy may be wanted. */
  readonly onSent?: () => void;
  readonly createTransport?: TransportFactory;
}

/** Submits what is due in the outbox: a lane for each account, so that a slow or dead server holds up nobody else. */
export interface Deliverer {
  /** Goes on by the clock whenever something becomes due. */
  start(): void;
  /** Something new was queued: sends it, if the clock runs; without waiting. */
  kick(): void;
  /** A person changed entries of the account and wants them tried now: an account at rest wakes. */
  retryNow(accountId: string | undefined): void;
  /** A person took an entry out of the way: those that waited for it may go. */
  lookAgain(): void;
  /**
   * The account was edited, deleted, or got another secret: its connections are new and its mail is tried at once. One
   * that failed before and has no mail is signed in to, so that it is known whether it works now.
   */
  accountChanged(accountId: string): void;
  /** Accounts that rest for such a failure wake. */
  wakeResting(matches: (error: PlainError) => boolean): void;
  /** Whether a server may get this entry at any moment, so that it must not be changed. */
  isBeingSent(outboxId: string): boolean;
  /**
   * Sends what is due now; resolves when nothing more can go: the rest waits for its time, for its account, for the
   * account's rate or for an earlier message. Joins the work under way.
   *
   * @param accountId waits for this account only: another one's server may take its time
   */
  flush(accountId?: string): Promise<void>;
  /** Takes no other message, lets those in hand come to their end for some seconds, then ends the connections. */
  stop(): Promise<void>;
}

/** Entries that a crash left in `sending` become `unknown` here: they are shown, never sent again silently. */
export function createDeliverer(dependencies: DelivererDependencies): Deliverer {
  const { database, clock, logger } = dependencies;
  surfaceInterrupted(database, new MailroomError('send.unknown', 'submit').toPlain(), clock.now());
  const lanes = new Map<string, Lane>();
  const order = createTicketOrder(database);
  const taken = new Set<number>();
  const sending = new Set<string>();
  const commit = createGroupCommit(database);
  /** What happened and could not be written yet. */
  let owed: { readonly work: () => void; readonly written: () => void }[] = [];
  let started = false;
  let stopped = false;
  let timer: Timer | undefined;
  let restUntil = 0;

  function isResting(): boolean {
    return isToCome(restUntil, clock.now(), REST_MS);
  }

  function storeFailed(error: unknown): void {
    if (!isResting()) logger.error('outbox stopped', { reason: String(error) });
    restUntil = clock.now() + REST_MS;
  }

  async function record(work: () => void, written: () => void): Promise<void> {
    try {
      await commit.soon(work);
    } catch (error) {
      owed.push({ work, written });
      throw error;
    }
    written();
  }

  /** Before anything else goes out. */
  async function payOwed(): Promise<void> {
    if (owed.length === 0 || isResting()) return;
    const due = owed;
    owed = [];
    try {
      const paid = commit.soon(() => due.forEach(({ work }) => work()));
      commit.now();
      await paid;
      due.forEach(({ written }) => written());
    } catch (error) {
      owed = [...due, ...owed];
      storeFailed(error);
    }
  }

  function laneOf(accountId: string): Lane {
    const present = lanes.get(accountId);
    if (present !== undefined) return present;
    const lane = createLane(accountId, {
      ...dependencies,
      createTransport: dependencies.createTransport ?? createSmtpTransport,
      order,
      taken,
      sending,
      commit,
      record,
      mayWork: () => !stopped && !isResting(),
      isStopping: () => stopped,
      onStoreFailed: storeFailed,
      onAccountChange: dependencies.onAccountChange ?? (() => {}),
      onSent: dependencies.onSent ?? (() => {}),
      onSettled(sequence) {
        for (const { accountId: other, sequence: free } of order.settled(sequence)) {
          laneOf(other).offer([free]);
          laneOf(other).go();
        }
      },
      onReleased(sequence) {
        const owner = accountOfDue(database, sequence, clock.now());
        if (owner === undefined || owner === accountId) return;
        laneOf(owner).offer([sequence]);
        laneOf(owner).go();
      },
      onQuiet: scheduleAnyway,
    });
    lanes.set(accountId, lane);
    return lane;
  }

  /** Lets every account with mail go on. Returns at once. */
  function goAll(): void {
    if (stopped || isResting()) return;
    try {
      const accountIds = accountsWithMail(database);
      for (const accountId of accountIds)
        if (findOutgoingAccount(database, accountId) === undefined) failMailOfDeleted(accountId);
      for (const accountId of accountIds) laneOf(accountId).go();
    } catch (error) {
      storeFailed(error);
    }
  }

  function failMailOfDeleted(accountId: string): void {
    const error = new MailroomError('send.noAccount', 'submit').toPlain();
    if (failMailOf(database, accountId, error) > 0) dependencies.onChange(undefined);
  }

  function isBusy(): boolean {
    return [...lanes.values()].some((lane) => !lane.isQuiet);
  }

  async function untilQuiet(): Promise<void> {
    while (isBusy()) await Promise.all([...lanes.values()].map((lane) => lane.whenQuiet()));
  }

  async function flush(accountId?: string): Promise<void> {
    await payOwed();
    recallFromFuture(database, clock.now(), LONGEST_WAIT_MS);
    // From the first message on: older ones may have become due.
    order.forget();
    for (const lane of lanes.values()) lane.lookAgain();
    goAll();
    // Not only afterwards: one slow server must not keep the others from their next attempts.
    schedule();
    await (accountId === undefined ? untilQuiet() : laneOf(accountId).whenQuiet());
    schedule();
  }

  /** The next look by the clock. */
  function schedule(): void {
    timer?.cancel();
    timer = undefined;
    if (!started || stopped) return;
    const now = clock.now();
    const moments = [nextDueAfter(database, now), ...[...lanes.values()].map((lane) => lane.wakesAt())];
    const rest = isResting() ? restUntil : 0;
    if (rest > 0) moments.push(rest);
    // What is under way may leave something to be looked at.
    if (isBusy()) moments.push(now + MAX_TIMER_MS);
    const next = Math.min(...moments.map((at) => Math.max(at ?? Infinity, rest)));
    if (next === Infinity) return;
    timer = clock.setTimer(work, Math.min(Math.max(0, next - now), MAX_TIMER_MS));
  }

  /** For those who have done their part: what they did stays done when the store fails now. */
  function scheduleAnyway(): void {
    try {
      schedule();
    } catch (error) {
      storeFailed(error);
    }
  }

  /** Looks now and again when that has come to its end. */
  function work(): void {
    flush().catch(storeFailed);
  }

  function ifStarted(): void {
    if (started) work();
  }

  return {
    start() {
      started = true;
      work();
      try {
        // Edited while nothing was running, by the command line.
        for (const accountId of accountsInDoubt(database)) laneOf(accountId).examine();
      } catch (error) {
        storeFailed(error);
      }
    },
    kick() {
      if (!started || stopped) return;
      goAll();
      scheduleAnyway();
    },
    retryNow(accountId) {
      for (const id of accountId === undefined ? accountsWithMail(database) : [accountId])
        if (findOutgoingAccount(database, id) !== undefined) laneOf(id).wake();
      ifStarted();
    },
    lookAgain: ifStarted,
    accountChanged(accountId) {
      if (findOutgoingAccount(database, accountId) === undefined) failMailOfDeleted(accountId);
      laneOf(accountId).accountChanged();
      ifStarted();
      if (started) laneOf(accountId).examine();
    },
    wakeResting(matches) {
      for (const accountId of accountsWithMail(database)) {
        const lane = laneOf(accountId);
        if (lane.restingFor !== undefined && matches(lane.restingFor)) lane.wake();
      }
      ifStarted();
    },
    isBeingSent: (outboxId) => sending.has(outboxId),
    flush,
    async stop() {
      stopped = true;
      timer?.cancel();
      for (const lane of lanes.values()) lane.closeIdle();
      const lastCall = clock.setTimer(() => {
        for (const lane of lanes.values()) lane.abort();
      }, LAST_CALL_MS);
      await untilQuiet();
      lastCall.cancel();
      for (const lane of lanes.values()) lane.closeIdle();
      restUntil = 0;
      await payOwed();
    },
  };
}
