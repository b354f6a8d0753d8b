import { availableParallelism } from 'node:os';
import { MailroomError } from '../../../shared/errors.ts';
import type { WordForm } from '../search/query.ts';
import type { AttachmentContent, MessageIndex, MessageView, MimeOptions } from './parsed.ts';
import { createSlot, type Job, type WorkerSlot } from './worker-slot.ts';

/** A message that takes longer than this is set aside, and its worker replaced. Milliseconds. */
const TIME_LIMIT_MS = 60_000;
const MAX_WORKERS = 4;

export interface ParseOptions extends MimeOptions {
  /** The caller needs the source no more: it is handed to the worker without a copy and is empty afterwards. */
  readonly giveAway?: boolean;
}

/** Parses messages off the main thread, several at once; answers come in any order. */
export interface MimeParser {
  /** @throws MailroomError `message.unreadable` when the message can't be parsed, or not in time */
  index(source: Buffer, options: ParseOptions): Promise<MessageIndex>;
  /** @throws MailroomError `message.unreadable` */
  view(source: Buffer, options: ParseOptions): Promise<MessageView>;
  /** @throws MailroomError `message.unreadable` */
  attachment(source: Buffer, index: number, options: ParseOptions): Promise<AttachmentContent | undefined>;
  /**
   * One line of the text around the first of the words; undefined when none is in it.
   *
   * @throws MailroomError `message.unreadable`
   */
  excerpt(source: Buffer, forms: readonly WordForm[], options: ParseOptions): Promise<string | undefined>;
  /** How many messages it works on at once. */
  readonly workers: number;
  stop(): Promise<void>;
}

export interface PoolOptions {
  /** Default: one less than there are processors, at least 1 and at most 4. */
  readonly workers?: number;
  readonly timeLimitMs?: number;
}

/**
 * A pool of workers with one message each at a time, so that the time limit counts for that message alone
 * and a lost worker costs no other. What a person waits for goes before the work behind the import. Workers
 * start when they are needed.
 *
 * @param script the compiled `worker.ts`
 */
export function createMimeParser(script: URL, pool: PoolOptions = {}): MimeParser {
  const workers = pool.workers ?? Math.min(MAX_WORKERS, Math.max(1, availableParallelism() - 1));
  const urgent: Job[] = [];
  const ordinary: Job[] = [];
  const slots: readonly WorkerSlot[] = Array.from({ length: workers }, () =>
    createSlot(script, pool.timeLimitMs ?? TIME_LIMIT_MS, work),
  );
  let nextId = 1;

  /** Called when something was asked for, and when a slot is free again. */
  function work(): void {
    for (const slot of slots) {
      if (slot.isBusy()) continue;
      const job = urgent.shift() ?? ordinary.shift();
      if (job === undefined) return;
      slot.take(job);
    }
  }

  function ask<T>(
    queue: Job[],
    source: Buffer,
    { giveAway, ...options }: ParseOptions,
    task: Task,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({
        request: { ...task, id: nextId++, source, options },
        giveAway: giveAway === true,
        resolve: resolve as (value: unknown) => void,
        reject: (detail) => reject(new MailroomError('message.unreadable', 'process', { detail })),
      });
      work();
    });
  }

  return {
    index: (source, options) => ask(ordinary, source, options, { task: 'index' }),
    view: (source, options) => ask(urgent, source, options, { task: 'view' }),
    attachment: (source, index, options) => ask(urgent, source, options, { task: 'attachment', index }),
    excerpt: (source, forms, options) => ask(urgent, source, options, { task: 'excerpt', forms }),
    workers,
    async stop() {
      for (const job of [...urgent.splice(0), ...ordinary.splice(0)]) job.reject('stopped');
      await Promise.all(slots.map((slot) => slot.stop()));
    },
  };
}

type Task =
  | { readonly task: 'index' | 'view' }
  | { readonly task: 'attachment'; readonly index: number }
  | { readonly task: 'excerpt'; readonly forms: readonly WordForm[] };
