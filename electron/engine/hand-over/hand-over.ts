import type { Hook } from '../../../shared/domain/hook.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { ProxyLookup } from '../connection/endpoint.ts';
import { createDueWork } from '../due-work.ts';
import { unexpected } from '../failures.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Clock, Logger, SecretStore } from '../ports.ts';
import { secretKey } from '../secrets/keys.ts';
import type { Database } from '../store/database.ts';
import {
  forgetDelivered,
  hooksWithDue,
  markDelivered,
  markRefused,
  nextDelivery,
  nextDueAt,
  noteHindrance,
  pauseHook,
  recallDeliveries,
  type DueDelivery,
} from '../store/hook-deliveries.ts';
import { findHook } from '../store/hooks.ts';
import { inTransaction } from '../store/transaction.ts';
import { bodyOf } from './body.ts';
import { post } from './post.ts';

const MINUTE_MS = 60_000;
/** Waits between the attempts; after the last one it is given up. */
const RETRY_AFTER_MS = [1, 5, 15, 60, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE_MS);
const LONGEST_WAIT_MS = Math.max(...RETRY_AFTER_MS);

export interface HandOverDependencies {
  readonly database: Database;
  readonly secrets: SecretStore;
  readonly parser: MimeParser;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Receivers are reached through it, as mail servers are. */
  readonly proxy: ProxyLookup;
  /** After every attempt, when what came of it is kept. */
  readonly onTold: () => void;
}

/**
 * Tells receivers what happened to messages. What is to be told is written down by the transaction in which it happened
 * (a trigger of the store), and crossed out when the receiver has it: it may be told twice, never not at all.
 */
export interface HandOver {
  start(): void;
  /** Something may be due. Returns at once; without effect before `start`. */
  kick(): void;
  /** Tells what is due now; resolves when nothing is. Joins the work under way. */
  flush(): Promise<void>;
  /** Sends a signed trial to a receiver. @throws MailroomError why it did not take it */
  test(hook: Hook, key: string): Promise<void>;
  stop(): Promise<void>;
}

export function createHandOver(dependencies: HandOverDependencies): HandOver {
  const { database, secrets, parser, clock, logger, proxy } = dependencies;
  const ending = new AbortController();
  const deliveries = createDueWork({
    clock,
    logger,
    name: 'hand-over',
    round,
    nextDueAt: () => nextDueAt(database),
  });
  /** Receivers that are being told something, by id. */
  const telling = new Map<string, Promise<void>>();

  /**
   * Each receiver is told one thing at a time, and who has something due is asked again after every answer: a slow
   * receiver with much to hear keeps another one waiting for one answer at most.
   */
  async function round(): Promise<void> {
    recallDeliveries(database, clock.now(), LONGEST_WAIT_MS);
    for (let some = false; ; some = true) {
      for (const id of ending.signal.aborted ? [] : hooksWithDue(database, clock.now()))
        if (!telling.has(id))
          telling.set(
            id,
            tellNext(id).finally(() => telling.delete(id)),
          );
      if (telling.size === 0) {
        if (some) forgetDelivered(database, clock.now());
        return;
      }
      await Promise.race(telling.values());
    }
  }

  async function tellNext(hookId: string): Promise<void> {
    const hook = findHook(database, hookId);
    const delivery = nextDelivery(database, hookId, clock.now());
    if (hook === undefined || delivery === undefined) return;
    try {
      await tell(hook, delivery);
      markDelivered(database, delivery, clock.now());
    } catch (failure) {
      if (ending.signal.aborted) return;
      refused(delivery, unexpected(failure));
    }
    dependencies.onTold();
  }

  async function tell(hook: Hook, delivery: DueDelivery): Promise<void> {
    const secret = await secretOf(hook);
    const body = await bodyOf(database, parser, hook, delivery);
    // Deleted for good meanwhile: there is nothing to tell.
    if (body === undefined) return;
    await post({ url: hook.url, body, secret, key: delivery.key, now: clock.now(), proxy }, ending.signal);
  }

  function refused(delivery: DueDelivery, error: MailroomError): void {
    const wait = RETRY_AFTER_MS[delivery.attempts];
    const now = clock.now();
    logger.warn('not handed over', { hook: delivery.hookId, reason: error.code });
    inTransaction(database, () => {
      // A receiver that answers may refuse this one only; one that does not gets nothing for a while.
      if (error.code !== 'handOver.refused') pauseHook(database, delivery.hookId, now + MINUTE_MS);
      // Over a weekend with a locked vault all attempts would be used up, and nobody had been asked.
      if (error.code.startsWith('secret.')) noteHindrance(database, delivery, error.toPlain());
      else markRefused(database, delivery, error.toPlain(), wait === undefined ? undefined : now + wait);
    });
  }

  async function secretOf({ id }: Hook): Promise<string> {
    const secret = await secrets.get(secretKey('hook', id));
    if (secret === undefined)
      throw new MailroomError('secret.missing', 'secrets', { field: 'secret', transient: true });
    return secret;
  }

  return {
    start: deliveries.start,
    kick: deliveries.kick,
    flush: deliveries.flush,
    async test(hook, key) {
      const now = clock.now();
      const body = Buffer.from(
        JSON.stringify({ delivery: key, event: 'test', at: new Date(now).toISOString() }),
      );
      await post({ url: hook.url, body, secret: await secretOf(hook), key, now, proxy }, ending.signal);
    },
    async stop() {
      ending.abort();
      await deliveries.stop();
    },
  };
}
