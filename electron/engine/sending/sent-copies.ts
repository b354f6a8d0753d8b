import { sameMailbox, type IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { createDueWork } from '../due-work.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger, SecretStore } from '../ports.ts';
import type { MailSource } from '../receiving/source.ts';
import type { SourceFactory } from '../receiving/sources/index.ts';
import { secretKey } from '../secrets/keys.ts';
import type { Database } from '../store/database.ts';
import { findIncomingAccount } from '../store/incoming-accounts.ts';
import { readOutboxSource } from '../store/outbox.ts';
import { findOutgoingAccount } from '../store/outgoing-accounts.ts';
import {
  beginCopy,
  dueCopies,
  finishCopy,
  nextCopyAfter,
  postponeCopy,
  recallCopies,
  type DueCopy,
} from '../store/sent-copies.ts';

const RETRY_AFTER_MS = [60_000, 300_000, 900_000, 3_600_000] as const;
const LONGEST_WAIT_MS = Math.max(...RETRY_AFTER_MS);
/** So many copies are looked up at once. */
const BATCH = 50;
/** A session in hand gets so long when the program ends. */
const LAST_CALL_MS = 5000;

export interface SentCopiesDependencies {
  readonly database: Database;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createSource: SourceFactory;
  readonly onChange: (outboxId: string) => void;
}

/**
 * Puts copies of sent messages into the mailbox that the outgoing account names, read. A queue of its own: what goes
 * wrong here changes nothing about the message.
 */
export interface SentCopies {
  start(): void;
  /** Something may be due. Returns at once; without effect before `start`. */
  kick(): void;
  /** Puts what is due now; resolves when nothing is. Joins the work under way. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

interface Target {
  readonly account: IncomingAccount;
  readonly mailbox: string;
}

export function createSentCopies(dependencies: SentCopiesDependencies): SentCopies {
  const { database, clock, secrets, logger, onChange } = dependencies;
  let session: MailSource | undefined;
  const queue = createDueWork({
    clock,
    logger,
    name: 'sent copies',
    async round() {
      recallCopies(database, clock.now(), LONGEST_WAIT_MS);
      for (;;) {
        const due = queue.stopped ? [] : dueCopies(database, clock.now(), BATCH);
        if (due.length === 0) return;
        await putAll(due);
      }
    },
    nextDueAt: () => nextCopyAfter(database, clock.now()),
  });

  /** One session for each mailbox. */
  async function putAll(due: readonly DueCopy[]): Promise<void> {
    for (const outgoingAccountId of new Set(due.map((copy) => copy.outgoingAccountId))) {
      const copies = due.filter((copy) => copy.outgoingAccountId === outgoingAccountId);
      const left = new Set(copies);
      try {
        await putInto(targetOf(outgoingAccountId), copies, left);
      } catch (failure) {
        if (queue.stopped) return;
        for (const copy of left) postpone(copy, unexpected(failure));
      }
    }
  }

  /** @throws MailroomError `sentCopy.noAccount` when there is no such IMAP account, or it fetches that mailbox itself */
  function targetOf(outgoingAccountId: string): Target {
    const outgoing = findOutgoingAccount(database, outgoingAccountId);
    const id = outgoing?.sentCopyAccountId;
    const account = id === undefined ? undefined : findIncomingAccount(database, id);
    if (outgoing === undefined || account === undefined || account.serverType !== 'imap4')
      throw new MailroomError('sentCopy.noAccount', 'mailbox');
    const mailbox = outgoing.sentCopyMailbox;
    // It would be fetched as a new message, and might open a ticket.
    if (sameMailbox(account.mailbox, mailbox))
      throw new MailroomError('sentCopy.refused', 'mailbox', { params: { mailbox } });
    return { account, mailbox };
  }

  async function putInto(
    { account, mailbox }: Target,
    copies: readonly DueCopy[],
    left: Set<DueCopy>,
  ): Promise<void> {
    const secret = await secrets.get(secretKey('incoming', account.id));
    if (secret === undefined) throw new MailroomError('secret.missing', 'secrets', { field: 'secret' });
    const source = dependencies.createSource({ ...account, mailbox }, secret);
    session = source;
    try {
      await source.open(true);
      for (const copy of copies) {
        if (queue.stopped) return;
        await putOne(source, mailbox, copy);
        left.delete(copy);
      }
      await source.finish();
    } finally {
      session = undefined;
      source.abort();
    }
  }

  /** Rejects when the connection breaks. */
  async function putOne(source: MailSource, mailbox: string, copy: DueCopy): Promise<void> {
    const bytes = readOutboxSource(database, copy.id);
    try {
      // The answer to an attempt before may have been lost: a second copy would be one too many.
      const isThere = copy.attempts > 0 && (await source.holds?.(copy.messageId)) === true;
      if (!isThere && bytes !== undefined) {
        beginCopy(database, copy.sequence);
        await source.append?.(bytes, { receivedAt: copy.sentAt, seen: true });
      }
    } catch (failure) {
      const error = unexpected(failure);
      if (error.code !== 'putOnServer.refused') throw error;
      const { detail } = error;
      postpone(copy, new MailroomError('sentCopy.refused', 'mailbox', { params: { mailbox }, detail }));
      return;
    }
    finishCopy(database, copy.sequence);
    onChange(copy.id);
  }

  function postpone(copy: DueCopy, error: MailroomError): void {
    const wait = error.code === 'sentCopy.noAccount' ? undefined : RETRY_AFTER_MS[copy.attempts];
    const nextAt = wait === undefined ? undefined : clock.now() + wait;
    postponeCopy(database, copy, error.toPlain(), nextAt);
    onChange(copy.id);
  }

  return {
    start: queue.start,
    kick: queue.kick,
    flush: queue.flush,
    async stop() {
      const lastCall = clock.setTimer(() => session?.abort(), LAST_CALL_MS);
      await queue.stop();
      lastCall.cancel();
    },
  };
}
