import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder under the system's temp folder that other users may enter: the servers drop to other uids. */
export async function makeServerFolder(name: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), `mailroom-${name}-`));
  await chmod(dir, 0o755);
  return dir;
}

/** Removes what makeServerFolder made. A server that is just ending may still write, hence the retries. */
export async function removeServerFolder(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Runs `work` with a new folder; when it fails the folder is removed, else that is left to the caller. */
export async function withServerFolder<T>(name: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await makeServerFolder(name);
  try {
    return await work(dir);
  } catch (error) {
    await removeServerFolder(dir);
    throw error;
  }
}
