import type { Database } from 'better-sqlite3';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import { all, one, run } from './statement.ts';

/** What happened last through an outgoing account. */
export interface OutgoingState {
  readonly sentAt: number | undefined;
  readonly error: PlainError | undefined;
  /** When it failed first since it worked last; UTC ms. Without an error: it was edited since, and is yet to be tried. */
  readonly failingSince: number | undefined;
  /** Failures since it worked last. */
  readonly failures: number;
}

export function lastDelivery(database: Database, accountId: string): OutgoingState {
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
  return {
    sentAt: row?.last_sent_at ?? undefined,
    error:
      row === undefined || row.error === null ? undefined : plainErrorSchema.parse(JSON.parse(row.error)),
    failingSince: row?.failing_since ?? undefined,
    failures: row?.failures ?? 0,
  };
}

/** Notes that the account works, or what is wrong with it. Of a deleted account nothing is kept. */
export function recordAccountState(
  database: Database,
  accountId: string,
  {
    at,
    sent,
    error,
  }: { readonly at: number; readonly sent: boolean; readonly error: PlainError | undefined },
): void {
  run(
    database,
    `INSERT INTO outgoing_states (account_id, last_sent_at, error, failing_since, failures)
       SELECT id, ?, ?, ?, ? FROM outgoing_accounts WHERE id = ?
     ON CONFLICT (account_id) DO UPDATE SET last_sent_at = coalesce(excluded.last_sent_at, last_sent_at),
       error = excluded.error,
       failures = CASE WHEN excluded.error IS NULL THEN 0 ELSE failures + 1 END,
       failing_since = CASE WHEN excluded.error IS NULL THEN NULL ELSE coalesce(failing_since, excluded.failing_since) END`,
    sent ? at : null,
    error === undefined ? null : JSON.stringify(error),
    error === undefined ? null : at,
    error === undefined ? 0 : 1,
    accountId,
  );
}

/** Forgets the error of an account whose settings were changed; that it works is yet to be seen. */
export function doubtAccountError(database: Database, accountId: string): void {
  run(database, 'UPDATE outgoing_states SET error = NULL, failures = 0 WHERE account_id = ?', accountId);
}

/** Accounts that failed, were edited since, and have not been tried. */
export function accountsInDoubt(database: Database): string[] {
  return all<{ account_id: string }>(
    database,
    'SELECT account_id FROM outgoing_states WHERE error IS NULL AND failing_since IS NOT NULL',
  ).map((row) => row.account_id);
}
