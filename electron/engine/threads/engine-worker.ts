import { parentPort, workerData } from 'node:worker_threads';
import { MailroomError } from '../../../shared/errors.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { EngineChannel } from '../handlers/handler.ts';
import { systemClock, type LogFields, type Logger, type SecretStore } from '../ports.ts';
import { createCaller, serveCalls } from './calls.ts';
import type { EngineThreadData, LogLevel, Notice, SecretAnswer } from './engine-protocol.ts';

/** Runs the engine in a thread of its own. Keychain and log stay with the host. */

const port = parentPort;
if (port === null) throw new Error('this is a worker');
const data = workerData as EngineThreadData;
const host = createCaller(port);
const tell = (notice: Notice): void => port.postMessage(notice);

let backend = data.secretBackend;

async function askForSecret(method: 'get' | 'set' | 'delete' | 'probe', ...args: string[]) {
  const answer = await host.call<SecretAnswer>(`secrets.${method}`, args);
  backend = answer.backend;
  return answer.value;
}

const secrets: SecretStore = {
  get backend() {
    return backend;
  },
  get: (key) => askForSecret('get', key),
  async set(key, secret) {
    await askForSecret('set', key, secret);
  },
  async delete(key) {
    await askForSecret('delete', key);
  },
  async probe() {
    await askForSecret('probe');
  },
};

const log =
  (level: LogLevel) =>
  (event: string, fields: LogFields = {}): void =>
    tell({ notice: 'log', level, event, fields });
const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };

let opened: Engine | undefined;

function engine(): Engine {
  if (opened === undefined) throw new MailroomError('engine.stopped', 'internal');
  return opened;
}

serveCalls(port, {
  open() {
    opened = createEngine({
      dataDirectory: data.dataDirectory,
      secrets,
      clock: systemClock,
      logger,
      mimeWorker: new URL(data.mimeWorker),
      importWorker: new URL(data.importWorker),
      archiveWorker: data.archiveWorker === undefined ? undefined : new URL(data.archiveWorker),
      sqliteBinding: data.sqliteBinding,
      version: data.version,
      demo: data.demo,
    });
    opened.on((name, payload) => tell({ notice: 'event', name, payload }));
  },
  handle: (channel: EngineChannel, request: never) => engine().handlers[channel](request),
  start: () => engine().start(),
  wake: () => engine().wake(),
  secretsAvailable(now: SecretStore['backend']) {
    backend = now;
    engine().secretsAvailable();
  },
  readSubject: (id: number) => engine().readSubject(id),
  readSource: (id: number) => engine().readSource(id),
  readAttachment: (id: number, index: number) => engine().readAttachment(id, index),
  readSentSubject: (id: string) => engine().readSentSubject(id),
  readSentSource: (id: string) => engine().readSentSource(id),
  readSentAttachment: (id: string, index: number) => engine().readSentAttachment(id, index),
  backup: (file: string) => engine().backup(file),
  async stop() {
    await opened?.stop();
  },
});
