import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine, type Engine, type EngineAdapters } from '../../electron/engine/engine.ts';
import { systemClock } from '../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../electron/engine/secrets/memory.ts';
import {
  incomingAccountInputSchema,
  type IncomingAccountInput,
} from '../../shared/domain/incoming-account.ts';
import type { PollRun } from '../../shared/domain/poll.ts';
import { silentLogger } from '../support/store.ts';

/** Where nothing is slow: these tests are about what is written, not about whether it reached the disk. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface StoredMail {
  readonly id: number;
  readonly bytes: Buffer;
  readonly state: string;
}

/** An engine with one account that survives being stopped and started anew on the same data. */
export interface EngineProcess {
  poll(): Promise<PollRun>;
  /** Ends the run that is under way. */
  cancel(): Promise<void>;
  update(changes: Partial<IncomingAccountInput>): Promise<void>;
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
  const open = (): Engine =>
    createEngine(
      {
        dataDirectory,
        secrets,
        clock: systemClock,
        logger: silentLogger,
        mimeWorker: new URL('../../electron/engine/mime/worker.ts', import.meta.url),
        version: 'test',
      },
      adapters,
    );
  let engine = open();
  let input = incomingAccountInputSchema.parse({
    name: 'Support',
    host: '127.0.0.1',
    encryption: 'none',
    user: 'support',
    maxSizeBytes: 0,
    ...account,
  });
  const { id } = (await engine.handlers['incoming.create']({ account: input, secret: 'pw' })).account;
  let seen = 0;

  /** Messages with an id above `floor`, oldest first. */
  async function list(floor: number): Promise<StoredMail[]> {
    const found: StoredMail[] = [];
    for (const folder of ['inbox', 'archive'] as const) {
      for (let after: number | undefined; ;) {
        const { items, next } = await engine.handlers['messages.list']({
          folder,
          limit: 1000,
          ...(after === undefined ? {} : { after }),
        });
        const fresh = items.filter(({ id }) => id > floor);
        for (const item of fresh)
          found.push({
            id: item.id,
            bytes: engine.readSource(item.id) ?? Buffer.alloc(0),
            state: item.state,
          });
        if (next === undefined || fresh.length < items.length) break;
        after = next;
      }
    }
    return found.sort((a, b) => a.id - b.id);
  }

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
    async news() {
      const news = await list(seen);
      seen = news.at(-1)?.id ?? seen;
      return news;
    },
    all: () => list(0),
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
