// The promise of the outbox: whoever kills the program, nothing is lost, and nothing is sent twice by itself.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySecrets } from '../../electron/engine/secrets/memory.ts';
import { secretKey } from '../../electron/engine/secrets/keys.ts';
import { sendRequestSchema, type OutboxEntry } from '../../shared/domain/outbound.ts';
import { outgoingAccountInputSchema } from '../../shared/domain/outgoing-account.ts';
import { MEMORY, openEngine } from './engine-process.ts';
import { scaled } from './scale.ts';
import { LAST_LINE, startRecordingServer, type RecordingServer } from './sending/recording-server.ts';

const MESSAGES = scaled(1000, 150);
const KILLS = scaled(200, 4);
/** Queued when all is sent before the last kill. */
const MORE = 30;
const MAX_SPAN_MS = 1000;
/** One kill of so many comes while the program starts. */
const KILLS_AT_START = 10;

const child = fileURLToPath(new URL('sending/engine-child.ts', import.meta.url));

let server: RecordingServer;
let folder: string;
let accountId: string | undefined;
let startUpMs = 0;
let queued = 0;

beforeEach(async () => {
  server = await startRecordingServer();
  folder = mkdtempSync(path.join(MEMORY, 'mailroom-kills-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const dataDirectory = (): string => path.join(folder, 'data');

async function withEngine<T>(work: (engine: ReturnType<typeof openEngine>) => Promise<T>): Promise<T> {
  const secrets = createMemorySecrets();
  if (accountId !== undefined) await secrets.set(secretKey('outgoing', accountId), 'pw');
  const engine = openEngine(dataDirectory(), secrets);
  try {
    return await work(engine);
  } finally {
    await engine.stop();
  }
}

async function prepare(): Promise<void> {
  const caFile = path.join(folder, 'authority.pem');
  writeFileSync(caFile, server.certificate);
  await withEngine(async ({ handlers }) => {
    const account = outgoingAccountInputSchema.parse({
      name: 'Sending',
      host: 'localhost',
      port: server.port,
      caFile,
      senderAddress: 'support@example.com',
      senderName: 'Support',
      user: 'support',
    });
    accountId = (await handlers['outgoing.create']({ account, secret: 'pw' })).account.id;
  });
  await queueMore(MESSAGES);
}

async function queueMore(count: number): Promise<void> {
  await withEngine(async ({ handlers }) => {
    for (let nth = 0; nth < count; nth++) {
      queued += 1;
      const request = {
        to: [`user${queued}@example.com`],
        subject: `Message ${queued}`,
        text: `Text.\n${LAST_LINE}`,
      };
      await handlers['outbox.send'](sendRequestSchema.parse(request));
    }
  });
}

async function entries(): Promise<OutboxEntry[]> {
  return withEngine(async ({ handlers }) => {
    const all: OutboxEntry[] = [];
    for (let after: string | undefined; ;) {
      const page = await handlers['outbox.list']({ limit: 500, filter: 'all', after });
      all.push(...page.items);
      after = page.next;
      if (after === undefined) return all;
    }
  });
}

/** Lets the program send and kills it; tells whether it was still at work. */
async function sendAndKill(ms: number, atStart: boolean): Promise<boolean> {
  const begun = performance.now();
  const running = spawn(process.execPath, [child, dataDirectory(), accountId ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    running.once('exit', (_code, signal) => resolve(signal)),
  );
  if (!atStart) {
    await Promise.race([new Promise((resolve) => running.stdout.once('data', resolve)), ended]);
    startUpMs = performance.now() - begun;
  }
  await delay(ms);
  running.kill('SIGKILL');
  return (await ended) === 'SIGKILL';
}

describe('killed while it sends', () => {
  it('loses nothing, and sends nothing twice that did not say it might be', async () => {
    const begun = performance.now();
    await prepare();
    let tried = 0;
    // Learned on the way, so that the messages last for all kills.
    let span = 300;
    while (tried < KILLS) {
      const before = server.taken.size;
      const atStart = tried % KILLS_AT_START === KILLS_AT_START - 1;
      const ms = Math.random() * (atStart ? startUpMs : span);
      if (await sendAndKill(ms, atStart)) tried += 1;
      // Nothing was left to send: a kill that finds nothing is none.
      else await queueMore(MORE);
      const share = Math.max(1, queued - before) / (KILLS - tried + 1);
      if (!atStart) span = Math.min(span * (server.taken.size - before > share ? 0.8 : 1.15), MAX_SPAN_MS);
    }
    // The server still writes down what it has got of the last one.
    await withEngine((engine) => engine.flushOutbox());
    const afterKills = new Map([...server.taken].map(([id, times]) => [id, times.length]));
    const shown = await entries();
    const unknown = shown.filter(({ state }) => state === 'unknown');
    const twiceUnasked = [...afterKills.values()].filter((times) => times > 1).length;
    const unsent = shown.filter(({ state }) => state !== 'unknown' && state !== 'sent');

    await withEngine(async (engine) => {
      for (const { id } of unknown) await engine.handlers['outbox.retry']({ id });
      await engine.flushOutbox();
    });
    const flagged = new Set(unknown.map(({ messageId }) => messageId));
    const times = (id: string): number => server.taken.get(id)?.length ?? 0;
    const lost = shown.filter(({ messageId }) => times(messageId) === 0);
    const doubled = shown.filter(({ messageId }) => times(messageId) > 1);
    const unflagged = doubled.filter(({ messageId }) => !flagged.has(messageId));
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    process.stdout.write(
      `kills while sending: messages ${shown.length}, points tried ${tried}, lost ${lost.length}, ` +
        `doubled ${doubled.length}, doubled without a flag ${unflagged.length + twiceUnasked}, ` +
        `unknown ${unknown.length}, cut off ${server.cutOff} (${seconds} s)\n`,
    );
    expect(shown).toHaveLength(queued);
    expect({ lost, unflagged, twiceUnasked, unsent, cutOff: server.cutOff }).toEqual({
      lost: [],
      unflagged: [],
      twiceUnasked: 0,
      unsent: [],
      cutOff: 0,
    });
    expect((await entries()).filter(({ state }) => state !== 'sent')).toEqual([]);
    // At most what four connections had in hand.
    expect(unknown.length).toBeLessThanOrEqual(tried * 4);
  });
});
