import type { Database } from 'better-sqlite3';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import { one } from './statement.ts';

/** What happened last through an outgoing account. Times in UTC ms. */
export interface OutgoingState {
  readonly lastSentAt: number | undefined;
  /** Why the account does not work at present; what is wrong with a single message is not here. */
  readonly error: PlainError | undefined;
  readonly failingSince: number | undefined;
  /** Failed attempts since the last success. */
  readonly failures: number;
}

export function outgoingState(database: Database, accountId: string): OutgoingState {
  const row = one<{
    last_sent_at: number | null;
    error: string | null;
    failing_since: number | null;
    failures: number;
  }>(
    database,
    'SELECT last_sent_at, error, failing_since, failures FROM outgoing_states WHERE account_id = ?',
    accountId,
  );
  const error = row?.error ?? undefined;
  return {
    lastSentAt: row?.last_sent_at ?? undefined,
    error: error === undefined ? undefined : plainErrorSchema.parse(JSON.parse(error)),
    failingSince: row?.failing_since ?? undefined,
    failures: row?.failures ?? 0,
  };
}
