import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A small ext4 file system of its own in a file, mounted. */
export interface LoopDisk extends Disposable {
  readonly folder: string;
  /** As the machine does when the power is back: the journal is replayed. */
  remount(): void;
}

const MEGABYTES = 48;

/** @throws when the system does not let us: no rights, no loop devices */
export function mountDisk(): LoopDisk {
  const place = mkdtempSync(path.join(tmpdir(), 'mailroom-disk-'));
  const image = path.join(place, 'image');
  const folder = path.join(place, 'mounted');
  mkdirSync(folder);
  writeFileSync(image, Buffer.alloc(0));
  const run = (command: string, ...args: string[]): void =>
    void execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const mount = (): void => run('mount', '-o', 'loop', image, folder);
  const remove = (): void => rmSync(place, { recursive: true, force: true });
  try {
    run('truncate', '-s', `${MEGABYTES}M`, image);
    run('mkfs.ext4', '-q', '-F', image);
    mount();
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder,
    remount() {
      run('umount', folder);
      mount();
    },
    [Symbol.dispose]() {
      run('umount', folder);
      remove();
    },
  };
}

/**
 * Ends the file system as a power cut does: nothing more is written, the journal neither (EXT4_IOC_SHUTDOWN with
 * EXT4_GOING_FLAGS_NOLOGFLUSH). Perl is on every Debian machine; Node has no ioctl.
 */
export function cutPower({ folder }: LoopDisk): void {
  const program = '$flags = pack("L", 2); open(F, "<", $ARGV[0]) && ioctl(F, 0x8004587d, $flags) or die "$!"';
  execFileSync('perl', ['-e', program, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Why no disk can be mounted here, if it can't. */
export const NO_DISK = reasonAgainstDisks();

function reasonAgainstDisks(): string | undefined {
  if (process.getuid?.() !== 0) return say('mounting a disk takes root');
  if (spawnSync('mkfs.ext4', ['-V'], { stdio: 'ignore' }).status !== 0) return say('mkfs.ext4 is missing');
  try {
    using disk = mountDisk();
    cutPower(disk);
    return undefined;
  } catch (error) {
    return say((error as Error).message.split('\n')[0] ?? '');
  }
}

function say(reason: string): string {
  process.stdout.write(`real power cuts are left out: ${reason}\n`);
  return reason;
}
