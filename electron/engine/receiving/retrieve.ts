import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { PollProgress, PollRun } from '../../../shared/domain/poll.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { closeAbsentReceipts, closeReceipt, findReceipts } from '../store/receipts.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import { commitSet, type FetchedMessage, type Removable, type SessionPlace } from './commit-set.ts';
import { noCounts, type Counts } from './counts.ts';
import { listOversize } from './oversize.ts';
import { planSets } from './plan-sets.ts';
import type { ListedMessage, MailSource, OpenedMailbox } from './source.ts';

export interface RetrieveContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the run between two steps and drops the connection; what is committed stays. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PollProgress) => void;
  /** Called after each commit with the number of new messages. */
  readonly onImported: (count: number) => void;
}

/**
 * One poll run of one mailbox: list, then per set fetch, commit, remove; at last close the session.
 *
 * Never rejects: what went wrong is in the run's `error`, with everything that was done before it counted.
 */
export async function retrieve(
  account: IncomingAccount,
  source: MailSource,
  context: RetrieveContext,
): Promise<PollRun> {
  const run = new Retrieval(account, source, context);
  return run.perform();
}

class Retrieval {
  readonly #account: IncomingAccount;
  readonly #source: MailSource;
  readonly #context: RetrieveContext;
  readonly #counts: Counts = noCounts();
  /** Committed messages whose removal was asked for, by their number in this session. */
  readonly #removing = new Map<number, Removable>();
  /** Listed messages whose bytes were not seen in this run: any of them may be one we know. */
  #unseen = 0;
  /** The first reason why a message had to stay; shown when nothing worse happened. */
  #leftBecause: Error | undefined;

  constructor(account: IncomingAccount, source: MailSource, context: RetrieveContext) {
    this.#account = account;
    this.#source = source;
    this.#context = context;
  }

  async perform(): Promise<PollRun> {
    const { clock, signal } = this.#context;
    const startedAt = clock.now();
    const begun = clock.monotonic();
    const stop = (): void => this.#source.abort();
    signal.addEventListener('abort', stop);
    let error: MailroomError | undefined;
    try {
      signal.throwIfAborted();
      await this.#session();
      if (this.#leftBecause !== undefined) error = unexpected(this.#leftBecause);
    } catch (failure) {
      this.#source.abort();
      error = signal.aborted ? new MailroomError('poll.cancelled', 'fetch') : unexpected(failure);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    return {
      account: this.#account.name,
      accountId: this.#account.id,
      startedAt,
      ...this.#counts,
      ms: Math.round(clock.monotonic() - begun),
      connectMs: 0,
      ...(error === undefined ? {} : { error: error.toPlain() }),
    };
  }

  async #session(): Promise<void> {
    this.#report('connecting', 0, 0);
    const opened = await this.#source.open();
    const removes = this.#account.afterRetrieval === 'remove';
    if (removes && !opened.canRemove) {
      // Fetching without being able to remove would fetch the same mail for ever.
      throw new MailroomError('mailbox.readOnly', 'mailbox', {
        field: 'mailbox',
        params: { mailbox: opened.mailbox },
      });
    }
    this.#report('listing', 0, 0);
    const listed = await this.#source.list();
    this.#counts.found = listed.length;
    const session: SessionPlace = {
      mailbox: opened.mailbox,
      validity: this.#validity(opened),
      listedKeys: new Set(listed.flatMap((message) => message.serverKey ?? [])),
      keysMayChange: opened.validity === '',
    };
    const wanted = await this.#choose(listed, session);
    let done = 0;
    for (const set of planSets(wanted)) {
      this.#context.signal.throwIfAborted();
      this.#report('fetching', wanted.length, done);
      await this.#handleSet(set, session, removes);
      done += set.length;
    }
    this.#report('removing', wanted.length, done);
    this.#confirm(await this.#source.finish());
    const allSeen = this.#unseen === 0;
    closeAbsentReceipts(
      this.#context.database,
      this.#account.id,
      session,
      allSeen,
      this.#context.clock.now(),
    );
  }

  /**
   * Server keys only compare within one mailbox of one user on one server: after an account was pointed
   * elsewhere, the same number means another message.
   */
  #validity(opened: OpenedMailbox): string {
    const { user, host } = this.#account;
    return `${user}@${host.toLowerCase()}/${opened.validity}`;
  }

