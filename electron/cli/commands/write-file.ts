import { MailroomError } from '../../../shared/errors.ts';

/**
 * Writes what a command exports.
 *
 * @throws MailroomError `store.unwritable` naming the directory, in the system's own words
 */
export async function writingInto<T>(directory: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw new MailroomError('store.unwritable', 'store', {
      params: { directory },
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
