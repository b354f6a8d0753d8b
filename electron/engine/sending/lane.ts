import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { Clock, SecretStore } from '../ports.ts';
import type { Database } from '../store/database.ts';
import {
  dueOf,
  markSending,
  readDue,
  recordResult,
  unmarkSending,
  type AttemptResult,
  type DueMessage,
} from '../store/outbox-delivery.ts';
import {
  deferForAccount,
  recordAccountAttempt,
  restOf,
  wakeAccountMail,
  type AccountRest,
  type GivingUp,
} from '../store/outbox-rest.ts';
import { findOutgoingAccount } from '../store/outgoing-accounts.ts';
import { lastDelivery, recordAccountState } from '../store/outgoing-states.ts';
import { isToCome } from '../time-to-come.ts';
import { accountStages, concernsAccount, restAfter, stopsAccount } from './account-failure.ts';
import { createClaims } from './claims.ts';
import { createConnections, type Connection, type TransportFactory } from './connections.ts';
import type { GroupCommit } from './group-commit.ts';
import type { TicketOrder } from './order.ts';
import { afterFailure, afterReplies, expired } from './outcome.ts';
import { GIVE_UP_AFTER_MS, LONGEST_WAIT_MS, OVERDUE_MS } from './retry.ts';

export interface LaneDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: SecretStore;
  readonly createTransport: TransportFactory;
  readonly order: TicketOrder;
  /** What is being worked on, by any lane. */
  readonly taken: Set<number>;
  /** Of those, what a server may get at any moment. */
  readonly sending: Set<string>;
  readonly commit: GroupCommit;
  /**
   * As `commit`, but what can't be written now is kept and written later: it has happened, whatever the disk says.
   * `written` runs when it is on disk.
   */
  readonly record: (work: () => void, written: () => void) => Promise<void>;
  /** False while the outbox stops, or rests because the disk fails. */
  readonly mayWork: () => boolean;
  readonly isStopping: () => boolean;
  readonly onStoreFailed: (error: unknown) => void;
  readonly onChange: (outboxId: string | undefined) => void;
  readonly onAccountChange: (accountId: string) => void;
  /** A message came to an end, so that others of its ticket may go. */
  readonly onSettled: (sequence: number) => void;
  /** A claim is over and nothing came of it: a person may have given the message to another account meanwhile. */
  readonly onReleased: (sequence: number) => void;
  /** Nothing is under way any more. */
  readonly onQuiet: () => void;
  readonly onSent: () => void;
}

/** The outgoing mail of one account. */
export interface Lane {
  /** Sends what may go now. Returns at once. */
  go(): void;
  /** From the first message on, since older ones may have become due; `go` alone goes on where it was. */
  lookAgain(): void;
  /** These were held back, and need not be any more. */
  offer(sequences: readonly number[]): void;
  /** Forgets that the account failed: all that waited for it is due. */
  wake(): void;
  /** As `wake`, and the connections of the old settings are used no more. */
  accountChanged(): void;
  /** If the account failed, was edited since and has no mail that would show it: tries whether it works. Returns at once. */
  examine(): void;
  /** What stops the account now. */
  readonly restingFor: PlainError | undefined;
  /** When something may go that now waits for the lane and not for its own time. UTC ms. */
  wakesAt(): number | undefined;
  /** Resolves when nothing is under way any more. */
  whenQuiet(): Promise<void>;
  readonly isQuiet: boolean;
  /** Ends idle connections and those not yet open; messages in hand go on. */
  closeIdle(): void;
  /** Ends everything. */
  abort(): void;
}

/** A message was taken back before anything of it was handed over. */
class TakenBack extends Error {}

/**
 * Sends the mail of one account in the order of queueing, over as many connections as the account allows. One
 * connection proves the account first; others come when it is signed in, so that a refused password is tried once and
 * not five times.
 */
