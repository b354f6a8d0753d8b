import { fromPlain, MailroomError } from '../../../shared/errors.ts';
import type { OutboxState } from '../../../shared/domain/outbound.ts';
import type { OutgoingAccount } from '../../../shared/domain/outgoing-account.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger, SecretStore, Timer } from '../ports.ts';
import { secretKey } from '../secrets/keys.ts';
import type { Database } from '../store/database.ts';
import {
  claimDue,
  findOutboxEntry,
  nextDueAt,
  recordAttempt,
  surfaceInterrupted,
  type AttemptResult,
  type QueuedMessage,
} from '../store/outbox.ts';
import { findOutgoingAccount } from '../store/outgoing-accounts.ts';
import { nextAttemptAt } from './retry.ts';
import type { MailTransport, SubmissionResult } from './transport.ts';
import { createSmtpTransport, type SmtpAccount, type SmtpOptions } from './transports/smtp.ts';

/** A timer never waits longer than this, so that a jump of the clock is noticed. */
const MAX_TIMER_MS = 60_000;
/** Rest after the store failed (full disk): what is due stays due, and would be tried without a pause. */
const REST_MS = 60_000;

export type TransportFactory = (
  account: SmtpAccount,
  secret: string | undefined,
  options?: SmtpOptions,
) => MailTransport;

export interface DelivererDependencies {
  readonly database: Database;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onChange: (outboxId: string) => void;
  readonly createTransport?: TransportFactory;
}

/** Takes due entries from the outbox and submits them, one after the other. */
export interface Deliverer {
  /** Goes on by the clock whenever something becomes due. */
  start(): void;
  /** Sends all that is due now, if the clock runs; without waiting. */
  kick(): void;
  /** Sends all that is due now; resolves when nothing is. Joins the work under way. */
  flush(): Promise<void>;
  /** Lets the message in hand come to its end and takes no other. */
  stop(): Promise<void>;
}

/** Entries that a crash left in `sending` become `unknown` here: they are shown, never sent again silently. */
export function createDeliverer(dependencies: DelivererDependencies): Deliverer {
  const { database, clock, secrets } = dependencies;
  const createTransport = dependencies.createTransport ?? createSmtpTransport;
  surfaceInterrupted(database, new MailroomError('send.unknown', 'submit').toPlain());
  let started = false;
  let stopped = false;
  let busy = false;
  let working: Promise<void> = Promise.resolve();
  let timer: Timer | undefined;
  let restUntil = 0;

  async function work(): Promise<void> {
    try {
      for (;;) {
        const message = stopped ? undefined : claimDue(database, clock.now());
        if (message === undefined) return;
        dependencies.onChange(message.id);
        recordAttempt(database, message.id, await attempt(message));
        dependencies.onChange(message.id);
      }
    } catch (error) {
      restUntil = clock.now() + REST_MS;
      throw error;
    } finally {
      busy = false;
      schedule();
    }
  }

  async function attempt(message: QueuedMessage): Promise<AttemptResult> {
    const at = clock.now();
    const begun = clock.monotonic();
    const timing = (): { at: number; ms: number } => ({ at, ms: clock.monotonic() - begun });
    try {
      const account = findOutgoingAccount(database, message.accountId);
      if (account === undefined || !account.active) throw new MailroomError('send.noAccount', 'submit');
      const result = await submit(account, message);
      if (result.refused.length === 0)
        return { state: 'sent', outcome: 'sent', ...timing(), reply: result.reply };
      const refused = result.refused.map((entry) => entry.recipient).join(', ');
      const [first] = result.refused;
      if (result.accepted.length === 0 && first !== undefined) throw fromPlain(first.error);
      const detail = first?.reply;
      const error = new MailroomError('send.recipientsRefused', 'submit', {
        params: { recipients: refused },
        detail,
      });
      return {
        state: 'partlyRefused',
        outcome: 'partlyRefused',
        ...timing(),
        reply: result.reply,
        error: error.toPlain(),
      };
    } catch (error) {
      return failed(message, unexpected(error), timing());
    }
  }

  async function submit(account: OutgoingAccount, message: QueuedMessage): Promise<SubmissionResult> {
    const secret =
      account.authentication === 'none' ? undefined : await secrets.get(secretKey('outgoing', account.id));
    const transport = createTransport(account, secret);
    try {
      const session = await transport.open();
      const result = await session.send(message, async () => {});
      await session.quit();
      return result;
    } finally {
      transport.close();
    }
  }

  function failed(
    message: QueuedMessage,
    error: MailroomError,
    timing: { at: number; ms: number },
  ): AttemptResult {
    const common = { ...timing, reply: error.detail, error: error.toPlain() };
    if (error.code === 'send.unknown') return { state: 'unknown', outcome: 'unknown', ...common };
    const entry = findOutboxEntry(database, message.id);
    const next = error.transient
      ? nextAttemptAt(entry?.createdAt ?? clock.now(), (entry?.attempts ?? 0) + 1, clock.now())
      : undefined;
    if (next !== undefined) return { state: 'deferred', outcome: 'deferred', ...common, nextAttemptAt: next };
    const state: OutboxState = error.code === 'send.tooLarge' ? 'tooLarge' : 'failed';
    return { state, outcome: 'failed', ...common };
  }

  function schedule(): void {
    timer?.cancel();
    timer = undefined;
    if (!started || stopped || busy) return;
    const due = nextDueAt(database);
    if (due === undefined) return;
    const wait = Math.max(0, due - clock.now(), restUntil - clock.now());
    timer = clock.setTimer(() => void flush(), Math.min(wait, MAX_TIMER_MS));
  }

  function flush(): Promise<void> {
    if (!busy) {
      busy = true;
      working = work();
      working.catch((error: unknown) =>
        dependencies.logger.error('outbox stopped', { reason: String(error) }),
      );
    }
    return working;
  }

  return {
    start() {
      started = true;
      schedule();
    },
    kick() {
      if (started) void flush();
    },
    flush,
    async stop() {
      stopped = true;
      timer?.cancel();
      await working.catch(() => {});
    },
  };
}
