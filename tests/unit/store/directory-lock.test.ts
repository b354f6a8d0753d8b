import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../../electron/engine/engine.ts';
import { systemClock } from '../../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { lockDirectory } from '../../../electron/engine/store/directory-lock.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { silentLogger } from '../../support/store.ts';

const module = new URL('../../../electron/engine/store/directory-lock.ts', import.meta.url).href;

/** A process that takes the lock and holds it until it is killed. */
async function otherOwner(folder: string): Promise<ChildProcess> {
  const script = `
    const { lockDirectory } = await import(${JSON.stringify(module)});
    lockDirectory(${JSON.stringify(folder)}, undefined);
    // What nobody refers to any more is collected, and must not take the lock with it.
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

const inUse = (pid: number | undefined) =>
  expect.objectContaining({
    code: 'engine.inUse',
    params: expect.objectContaining({ pid: String(pid) }),
  });

describe('the data directory', () => {
  it('is refused to a second engine in the same process, and free again after the first has stopped', async () => {
    const dataDirectory = temporaryFolder();
    const open = () =>
      createEngine({
        dataDirectory,
        secrets: createMemorySecrets(),
        clock: systemClock,
        logger: silentLogger,
        mimeWorker: new URL('../../../electron/engine/mime/worker.ts', import.meta.url),
        archiveWorker: new URL('../../../electron/engine/store/archive-worker.ts', import.meta.url),
        version: 'test',
      });
    const first = open();
    expect(open).toThrow(inUse(process.pid));
    await first.stop();
    const second = open();
    await second.stop();
  });

  it('is refused while another process holds it', async () => {
    const folder = temporaryFolder();
    const owner = await otherOwner(folder);
    expect(() => lockDirectory(folder, undefined)).toThrow(inUse(owner.pid));
    expect(() => lockDirectory(folder, undefined)).toThrow(inUse(owner.pid));
  });

  it('is taken over from an owner that was killed', async () => {
    const folder = temporaryFolder();
    const owner = await otherOwner(folder);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const lock = lockDirectory(folder, undefined);
    expect(() => lockDirectory(folder, undefined)).toThrow(inUse(process.pid));
    lock.release();
  });
});