export function createLane(accountId: string, dependencies: LaneDependencies): Lane {
  const { database, clock, sending, commit, record } = dependencies;
  const connections = createConnections(accountId, dependencies);
  const claims = createClaims(accountId, dependencies);
  const underWay = new Set<Promise<void>>();
  let rest: AccountRest | undefined = restOf(database, accountId, accountStages, clock.now());
  let failures = rest === undefined ? 0 : 1;
  let isProven = false;
  let workers = 0;
  let account: OutgoingAccount | undefined;

  function isResting(): boolean {
    return isToCome(rest?.until ?? 0, clock.now(), LONGEST_WAIT_MS);
  }

  function track(work: Promise<void>): void {
    const tracked = work.catch(dependencies.onStoreFailed).finally(() => {
      underWay.delete(tracked);
      if (underWay.size === 0) dependencies.onQuiet();
    });
    underWay.add(tracked);
  }

  function go(): void {
    if (!dependencies.mayWork()) return;
    if (rest !== undefined && isResting()) {
      letWait(rest);
      return;
    }
    account = findOutgoingAccount(database, accountId);
    if (account === undefined || !account.active) return;
    // A password may have changed since the last connection ended.
    if (!connections.hasOpen) isProven = false;
    while (workers < (isProven ? account.maxConnections : 1)) {
      const sequence = claims.take(account);
      if (sequence === undefined) return;
      workers += 1;
      track(serve(sequence));
    }
  }

  /** One connection's work, until nothing is left for it. */
  async function serve(first: number): Promise<void> {
    let connection: Connection | undefined;
    try {
      for (let sequence: number | undefined = first; sequence !== undefined; sequence = takeNext()) {
        connection = await connect(connection, sequence);
        if (connection === undefined) return;
        const message = mayGoOn() ? read(sequence) : undefined;
        if (message === undefined) release(sequence);
        else await deliver(connection, message);
      }
    } finally {
      workers -= 1;
      // No further message of this connection will need the last result written.
      commit.now();
      if (connection !== undefined) connections.giveBack(connection);
      else if (!isResting()) go();
    }
  }

  /** A message that the disk does not give now is taken again when it works. */
  function read(sequence: number): DueMessage | undefined {
    try {
      return readDue(database, sequence, accountId, clock.now());
    } catch (error) {
      claims.putBack(sequence, true);
      throw error;
    }
  }

  function release(sequence: number): void {
    claims.putBack(sequence, false);
    dependencies.onReleased(sequence);
  }

  function mayGoOn(): boolean {
    return dependencies.mayWork() && !isResting() && account?.active === true;
  }

  function takeNext(): number | undefined {
    return account !== undefined && mayGoOn() ? claims.take(account) : undefined;
  }

  /** A connection for a message that is claimed, or for none; undefined when there is none to be had. */
  async function connect(
    present: Connection | undefined,
    sequence: number | undefined,
  ): Promise<Connection | undefined> {
    const at = clock.now();
    const begun = clock.monotonic();
    const { generation } = connections;
    try {
      if (account === undefined) throw new MailroomError('send.noAccount', 'submit');
      const connection = await connections.take(present, account);
      accountWorks();
      return connection;
    } catch (error) {
      if (!dependencies.isStopping() && connections.generation === generation) {
        if (sequence !== undefined) release(sequence);
        accountFailed(unexpected(error), { sequence, at, ms: clock.monotonic() - begun });
      } else if (sequence !== undefined) {
        // Given up, because the account was edited meanwhile, or failed on another connection.
        claims.putBack(sequence, true);
      }
      return undefined;
    }
  }

  function accountWorks(): void {
    if (isProven) return;
    isProven = true;
    rest = undefined;
    if (failures > 0) {
      failures = 0;
      const at = clock.now();
      track(
        commit
          .soon(() => {
            wakeAccountMail(database, accountId, accountStages, at);
            recordAccountState(database, accountId, { at, sent: false, error: undefined });
          })
          .then(() => {
            dependencies.onAccountChange(accountId);
            claims.lookAgain();
            go();
          }),
      );
      commit.now();
    }
    go();
  }

  /** The account fails as a whole: it rests, and everything that waits says why. */
  function accountFailed(
    failure: MailroomError,
    attempt: { readonly sequence: number | undefined; readonly at: number; readonly ms: number },
  ): void {
    const error = failure.toPlain();
    isProven = false;
    if (!isResting()) {
      failures += 1;
      rest = { error, until: clock.now() + restAfter(failure, failures) };
    }
    const { sequence, at, ms } = attempt;
    const present = rest ?? { error, until: clock.now() };
    track(
      record(
        () => {
          if (sequence !== undefined) recordAccountAttempt(database, sequence, { at, ms, error });
          recordAccountState(database, accountId, { at, sent: false, error });
          deferForAccount(database, accountId, present, givingUp(present.error), clock.now());
        },
        () => {
          dependencies.onAccountChange(accountId);
          dependencies.onChange(undefined);
        },
      ),
    );
    // What is open is not trusted any more, and what is being opened would only fail as well.
    connections.renew();
  }

  function examine(): void {
    const { error, failingSince } = lastDelivery(database, accountId);
    if (error !== undefined || failingSince === undefined || !dependencies.mayWork()) return;
    account = findOutgoingAccount(database, accountId);
    if (account === undefined || !account.active) return;
    // Mail that goes now shows it as well.
    if (dueOf(database, accountId, clock.now(), 0, 1).length > 0) return;
    workers += 1;
    track(trySender(account.senderAddress));
  }

  /** Signs in and names the sender; nothing is sent. */
  async function trySender(sender: string): Promise<void> {
    let connection: Connection | undefined;
    const begun = clock.monotonic();
    try {
      connection = await connect(undefined, undefined);
      if (connection === undefined) return;
      const failure = await connection.session.trySender(sender).then(() => undefined, unexpected);
      // Edited again meanwhile, or the program ends: it says nothing.
      if (connection.generation !== connections.generation || dependencies.isStopping()) return;
      const at = clock.now();
      if (failure !== undefined && stopsAccount(failure))
        accountFailed(failure, { sequence: undefined, at, ms: clock.monotonic() - begun });
      else await recordState(at, failure);
    } finally {
      workers -= 1;
      commit.now();
      if (connection !== undefined) connections.giveBack(connection);
      go();
    }
  }

  function recordState(at: number, failure: MailroomError | undefined): Promise<void> {
    const recorded = commit.soon(() =>
      recordAccountState(database, accountId, { at, sent: false, error: failure?.toPlain() }),
    );
    commit.now();
    return recorded.then(() => dependencies.onAccountChange(accountId));
  }

  /** What was queued while the account rests waits with the others. */
  function letWait(present: AccountRest): void {
    if (dueOf(database, accountId, clock.now(), 0, 1).length === 0) return;
    track(
      record(
        () => deferForAccount(database, accountId, present, givingUp(present.error), clock.now()),
        () => dependencies.onChange(undefined),
      ),
    );
    commit.now();
  }

  async function deliver(connection: Connection, message: DueMessage): Promise<void> {
    const { sequence, id } = message;
    const at = clock.now();
    const begun = clock.monotonic();
    sending.add(id);
    // Asked for now, it is written together with the result before, while the server reads the envelope.
    let isWritten = false;
    const mark = commit
      .soon(() => markSending(database, sequence))
      .finally(() => {
        isWritten = true;
      })
      .then((isOurs) => {
        if (!isOurs) throw new TakenBack();
        dependencies.onChange(id);
      });
    mark.catch(() => {});
    const whenMarked = (): Promise<void> => {
      if (!isWritten) commit.now();
      return mark;
    };
    const { sender, source } = message;
    const recipients = message.recipients.map(({ address }) => address);
    const isReused = connection.used > 0;
    const outcome = await connections
      .send(connection, { sender, recipients, source }, whenMarked)
      .catch((error: unknown) => unexpected(error));
    const timing = { at, ms: clock.monotonic() - begun };
    try {
      await whenMarked();
    } catch (error) {
      sending.delete(id);
      claims.putBack(sequence, false);
      if (error instanceof TakenBack) return;
      throw error;
    }
    if (!(outcome instanceof MailroomError))
      settle(message, afterReplies(message, outcome, clock.now(), timing));
    else if (isUntouched(outcome, connection, isReused)) giveBack(message);
    else if (stopsAccount(outcome)) {
      giveBack(message);
      accountFailed(outcome, { sequence, ...timing });
    } else {
      settle(message, afterFailure(message, outcome, clock.now(), timing));
      if (concernsAccount(outcome) && outcome.transient) breathe(outcome);
    }
  }

  /** Whether a failure says nothing about the message: the connection had become stale, or the program ends. */
  function isUntouched(failure: MailroomError, connection: Connection, isReused: boolean): boolean {
    if (failure.code === 'send.unknown' || !failure.transient) return false;
    return dependencies.isStopping() || (isReused && !connection.session.usable);
  }

  /** The server hung up on a message: the next ones wait a little instead of being thrown after it. */
  function breathe(failure: MailroomError): void {
    isProven = false;
    failures += 1;
    rest = { error: failure.toPlain(), until: clock.now() + restAfter(failure, failures) };
  }

  /** The mark is taken back; nothing of the message was handed over. */
  function giveBack({ sequence, id, dueAt }: DueMessage): void {
    track(
      record(
        () => unmarkSending(database, sequence, dueAt),
        () => {
          sending.delete(id);
          claims.putBack(sequence, true);
          dependencies.onChange(id);
          go();
        },
      ),
    );
  }

  function settle({ sequence, id }: DueMessage, result: AttemptResult): void {
    track(
      record(
        () => recordResult(database, sequence, result),
        () => {
          sending.delete(id);
          claims.settle(sequence);
          dependencies.onChange(id);
          if (result.account !== undefined && result.account !== 'works')
            dependencies.onAccountChange(accountId);
          if (result.state === 'sent' || result.state === 'partlyRefused') dependencies.onSent();
          if (result.state !== 'deferred') dependencies.onSettled(sequence);
        },
      ),
    );
  }

  function wake(): void {
    rest = undefined;
    isProven = false;
    wakeAccountMail(database, accountId, accountStages, clock.now());
    claims.lookAgain();
  }

  return {
    go,
    wake,
    examine,
    lookAgain: () => claims.lookAgain(),
    offer: (sequences) => claims.offer(sequences),
    accountChanged() {
      failures = 0;
      account = findOutgoingAccount(database, accountId);
      connections.renew();
      wake();
    },
    get restingFor() {
      return isResting() ? rest?.error : undefined;
    },
    wakesAt: () => (isResting() ? rest?.until : claims.waitsForRateUntil),
    get isQuiet() {
      return underWay.size === 0;
    },
    async whenQuiet() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    closeIdle: () => connections.closeIdle(),
    abort: () => connections.abort(),
  };
}

function givingUp(error: PlainError): GivingUp {
  return { afterMs: GIVE_UP_AFTER_MS, overdueMs: OVERDUE_MS, error: expired(error.detail) };
}
