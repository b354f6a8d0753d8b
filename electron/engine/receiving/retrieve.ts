import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { PollProgress, PollRun } from '../../../shared/domain/poll.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Database } from '../store/database.ts';
import type { OversizeEntry } from '../store/oversize.ts';
import { choose, type Choice } from './choose.ts';
import type { FetchedMessage, Removable } from './commit-set.ts';
import { noCounts, type Counts } from './counts.ts';
import { recordDiscarded } from './discard.ts';
import { noteFailure } from './fetch-failure.ts';
import { makeFirstContact } from './first-contact.ts';
import type { Importer } from './importer.ts';
import { listOversize } from './oversize.ts';
import { MAX_SET_BYTES, MAX_SET_MESSAGES, planRounds } from './plan-rounds.ts';
import { serverMailbox } from './server-mailbox.ts';
import type { ListedMessage, MailSource, OpenedMailbox, Removal } from './source.ts';

/** So many sets may wait to be written, or be in writing, while the next one comes in. */
const MAX_SETS_WAITING = 2;

/** Progress is told at most this often, ms. */
const PROGRESS_EVERY_MS = 100;

export interface RetrieveContext {
  readonly database: Database;
  readonly importer: Importer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the run between two steps and drops the connection; what is committed stays. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PollProgress) => void;
  /** Called after each commit with the number of new messages. */
  readonly onImported: (count: number) => void;
}

/**
 * One poll run of one mailbox: list, then per round fetch in one stream, commit set by set meanwhile, remove what
 * was committed; at last close the session and look what it left.
 *
 * Never rejects: what went wrong is in the run's `error`, with everything that was done before it counted.
 */
export async function retrieve(
  account: IncomingAccount,
  source: MailSource,
  context: RetrieveContext,
): Promise<PollRun> {
  return new Retrieval(account, source, context).perform();
}

/** A mailbox in this session, as receipts know it. */
interface Session {
  readonly number: number;
  readonly mailbox: string;
  readonly validity: string;
  readonly firmKeys: boolean;
  readonly removesAtEnd: boolean;
}

