import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { openEngineThread, type RemoteEngine } from '../../../electron/engine/threads/engine-thread.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { silentLogger } from '../../support/store.ts';
import { incomingInput } from '../engine/bench.ts';

const engineFile = (name: string): URL => new URL(`../../../electron/engine/${name}`, import.meta.url);

async function open(dataDirectory = temporaryFolder()) {
  const secrets = createMemorySecrets();
  const onLost = vi.fn<() => void>();
  const engine: RemoteEngine = await openEngineThread({
    script: engineFile('threads/engine-worker.ts'),
    ports: {
      dataDirectory,
      secrets,
      logger: silentLogger,
      mimeWorker: engineFile('mime/worker.ts'),
      importWorker: engineFile('receiving/importer-worker.ts'),
      version: 'test',
    },
    onLost,
  });
  onTestFinished(() => engine.stop());
  return { engine, secrets, onLost, dataDirectory };
}

describe('an engine in a thread of its own', () => {
  it('serves the channels, tells events and keeps secrets with the host', async () => {
    const { engine, secrets, dataDirectory } = await open();
    const told: string[] = [];
    engine.on((name) => told.push(name));
    const account = incomingInput({ active: false });
    const created = await engine.handlers['incoming.create']({ account, secret: 'canary-7f3a' });
    expect(created).toMatchObject({ hasSecret: true, account: { name: 'Support' } });
    expect(await secrets.get(`incoming:${created.account.id}`)).toBe('canary-7f3a');
    expect(await engine.handlers['status.get']({})).toMatchObject({ version: 'test', incoming: 1 });
    await vi.waitFor(() => expect(told).toContain('accounts.changed'));
    const files = readdirSync(dataDirectory).map((name) => readFileSync(path.join(dataDirectory, name)));
    expect(files.some((bytes) => bytes.includes('canary-7f3a'))).toBe(false);
  });

  it('rejects with the typed errors of the engine', async () => {
    const { engine } = await open();
    await expect(engine.handlers['messages.get']({ id: 7 })).rejects.toMatchObject({
      name: 'MailroomError',
      code: 'input.notFound',
      params: { name: 7 },
    });
  });

  it('says so when the data directory is in use, and frees it when it stops', async () => {
    const { engine, dataDirectory } = await open();
    await expect(open(dataDirectory)).rejects.toMatchObject({ code: 'engine.inUse' });
    await engine.stop();
    await open(dataDirectory);
  });

  it('writes a backup while it is in use', async () => {
    const { engine, dataDirectory } = await open();
    const file = path.join(dataDirectory, 'copy.db');
    await engine.backup(file);
    expect(existsSync(file)).toBe(true);
  });

  it('does not count an orderly stop as a loss', async () => {
    const { engine, onLost } = await open();
    await engine.stop();
    expect(onLost).not.toHaveBeenCalled();
    await expect(engine.handlers['status.get']({})).rejects.toMatchObject({
      code: 'engine.stopped',
    });
  });
});
