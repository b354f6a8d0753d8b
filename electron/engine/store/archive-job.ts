import { Worker } from 'node:worker_threads';
import type { ArchiveVerification } from '../../../shared/domain/verification.ts';
import { fromPlain, MailroomError, type PlainError } from '../../../shared/errors.ts';
import { backUp } from './backup.ts';
import { openForReading } from './database.ts';
import { verifyArchive } from './verify.ts';

/** A database to be read as a whole. */
export interface ArchiveJob {
  readonly file: string;
  readonly sqliteBinding: string | undefined;
  /** Where to write a copy; left out: the archive is verified. */
  readonly copyTo?: string | undefined;
}

export type ArchiveJobReply =
  | { readonly ok: true; readonly value: ArchiveVerification | undefined }
  | { readonly ok: false; readonly error: PlainError };

/** Verifies an archive and says what was found, or copies it and says nothing. @throws MailroomError `store.*` */
export async function performArchiveJob(job: ArchiveJob): Promise<ArchiveVerification | undefined> {
  if (job.copyTo !== undefined) {
    await backUp(job.file, job.copyTo, job);
    return undefined;
  }
  const database = openForReading(job.file, job);
  try {
    return verifyArchive(database);
  } finally {
    database.close();
  }
}

/**
 * The same in a thread of its own: it takes seconds, and nobody shall wait for it.
 *
 * @param script the compiled `archive-worker.ts`; without it the caller's thread does the work
 */
export function runArchiveJob(
  script: URL | undefined,
  job: ArchiveJob,
): Promise<ArchiveVerification | undefined> {
  if (script === undefined) return performArchiveJob(job);
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: job });
    worker.once('message', (reply: ArchiveJobReply) => {
      if (reply.ok) resolve(reply.value);
      else reject(fromPlain(reply.error));
    });
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(new MailroomError('internal.unexpected', 'store', { detail: 'the thread ended' })),
    );
  });
}