class Retrieval {
  readonly #account: IncomingAccount;
  readonly #source: MailSource;
  readonly #context: RetrieveContext;
  readonly #counts: Counts = noCounts();
  /** Committed messages whose removal was asked for, by their number in this session. */
  readonly #removing = new Map<number, Removable>();
  /** Messages that a person wants deleted without fetching them. */
  readonly #discarding = new Map<number, OversizeEntry>();
  /** Listed messages whose bytes were not seen in this run: any of them may be one we know. */
  #unseen = 0;
  /** The first reason why a message had to stay; shown when nothing worse happened. */
  #leftBecause: Error | undefined;
  #connectMs = 0;
  #total = 0;
  #done = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

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
      await this.#run(begun);
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
      connectMs: this.#connectMs,
      ...(error === undefined ? {} : { error: error.toPlain() }),
    };
  }

  async #run(begun: number): Promise<void> {
    const { clock } = this.#context;
    this.#report('connecting');
    const { firstContact, firstContactAt } = this.#account;
    const undecided = firstContact === 'ask' && firstContactAt === undefined;
    const opened = await this.#source.open(undecided);
    if (!undecided) await this.#demandRights(opened);
    this.#connectMs = Math.round(clock.monotonic() - begun);
    this.#report('listing');
    const listed = await this.#source.list(this.#account.firstContact !== 'all');
    this.#counts.found = listed.length;
    const firmKeys = opened.validity !== '';
    const { mailbox, validity } = serverMailbox(this.#account, opened);
    const place = { mailbox, validity };
    const number = await this.#context.importer.begin({
      account: this.#account,
      ...place,
      listedKeys: listed.flatMap((message) => message.serverKey ?? []),
      keysMayChange: !firmKeys,
    });
    let allSeen: boolean | undefined;
    try {
      await this.#session({ number, ...place, firmKeys, removesAtEnd: opened.removesAtEnd === true }, listed);
      allSeen = this.#unseen === 0;
    } finally {
      await this.#context.importer.end(number, allSeen, clock.now());
    }
  }

  /** Before anything is fetched: without these rights the same mail would be fetched for ever. */
  async #demandRights(opened: OpenedMailbox): Promise<void> {
    const { afterRetrieval, moveTo } = this.#account;
    if (afterRetrieval !== 'keep' && !opened.canRemove) {
      throw new MailroomError('mailbox.readOnly', 'mailbox', {
        field: 'mailbox',
        params: { mailbox: opened.mailbox },
      });
    }
    if (afterRetrieval === 'move') await this.#source.requireMailbox?.(moveTo ?? '');
  }

  async #session(session: Session, listed: readonly ListedMessage[]): Promise<void> {
    const { database, clock, signal } = this.#context;
    const account = this.#account;
    const place = { accountId: account.id, mailbox: session.mailbox, validity: session.validity };
    const now = clock.now();
    if (!(await makeFirstContact(database, account, place, listed, this.#source, now))) {
      this.#unseen = listed.length;
      await this.#source.finish();
      return;
    }
    const choice = await choose(database, account, place, session.firmKeys, listed, now);
    this.#counts.leftAlone = choice.leftAlone;
    this.#counts.duplicates = choice.known;
    this.#unseen = choice.unseen;
    await this.#listOversize(choice, session);
    this.#total = choice.fetch.length + choice.fetchAnyway.length;
    const rounds = (messages: readonly ListedMessage[]): readonly (readonly ListedMessage[])[] =>
      session.removesAtEnd && messages.length > 0 ? [messages] : planRounds(messages);
    for (const round of rounds(choice.fetch)) await this.#round(round, session, account.maxSizeBytes);
    for (const round of rounds(choice.fetchAnyway)) await this.#round(round, session, 0);
    signal.throwIfAborted();
    await this.#discard(choice.discard);
    this.#report('removing');
    await this.#confirm(await this.#source.finish());
  }

  async #listOversize(choice: Choice, session: Session): Promise<void> {
    for (const message of choice.oversize) {
      this.#context.signal.throwIfAborted();
      await listOversize(this.#context, this.#account, session, message, message.sizeBytes, this.#source);
      this.#counts.oversize += 1;
    }
  }

  /**
   * Fetches a round in one stream. While sets are being written the next one comes in; no more than these are in
   * memory. What was committed is removed at the end, in one step.
   */
  async #round(round: readonly ListedMessage[], session: Session, maxBytes: number): Promise<void> {
    this.#context.signal.throwIfAborted();
    this.#report('fetching');
    const committed: Removable[] = [];
    const tooBig: ListedMessage[] = [];
    let set: FetchedMessage[] = [];
    let bytes = 0;
    /** Sets being written, the last one last; those before it are done when it is. */
    const writing: Promise<void>[] = [];

    const write = async (): Promise<void> => {
      const full = set;
      set = [];
      bytes = 0;
      if (writing.length >= MAX_SETS_WAITING) await writing.shift();
      const written = this.#commit(session, full).then((removable) => void committed.push(...removable));
      // Awaited later; until then a failure must not count as unhandled.
      written.catch(() => {});
      writing.push(written);
    };

    try {
      for await (const outcome of this.#source.fetch(round, maxBytes)) {
        if ('source' in outcome) {
          const { message, source } = outcome;
          if (set.length > 0 && bytes + source.length > MAX_SET_BYTES) await write();
          set.push({ message, source, fetchedAt: this.#context.clock.now() });
          bytes += source.length;
          if (set.length >= MAX_SET_MESSAGES) await write();
        } else if ('error' in outcome) {
          this.#unseen += 1;
          const { message, error } = outcome;
          if (error instanceof MailroomError && error.code === 'message.tooLarge') tooBig.push(message);
          else this.#missed(session, message, error);
        }
        this.#done += 1;
        this.#reportSometimes('fetching');
      }
      if (set.length > 0) await write();
    } finally {
      // Also when the stream broke: what is being written counts.
      await Promise.allSettled(writing);
    }
    await Promise.all(writing);
    for (const message of tooBig) {
      this.#counts.oversize += 1;
      // Announced as smaller: the limit is all that is known of its size.
      const least = Math.max(message.sizeBytes, maxBytes + 1);
      await listOversize(this.#context, this.#account, session, message, least, this.#source);
    }
    this.#context.signal.throwIfAborted();
    await this.#takeAway(committed, round);
  }

  async #commit(session: Session, fetched: readonly FetchedMessage[]): Promise<readonly Removable[]> {
    const { importer, clock } = this.#context;
    const messages = new Map(fetched.map(({ message }) => [message.ref, message]));
    const result = await importer.commit(session.number, fetched, clock.now());
    this.#counts.imported += result.imported;
    this.#counts.duplicates += result.duplicates;
    this.#counts.quarantined += result.quarantined;
    this.#counts.bytes += result.bytes;
    const added = result.imported + result.quarantined;
    if (added > 0) this.#context.onImported(added);
    // Not the bytes of the message: it may be one that we know under a number it had before.
    this.#unseen += result.incomplete.length;
    for (const ref of result.incomplete) {
      const message = messages.get(ref);
      if (message !== undefined) noteFailure(this.#context, this.#account, session, message, undefined);
    }
    return result.removable;
  }

  /** After the commits: removes or moves what may go, by its own numbers only. */
  async #takeAway(committed: readonly Removable[], round: readonly ListedMessage[]): Promise<void> {
    const { afterRetrieval, moveTo } = this.#account;
    if (afterRetrieval === 'keep' || committed.length === 0) return;
    const byRef = new Map(round.map((message) => [message.ref, message]));
    const messages = committed.flatMap(({ ref }) => byRef.get(ref) ?? []);
    for (const removable of committed) this.#removing.set(removable.ref, removable);
    const removal =
      afterRetrieval === 'move' && this.#source.move !== undefined
        ? await this.#source.move(messages, moveTo ?? '')
        : await this.#source.remove(messages);
    await this.#confirm(removal);
  }

  async #discard(wanted: Choice['discard']): Promise<void> {
    if (wanted.length === 0) return;
    for (const { message, ...entry } of wanted) this.#discarding.set(message.ref, entry);
    await this.#confirm(await this.#source.remove(wanted.map(({ message }) => message)));
  }

  async #confirm(removal: Removal): Promise<void> {
    const { importer, clock, database } = this.#context;
    const { afterRetrieval, moveTo } = this.#account;
    const movedTo = afterRetrieval === 'move' ? moveTo : undefined;
    const settled: Removable[] = [];
    for (const { ref } of removal.removed) {
      const removable = this.#removing.get(ref);
      const discarded = this.#discarding.get(ref);
      this.#removing.delete(ref);
      this.#discarding.delete(ref);
      if (removable !== undefined) settled.push(removable);
      if (discarded !== undefined) recordDiscarded(database, discarded.messageId, clock.now());
    }
    if (settled.length > 0) {
      const settlements = settled.map(({ receiptId, messageId }) => ({ receiptId, messageId, movedTo }));
      await importer.settle(settlements, clock.now());
      this.#counts[movedTo === undefined ? 'removed' : 'moved'] += settled.length;
    }
    for (const { error } of removal.left) this.#leave(error);
  }

  /** The server did not hand this one over; the others go on. */
  #missed(session: Session, message: ListedMessage, error: Error): void {
    const reason = unexpected(error).toPlain();
    const setAside = noteFailure(this.#context, this.#account, session, message, reason);
    // What is in the inbox with its reason need not be told at every poll.
    if (setAside === 'no') this.#leave(error);
    else if (setAside === 'new') this.#counts.quarantined += 1;
  }

  #leave(error: Error): void {
    this.#counts.failed += 1;
    this.#leftBecause ??= error;
    this.#context.logger.warn('message left on server', {
      account: this.#account.id,
      reason: unexpected(error).code,
    });
  }

  #reportSometimes(phase: PollProgress['phase']): void {
    if (this.#context.clock.monotonic() - this.#toldAt >= PROGRESS_EVERY_MS) this.#report(phase);
  }

  #report(phase: PollProgress['phase']): void {
    this.#toldAt = this.#context.clock.monotonic();
    this.#context.onProgress({
      accountId: this.#account.id,
      phase,
      total: this.#total,
      done: this.#done,
    });
  }
}
