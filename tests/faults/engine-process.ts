import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine, type Engine, type EngineAdapters } from '../../electron/engine/engine.ts';
import { systemClock, type Clock } from '../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../electron/engine/secrets/memory.ts';
import {
  incomingAccountInputSchema,
  type IncomingAccountInput,
} from '../../shared/domain/incoming-account.ts';
import type { PollRun } from '../../shared/domain/poll.ts';
import { silentLogger } from '../support/store.ts';

/** Where nothing is slow: these tests are about what is written, not about whether it reached the disk. */
export const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface StoredMail {
  readonly id: number;
  readonly bytes: Buffer;
  readonly state: string;
}

/** An engine on a data directory, with secrets in memory and, unless told otherwise, the clock of the machine. */
export function openEngine(
  dataDirectory: string,
  secrets = createMemorySecrets(),
  adapters: EngineAdapters = {},
  clock: Clock = systemClock,
): Engine {
  return createEngine(
    {
      dataDirectory,
      secrets,
      clock,
      logger: silentLogger,
      mimeWorker: new URL('../../electron/engine/mime/worker.ts', import.meta.url),
      version: 'test',
    },
    adapters,
  );
}

/** Messages with an id above `floor`, oldest first, with the bytes that are kept of them. */
export async function storedMail(engine: Engine, floor = 0): Promise<StoredMail[]> {
  const found: StoredMail[] = [];
  for (const folder of ['inbox', 'archive'] as const) {
    for (let after: number | undefined; ;) {
      const { items, next } = await engine.handlers['messages.list']({
        folder,
        limit: 1000,
        ...(after === undefined ? {} : { after }),
      });
      const fresh = items.filter(({ id }) => id > floor);
      for (const { id, state } of fresh)
        found.push({ id, bytes: engine.readSource(id) ?? Buffer.alloc(0), state });
      if (next === undefined || fresh.length < items.length) break;
      after = next;
    }
  }
  return found.sort((a, b) => a.id - b.id);
}

/** An engine with one account that survives being stopped and started anew on the same data. */
export interface EngineProcess {
  poll(): Promise<PollRun>;
  /** Ends the run that is under way. */
  cancel(): Promise<void>;
  update(changes: Partial<IncomingAccountInput>): Promise<void>;
  /** Days go by: what the server did not hand over is tried again. */
  later(days: number): void;
  /** Messages that have come since the last call of this, with the bytes that are kept of them. */
  news(): Promise<StoredMail[]>;
  /** All messages. */
  all(): Promise<StoredMail[]>;
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

export async function startEngineProcess(
  account: Partial<IncomingAccountInput>,
  adapters: EngineAdapters = {},
): Promise<EngineProcess> {
  const dataDirectory = mkdtempSync(path.join(MEMORY, 'mailroom-faults-'));
  const secrets = createMemorySecrets();
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs };
  const open = (): Engine => openEngine(dataDirectory, secrets, adapters, clock);
  let engine = open();
  let input = incomingAccountInputSchema.parse({
    name: 'Support',
    host: '127.0.0.1',
    encryption: 'none',
    user: 'support',
    maxSizeBytes: 0,
    unknownSenders: 'create',
    ...account,
  });
  const { id } = (await engine.handlers['incoming.create']({ account: input, secret: 'pw' })).account;
  let seen = 0;

  return {
    async poll() {
      const [run] = await engine.handlers['incoming.poll']({ ids: [id] });
      if (run === undefined) throw new Error('no run');
      return run;
    },
    async cancel() {
      await engine.handlers['incoming.cancelPoll']({ id });
    },
    async update(changes) {
      input = { ...input, ...changes };
      await engine.handlers['incoming.update']({ id, account: input });
    },
    later(days) {
      aheadMs += days * 86_400_000;
    },
    async news() {
      const news = await storedMail(engine, seen);
      seen = news.at(-1)?.id ?? seen;
      return news;
    },
    all: () => storedMail(engine),
    async restart() {
      await engine.stop();
      engine = open();
    },
    async stop() {
      await engine.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
