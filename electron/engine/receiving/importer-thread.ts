import { Worker } from 'node:worker_threads';
import { MailroomError } from '../../../shared/errors.ts';
import { createCaller, type Caller } from '../threads/calls.ts';
import type { ImporterWorkerData } from './importer-worker.ts';
import type { Importer } from './importer.ts';

export interface ImporterThread extends Importer {
  /** Lets what was asked for finish, then closes the connection. */
  stop(): Promise<void>;
}

/**
 * An {@link Importer} in a thread of its own. Should the thread be lost, what was asked for rejects and the next
 * call starts another one: what is not confirmed as committed is fetched again in the next run.
 *
 * @param script the compiled `importer-worker.ts`
 */
export function createImporterThread(script: URL, data: ImporterWorkerData): ImporterThread {
  let running: { readonly worker: Worker; readonly caller: Caller } | undefined;

  function current(): Caller {
    if (running !== undefined) return running.caller;
    const worker = new Worker(script, { workerData: data });
    worker.unref();
    // The process must not end while something is being written, and may when nothing is.
    const caller = createCaller(worker, (busy) => (busy ? worker.ref() : worker.unref()));
    const lost = (detail: string): void => {
      if (running?.worker === worker) running = undefined;
      caller.end(new MailroomError('store.failed', 'store', { detail, transient: true }));
    };
    worker.on('error', (error) => lost(String(error)));
    worker.on('exit', () => lost('the importing thread ended'));
    running = { worker, caller };
    return caller;
  }

  return {
    begin: (session) => current().call('begin', [session]),
    commit(session, fetched, at) {
      const owned = fetched.map((item) => ({ ...item, source: ownBytes(item.source) }));
      return current().call(
        'commit',
        [session, owned, at],
        owned.map(({ source }) => source.buffer),
      );
    },
    settle: (settlements, at) => current().call('settle', [settlements, at]),
    end: (session, allSeen, at) => current().call('end', [session, allSeen, at]),
    finish: (processed, at) => current().call('finish', [processed, at]),
    indexBacklog: (entries) => current().call('indexBacklog', [entries]),
    async stop() {
      const stopping = running;
      if (stopping === undefined) return;
      await stopping.caller.call('close', []).catch(() => {});
      running = undefined;
      await stopping.worker.terminate();
    },
  };
}

/** Small buffers share one block of memory with others and must be copied before they are given away. */
function ownBytes(source: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = source.byteLength === source.buffer.byteLength && source.buffer instanceof ArrayBuffer;
  return whole ? new Uint8Array(source.buffer) : new Uint8Array(source);
}
