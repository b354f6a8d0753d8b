import { Worker } from 'node:worker_threads';
import { MailroomError } from '../../../shared/errors.ts';
import type { AttachmentContent, MessageIndex, MessageView } from './parsed.ts';
import type { MimeReply, MimeRequest } from './protocol.ts';

/** A message that takes longer than this is set aside, and the worker replaced. Milliseconds. */
const TIME_LIMIT_MS = 60_000;

/** Parses messages off the main thread, one after the other. */
export interface MimeParser {
  /** @throws MailroomError `message.unreadable` when the message can't be parsed, or not in time */
  index(source: Buffer): Promise<MessageIndex>;
  /** @throws MailroomError `message.unreadable` */
  view(source: Buffer): Promise<MessageView>;
  /** @throws MailroomError `message.unreadable` */
  attachment(source: Buffer, index: number): Promise<AttachmentContent | undefined>;
  stop(): Promise<void>;
}

interface Job {
  readonly request: MimeRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One message at a time, so that the time limit counts for that message alone and a lost worker costs no
 * other. What a person waits for goes before the work behind the import.
 *
 * @param script the compiled `worker.ts`
 */
export function createMimeParser(script: URL, timeLimitMs = TIME_LIMIT_MS): MimeParser {
  const urgent: Job[] = [];
  const ordinary: Job[] = [];
  let worker: Worker | undefined;
  let inHand: Job | undefined;
  let timer: NodeJS.Timeout | undefined;
  let nextId = 1;

  /** Takes the job in hand out, so that its outcome is told once. */
  function finish(): Job | undefined {
    clearTimeout(timer);
    const done = inHand;
    inHand = undefined;
    return done;
  }

  function next(): void {
    if (inHand !== undefined) return;
    const job = urgent.shift() ?? ordinary.shift();
    if (job === undefined) return;
    inHand = job;
    const target = current();
    timer = setTimeout(() => lose(target, 'took too long'), timeLimitMs);
    timer.unref();
    target.postMessage(job.request);
  }

  /** The message in hand fails; a new worker goes on with the others. */
  function lose(lost: Worker, detail: string): void {
    if (worker !== lost) return;
    worker = undefined;
    void lost.terminate();
    finish()?.reject(unreadable(detail));
    next();
  }

  function current(): Worker {
    if (worker !== undefined) return worker;
    const started = new Worker(script);
    started.unref();
    started.on('message', (reply: MimeReply) => {
      if (worker !== started) return;
      const job = finish();
      if (reply.ok) job?.resolve(reply.value);
      else job?.reject(unreadable(reply.detail));
      next();
    });
    started.on('error', (error) => lose(started, String(error)));
    started.on('exit', () => lose(started, 'the parser ended'));
    worker = started;
    return started;
  }

  /** Distributes over the union, so that each task keeps its own fields. */
  type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

  function ask<T>(queue: Job[], request: WithoutId<MimeRequest>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({
        request: { ...request, id: nextId++ },
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      next();
    });
  }

  return {
    index: (source) => ask(ordinary, { task: 'index', source }),
    view: (source) => ask(urgent, { task: 'view', source }),
    attachment: (source, index) => ask(urgent, { task: 'attachment', source, index }),
    async stop() {
      const stopping = worker;
      worker = undefined;
      const waiting = [finish(), ...urgent.splice(0), ...ordinary.splice(0)];
      for (const job of waiting) job?.reject(unreadable('stopped'));
      await stopping?.terminate();
    },
  };
}

function unreadable(detail: string): MailroomError {
  return new MailroomError('message.unreadable', 'process', { detail });
}
