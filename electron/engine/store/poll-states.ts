import type { Database } from 'better-sqlite3';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import {
  accountStatusSchema,
  pollRunSchema,
  type AccountStatus,
  type PollRun,
} from '../../../shared/domain/poll.ts';
import { one, orNull, run } from './statement.ts';

/** What is remembered of an account's last poll run. */
export interface PollState {
  readonly lastRun: PollRun;
  readonly lastRunAt: number;
  readonly lastSuccessAt: number | undefined;
  readonly error: PlainError | undefined;
  /** When the present error was first seen. */
  readonly failingSince: number | undefined;
  /** Failed runs since the last success. */
  readonly failures: number;
  /** The last failure that is over. */
  readonly recovered: AccountStatus['recovered'];
}

export function readPollState(database: Database, accountId: string): PollState | undefined {
  const row = one<{
    last_run: string;
    last_run_at: number;
    last_success_at: number | null;
    error: string | null;
    failing_since: number | null;
    failures: number;
    recovered: string | null;
  }>(database, 'SELECT * FROM poll_states WHERE account_id = ?', accountId);
  if (row === undefined) return undefined;
  return {
    lastRun: pollRunSchema.parse(JSON.parse(row.last_run)),
    lastRunAt: row.last_run_at,
    lastSuccessAt: row.last_success_at ?? undefined,
    error: row.error === null ? undefined : plainErrorSchema.parse(JSON.parse(row.error)),
    failingSince: row.failing_since ?? undefined,
    failures: row.failures,
    recovered:
      row.recovered === null
        ? undefined
        : accountStatusSchema.shape.recovered.parse(JSON.parse(row.recovered)),
  };
}

/** Remembers a finished run. An account deleted meanwhile is passed over. */
export function recordPollRun(database: Database, pollRun: PollRun, endedAt: number): void {
  const before = readPollState(database, pollRun.accountId);
  const outcome = outcomeOf(pollRun, before, endedAt);
  run(
    database,
    `INSERT INTO poll_states (account_id, last_run, last_run_at, last_success_at, error, failing_since,
       failures, recovered)
     SELECT id, ?, ?, ?, ?, ?, ?, ? FROM incoming_accounts WHERE id = ?
     ON CONFLICT (account_id) DO UPDATE SET last_run = excluded.last_run, last_run_at = excluded.last_run_at,
       last_success_at = excluded.last_success_at, error = excluded.error,
       failing_since = excluded.failing_since, failures = excluded.failures, recovered = excluded.recovered`,
    JSON.stringify(pollRun),
    endedAt,
    orNull(outcome.lastSuccessAt),
    outcome.error === undefined ? null : JSON.stringify(outcome.error),
    orNull(outcome.failingSince),
    outcome.failures,
    outcome.recovered === undefined ? null : JSON.stringify(outcome.recovered),
    pollRun.accountId,
  );
}

type Outcome = Pick<PollState, 'lastSuccessAt' | 'error' | 'failingSince' | 'failures' | 'recovered'>;

function outcomeOf({ error }: PollRun, before: PollState | undefined, endedAt: number): Outcome {
  const { lastSuccessAt, failures = 0, failingSince, recovered } = before ?? {};
  if (error === undefined) {
    const over =
      before?.error === undefined || failingSince === undefined
        ? recovered
        : { at: endedAt, afterMs: Math.max(0, endedAt - failingSince), error: before.error };
    return {
      lastSuccessAt: endedAt,
      error: undefined,
      failingSince: undefined,
      failures: 0,
      recovered: over,
    };
  }
  // A run that a person ended says nothing about the account: what was known of it stays.
  if (error.code === 'poll.cancelled')
    return { lastSuccessAt, error: before?.error, failingSince, failures, recovered };
  return {
    lastSuccessAt,
    error,
    failingSince: failingSince ?? endedAt,
    failures: failures + 1,
    recovered,
  };
}

/** Forgets the error of an account whose settings were changed: it deserves a fresh try. */
export function clearPollError(database: Database, accountId: string): void {
  run(
    database,
    'UPDATE poll_states SET error = NULL, failing_since = NULL, failures = 0 WHERE account_id = ?',
    accountId,
  );
}
