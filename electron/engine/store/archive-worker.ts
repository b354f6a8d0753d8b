import { parentPort, workerData } from 'node:worker_threads';
import type { ArchiveVerification } from '../../../shared/domain/verification.ts';
import { unexpected } from '../failures.ts';
import type { ArchiveJob, ArchiveJobReply } from './archive-job.ts';
import { backUp } from './backup.ts';
import { openForReading } from './database.ts';
import { verifyArchive } from './verify.ts';

/** Runs in a worker thread, does the one job it was started for, and ends. */

async function perform(job: ArchiveJob): Promise<ArchiveVerification | undefined> {
  if (job.task === 'backup') {
    await backUp(job.file, job.target, job);
    return undefined;
  }
  const database = openForReading(job.file, job);
  try {
    return verifyArchive(database);
  } finally {
    database.close();
  }
}

async function answer(): Promise<ArchiveJobReply> {
  try {
    return { ok: true, value: await perform(workerData as ArchiveJob) };
  } catch (error) {
    return { ok: false, error: unexpected(error).toPlain() };
  }
}

parentPort?.postMessage(await answer());
