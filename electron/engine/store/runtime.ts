import { MailroomError } from '../../../shared/errors.ts';

/** First Node-API version that better-sqlite3's own binaries work with; below it they crash the process. */
export const NEEDED_NODE_API = 10;

/**
 * To be called before better-sqlite3 is used.
 *
 * @throws MailroomError `internal.unexpected` in words, where the process would end with a segmentation fault
 */
export function checkRuntime(sqliteBinding: string | undefined): void {
  if (sqliteBinding === undefined && Number(process.versions.napi) < NEEDED_NODE_API) {
    throw new MailroomError('internal.unexpected', 'store', {
      detail: `This runtime offers Node-API ${process.versions.napi}; the database needs ${NEEDED_NODE_API}.`,
    });
  }
}