  /** Leaves out what is too big and, where mail is kept on the server, what is already here. */
  async #choose(listed: readonly ListedMessage[], session: SessionPlace): Promise<ListedMessage[]> {
    const { maxSizeBytes, afterRetrieval } = this.#account;
    const wanted: ListedMessage[] = [];
    for (const message of listed) {
      const here = this.#isHere(message, session);
      // Marked by another program, which may still want it back. Marked by us: the removal was interrupted.
      if (message.markedDeleted === true && !here) {
        this.#unseen += 1;
        continue;
      }
      // Already here although over the limit now: only its removal is still to come.
      if (maxSizeBytes > 0 && message.sizeBytes > maxSizeBytes && !here) {
        this.#context.signal.throwIfAborted();
        await listOversize(this.#context, this.#account, session, message, this.#source);
        this.#counts.oversize += 1;
        this.#unseen += 1;
      } else if (afterRetrieval === 'keep' && here) {
        this.#counts.duplicates += 1;
      } else {
        wanted.push(message);
      }
    }
    return wanted;
  }

  /** Whether a message of this key and size was committed before. Its bytes still have to prove it. */
  #isHere(message: ListedMessage, session: SessionPlace): boolean {
    if (message.serverKey === undefined) return false;
    const receipts = findReceipts(this.#context.database, {
      accountId: this.#account.id,
      mailbox: session.mailbox,
      validity: session.validity,
      serverKey: message.serverKey,
    });
    return receipts.some((receipt) => receipt.sizeBytes === message.sizeBytes);
  }

  async #handleSet(set: readonly ListedMessage[], session: SessionPlace, removes: boolean): Promise<void> {
    const fetched: FetchedMessage[] = [];
    for await (const outcome of this.#source.fetch(set)) {
      if ('source' in outcome) {
        fetched.push({
          message: outcome.message,
          source: outcome.source,
          fetchedAt: this.#context.clock.now(),
        });
      } else if ('error' in outcome) {
        this.#unseen += 1;
        this.#leave(outcome.error);
      }
    }
    this.#context.signal.throwIfAborted();
    const committed = this.#commit(session, fetched);
    if (!removes || committed.length === 0) return;
    for (const removable of committed) this.#removing.set(removable.message.ref, removable);
    this.#confirm(await this.#source.remove(committed.map((removable) => removable.message)));
  }

  #commit(session: SessionPlace, fetched: readonly FetchedMessage[]): readonly Removable[] {
    const { database, clock } = this.#context;
    try {
      const result = commitSet(database, this.#account, session, fetched, clock.now());
      this.#counts.imported += result.imported;
      this.#counts.duplicates += result.duplicates;
      this.#counts.quarantined += result.quarantined;
      this.#counts.bytes += result.bytes;
      if (result.imported + result.quarantined > 0)
        this.#context.onImported(result.imported + result.quarantined);
      return result.removable;
    } catch (error) {
      throw unexpected(error);
    }
  }

  #confirm(removal: Awaited<ReturnType<MailSource['remove']>>): void {
    const { database, clock } = this.#context;
    const now = clock.now();
    inTransaction(database, () => {
      for (const message of removal.removed) {
        const removable = this.#removing.get(message.ref);
        if (removable === undefined) continue;
        this.#removing.delete(message.ref);
        closeReceipt(database, removable.receiptId, 'removed', now);
        addTrail(database, removable.messageId, now, 'removed');
        this.#counts.removed += 1;
      }
    });
    for (const { error } of removal.left) this.#leave(error);
  }

  #leave(error: Error): void {
    this.#counts.failed += 1;
    this.#leftBecause ??= error;
    this.#context.logger.warn('message left on server', {
      account: this.#account.id,
      reason: unexpected(error).code,
    });
  }

  #report(phase: PollProgress['phase'], total: number, done: number): void {
    this.#context.onProgress({ accountId: this.#account.id, phase, total, done });
  }
}
