import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A file system of a few megabytes in memory. */
export interface MemoryDisk extends Disposable {
  readonly folder: string;
  /** Fills it with ballast until so many bytes are free. */
  leaveFree(bytes: number): void;
  /** Takes the ballast away. */
  leaveAll(): void;
}

/** @throws when the system does not let us mount */
export function mountMemory(): MemoryDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailroom-small-'));
  const ballast = path.join(folder, 'ballast');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return {
    folder,
    leaveFree(bytes) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    },
    leaveAll: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]() {
      execFileSync('umount', [folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true });
    },
  };
}

/** Why nothing can be mounted here, if it can't. */
export const NO_MOUNT = reasonAgainstMounts();

function reasonAgainstMounts(): string | undefined {
  try {
    mountMemory()[Symbol.dispose]();
    return undefined;
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0] ?? '';
    process.stdout.write(`the small disk is left out: ${reason}\n`);
    return reason;
  }
}
