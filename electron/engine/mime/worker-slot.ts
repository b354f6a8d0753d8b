import { Worker } from 'node:worker_threads';
import type { MimeReply, MimeRequest } from './protocol.ts';
import { compact } from './transfer.ts';

export interface Job {
  readonly request: MimeRequest;
  /** Whether the source may be taken from the caller. */
  readonly giveAway: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (detail: string) => void;
}

/** A place for one worker and the one message in its hands. */
export interface WorkerSlot {
  isBusy(): boolean;
  take(job: Job): void;
  /** Ends the worker; the message in its hands fails. */
  stop(): Promise<void>;
}

/** @param onFree called after each message, when the next can be taken */
export function createSlot(script: URL, timeLimitMs: number, onFree: () => void): WorkerSlot {
  let worker: Worker | undefined;
  let inHand: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Takes the job in hand out, so that its outcome is told once. */
  function finish(): Job | undefined {
    clearTimeout(timer);
    const done = inHand;
    inHand = undefined;
    return done;
  }

  /** The message in hand fails; a new worker goes on with the others. */
  function lose(lost: Worker, detail: string): void {
    if (worker !== lost) return;
    worker = undefined;
    void lost.terminate();
    finish()?.reject(detail);
    onFree();
  }

  function current(): Worker {
    if (worker !== undefined) return worker;
    const started = new Worker(script);
    started.unref();
    started.on('message', (reply: MimeReply) => {
      if (worker !== started) return;
      const job = finish();
      if (reply.ok) job?.resolve(reply.value);
      else job?.reject(reply.detail);
      onFree();
    });
    started.on('error', (error) => lose(started, String(error)));
    started.on('exit', () => lose(started, 'the parser ended'));
    worker = started;
    return started;
  }

  return {
    isBusy: () => inHand !== undefined,
    take(job) {
      inHand = job;
      const target = current();
      timer = setTimeout(() => lose(target, 'took too long'), timeLimitMs);
      timer.unref();
      const { request, giveAway } = job;
      // Either way the bytes are copied once at most.
      const source = giveAway ? compact(request.source) : new Uint8Array(request.source);
      target.postMessage({ ...request, source }, [source.buffer]);
    },
    async stop() {
      const stopping = worker;
      worker = undefined;
      finish()?.reject('stopped');
      await stopping?.terminate();
    },
  };
}
