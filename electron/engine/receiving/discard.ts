import type { Database } from '../store/database.ts';
import { moveToArchive } from '../store/messages.ts';
import { forgetOversize } from '../store/oversize.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';

/** A message over the limit is gone from the server, as a person wanted: its entry is kept, in the archive. */
export function recordDiscarded(database: Database, messageId: number, at: number): void {
  inTransaction(database, () => {
    forgetOversize(database, messageId);
    addTrail(database, messageId, at, 'removed');
    if (moveToArchive(database, messageId)) addTrail(database, messageId, at, 'archived');
  });
}
