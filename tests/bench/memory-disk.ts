import { statfsSync } from 'node:fs';

/** f_type of tmpfs (statfs(2)). */
const TMPFS = 0x01021994;

/** In memory a sync costs nothing, so nothing that is measured there says anything about a disk. */
export function warnOfMemoryDisk(folder: string, say: (line: string) => void): void {
  if (statfsSync(folder).type === TMPFS)
    say('The temp folder is in memory: syncs cost nothing there. Set TMPDIR to a folder on a disk.');
}
