import { Worker } from 'node:worker_threads';
import type { ArchiveVerification } from '../../../shared/domain/verification.ts';
import { fromPlain, MailroomError, type PlainError } from '../../../shared/errors.ts';

/** Work that reads the whole database file. */
export type ArchiveJob = { readonly file: string; readonly sqliteBinding: string | undefined } & (
  | { readonly task: 'verify' }
  | { readonly task: 'backup'; readonly target: string }
);

export type ArchiveJobReply =
  | { readonly ok: true; readonly value: ArchiveVerification | undefined }
  | { readonly ok: false; readonly error: PlainError };

/**
 * Runs a job in a thread of its own, with a connection of its own: it takes seconds, and nobody shall wait for it.
 *
 * @param script the compiled `archive-worker.ts`
 * @throws MailroomError what the job throws
 */
export function runArchiveJob(script: URL, job: ArchiveJob): Promise<ArchiveVerification | undefined> {
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
