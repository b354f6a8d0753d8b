import { runArchiveJob } from '../store/archive-job.ts';
import { databaseFile } from '../store/database.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<EngineChannel, 'archive.verify'>;

/** The check of everything kept here. */
export function verificationHandlers(parts: Parts): HandlersOf<Served> {
  return {
    async 'archive.verify'() {
      const result = await runArchiveJob(parts.archiveWorker, {
        file: databaseFile(parts.dataDirectory),
        sqliteBinding: parts.sqliteBinding,
      });
      if (result === undefined) throw new MailroomError('internal.unexpected', 'store');
      return result;
    },
  };
}
