import type { Database } from 'better-sqlite3';
import type { Alarm } from '../../../shared/domain/alarm.ts';
import { plainErrorSchema } from '../../../shared/errors.ts';
import { all, flag, one, orNull, run } from './statement.ts';

interface Row {
  readonly account_id: string;
  readonly account_name: string;
  readonly direction: Alarm['direction'];
  readonly kind: Alarm['kind'];
  readonly since: number;
  readonly raised_at: number;
  readonly ended_at: number | null;
  readonly error: string | null;
  readonly mailed: number;
}

/** An alarm that still lasts, and whether word of it went out by mail. */
export interface OpenAlarm {
  readonly alarm: Alarm;
  readonly mailed: boolean;
}

export function openAlarms(database: Database): OpenAlarm[] {
  return all<Row>(database, 'SELECT * FROM alarms WHERE ended_at IS NULL ORDER BY id').map((row) => ({
    mailed: row.mailed === 1,
    alarm: {
      accountId: row.account_id,
      account: row.account_name,
      direction: row.direction,
      kind: row.kind,
      since: row.since,
      raisedAt: row.raised_at,
      ...(row.error === null ? {} : { error: plainErrorSchema.parse(JSON.parse(row.error)) }),
    },
  }));
}

export function insertAlarm(database: Database, alarm: Alarm, mailed: boolean): void {
  run(
    database,
    `INSERT INTO alarms (account_id, account_name, direction, kind, since, raised_at, error, mailed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    alarm.accountId,
    alarm.account,
    alarm.direction,
    alarm.kind,
    alarm.since,
    alarm.raisedAt,
    orNull(alarm.error === undefined ? undefined : JSON.stringify(alarm.error)),
    flag(mailed),
  );
}

export function endAlarm(database: Database, alarm: Pick<Alarm, 'accountId' | 'kind'>, at: number): void {
  run(
    database,
    'UPDATE alarms SET ended_at = ? WHERE account_id = ? AND kind = ? AND ended_at IS NULL',
    at,
    alarm.accountId,
    alarm.kind,
  );
}

/** When word of this kind last went out by mail for an account. UTC ms. */
export function lastAlarmMail(
  database: Database,
  accountId: string,
  kind: Alarm['kind'],
): number | undefined {
  const row = one<{ at: number | null }>(
    database,
    'SELECT max(raised_at) AS at FROM alarms WHERE account_id = ? AND kind = ? AND mailed = 1',
    accountId,
    kind,
  );
  return row?.at ?? undefined;
}
