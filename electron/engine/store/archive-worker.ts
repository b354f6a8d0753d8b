import { parentPort, workerData } from 'node:worker_threads';
import { unexpected } from '../failures.ts';
import { performArchiveJob, type ArchiveJob, type ArchiveJobReply } from './archive-job.ts';

/** Runs in a worker thread, does the one job it was started for, and ends. */

async function answer(): Promise<ArchiveJobReply> {
  try {
    return { ok: true, value: await performArchiveJob(workerData as ArchiveJob) };
  } catch (error) {
    return { ok: false, error: unexpected(error).toPlain() };
  }
}

parentPort?.postMessage(await answer());
