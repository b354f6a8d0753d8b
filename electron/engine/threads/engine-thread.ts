import { Worker } from 'node:worker_threads';
import { MailroomError } from '../../../shared/errors.ts';
import { channels } from '../../../shared/ipc/channels.ts';
import type { AttachmentContent } from '../mime/parsed.ts';
import type { EngineListener } from '../events.ts';
import type { EngineHandlers } from '../handlers/handler.ts';
import type { Ports } from '../ports.ts';
import { createCaller, serveCalls } from './calls.ts';
import type { EngineThreadData, Notice, SecretAnswer } from './engine-protocol.ts';

/** The engine as the desktop app sees it: everything takes a message to another thread and back. */
export interface RemoteEngine {
  readonly handlers: EngineHandlers;
  on(listener: EngineListener): () => void;
  start(): Promise<void>;
  secretsAvailable(): Promise<void>;
  wake(): Promise<void>;
  readSubject(messageId: number): Promise<string | undefined>;
  readSource(messageId: number): Promise<Uint8Array | undefined>;
  readAttachment(messageId: number, index: number): Promise<AttachmentContent | undefined>;
  readSentSubject(outboxId: string): Promise<string | undefined>;
  readSentSource(outboxId: string): Promise<Uint8Array | undefined>;
  readSentAttachment(outboxId: string, index: number): Promise<AttachmentContent | undefined>;
  backup(file: string): Promise<void>;
  stop(): Promise<void>;
}

export interface EngineThreadOptions {
  /** Compiled `engine-worker.ts`. */
  readonly script: URL;
  readonly ports: Omit<Ports, 'clock' | 'importWorker'> & { readonly importWorker: URL };
  /** The thread ended by itself. What was asked of it has been rejected. */
  readonly onLost: (error: MailroomError) => void;
}

/**
 * Starts the engine in a thread of its own, so that nothing it does, a search, a check of the archive, a commit,
 * ever holds up the window. Secrets and the log stay in the calling thread.
 *
 * @throws MailroomError as `createEngine`
 */
export async function openEngineThread({
  script,
  ports,
  onLost,
}: EngineThreadOptions): Promise<RemoteEngine> {
  const { secrets, logger } = ports;
  const workerData: EngineThreadData = {
    dataDirectory: ports.dataDirectory,
    mimeWorker: ports.mimeWorker.href,
    importWorker: ports.importWorker.href,
    archiveWorker: ports.archiveWorker?.href,
    sqliteBinding: ports.sqliteBinding,
    version: ports.version,
    demo: ports.demo === true,
    secretBackend: secrets.backend,
  };
  const worker = new Worker(script, { workerData });
  const caller = createCaller(worker);
  const listeners = new Set<EngineListener>();
  let ending = false;

  const answered = (value: string | undefined): SecretAnswer => ({ backend: secrets.backend, value });
  serveCalls(worker, {
    'secrets.get': async (key: string) => answered(await secrets.get(key)),
    async 'secrets.set'(key: string, secret: string) {
      await secrets.set(key, secret);
      return answered(undefined);
    },
    async 'secrets.delete'(key: string) {
      await secrets.delete(key);
      return answered(undefined);
    },
    async 'secrets.probe'() {
      await secrets.probe();
      return answered(undefined);
    },
  });
  worker.on('message', (message: Notice | { readonly notice?: undefined }) => {
    if (message.notice === 'log') logger[message.level](message.event, message.fields);
    else if (message.notice === 'event') {
      for (const listener of listeners) listener(message.name, message.payload as never);
    }
  });
  const lost = (detail: string): void => {
    if (ending) return;
    ending = true;
    const error = new MailroomError('internal.unexpected', 'internal', { detail });
    caller.end(error);
    onLost(error);
  };
  worker.on('error', (error) => lost(String(error)));
  worker.on('exit', () => lost('the thread of the engine ended'));

  async function end(): Promise<void> {
    ending = true;
    caller.end(new MailroomError('engine.stopped', 'internal'));
    await worker.terminate();
  }

  try {
    await caller.call('open', []);
  } catch (error) {
    await end();
    throw error;
  }

  const handlers = Object.fromEntries(
    channels.map((channel) => [channel, (request: unknown) => caller.call('handle', [channel, request])]),
  );
  return {
    handlers: handlers as unknown as EngineHandlers,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => caller.call('start', []),
    secretsAvailable: () => caller.call('secretsAvailable', [secrets.backend]),
    wake: () => caller.call('wake', []),
    readSubject: (id) => caller.call('readSubject', [id]),
    readSource: (id) => caller.call('readSource', [id]),
    readAttachment: (id, index) => caller.call('readAttachment', [id, index]),
    readSentSubject: (id) => caller.call('readSentSubject', [id]),
    readSentSource: (id) => caller.call('readSentSource', [id]),
    readSentAttachment: (id, index) => caller.call('readSentAttachment', [id, index]),
    backup: (file) => caller.call('backup', [file]),
    async stop() {
      if (ending) return;
      await caller.call('stop', []);
      await end();
    },
  };
}
