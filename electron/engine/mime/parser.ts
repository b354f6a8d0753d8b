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

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** @param script the compiled `worker.ts` */
export function createMimeParser(script: URL, timeLimitMs = TIME_LIMIT_MS): MimeParser {
  let worker: Worker | undefined;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  function settle(id: number): Pending | undefined {
    const entry = pending.get(id);
    if (entry !== undefined) clearTimeout(entry.timer);
    pending.delete(id);
    return entry;
  }

  /** Everything the lost worker had in hand fails; the next request starts a new one. */
  function lose(lost: Worker, detail: string): void {
    if (worker !== lost) return;
    worker = undefined;
    void lost.terminate();
    for (const id of [...pending.keys()]) settle(id)?.reject(unreadable(detail));
  }

  function current(): Worker {
    if (worker !== undefined) return worker;
    const started = new Worker(script);
    started.unref();
    started.on('message', (reply: MimeReply) => {
      const entry = settle(reply.id);
      if (reply.ok) entry?.resolve(reply.value);
      else entry?.reject(unreadable(reply.detail));
    });
    started.on('error', (error) => lose(started, String(error)));
    started.on('exit', () => lose(started, 'the parser ended'));
    worker = started;
    return started;
  }

  /** Distributes over the union, so that each task keeps its own fields. */
  type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

  function ask<T>(request: WithoutId<MimeRequest>): Promise<T> {
    const id = nextId++;
    const target = current();
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => lose(target, 'took too long'), timeLimitMs);
      timer.unref();
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
      target.postMessage({ ...request, id });
    });
  }

  return {
    index: (source) => ask({ task: 'index', source }),
    view: (source) => ask({ task: 'view', source }),
    attachment: (source, index) => ask({ task: 'attachment', source, index }),
    async stop() {
      const stopping = worker;
      worker = undefined;
      for (const id of [...pending.keys()]) settle(id)?.reject(unreadable('stopped'));
      await stopping?.terminate();
    },
  };
}

function unreadable(detail: string): MailroomError {
  return new MailroomError('message.unreadable', 'process', { detail });
}
