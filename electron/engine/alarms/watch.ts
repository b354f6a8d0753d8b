import type { Alarm } from '../../../shared/domain/alarm.ts';
import type { PollRun } from '../../../shared/domain/poll.ts';
import { unexpected } from '../failures.ts';
import type { Clock, Logger, Timer } from '../ports.ts';
import { recallAlarmTimes } from '../store/alarm-times.ts';
import { endAlarm, insertAlarm, lastAlarmMail, openAlarms } from '../store/alarms.ts';
import { arrivalsOf, recordArrival } from '../store/arrivals.ts';
import type { Database } from '../store/database.ts';
import { listIncomingAccounts } from '../store/incoming-accounts.ts';
import { lastDelivery } from '../store/outgoing-states.ts';
import { listOutgoingAccounts } from '../store/outgoing-accounts.ts';
import { readPollState } from '../store/poll-states.ts';
import { readSettings } from '../store/settings.ts';
import { judge, type AccountFacts, type Verdict } from './judge.ts';
import { messengerFor, type Messenger } from './messenger-account.ts';
import { RHYTHM_WINDOW_MS } from './rhythm.ts';

const CHECK_EVERY_MS = 60_000;
/** An account that keeps failing and recovering fills nobody's mailbox. */
const MAIL_AT_MOST_EVERY_MS = 3_600_000;

/** What the word is about. */
export type Word = 'accountFailing' | 'accountQuiet' | 'accountRecovered';

export interface WatchDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Queues the mail that carries the word, through the account named. */
  readonly mail: (word: Word, alarm: Alarm, to: string, messengerId: string) => Promise<void>;
  readonly onChange: (alarm: Alarm) => void;
}

/** Looks after all accounts, and says once that one needs a person, and once that it works again. */
export interface Watch {
  start(): void;
  /** A poll run has ended: what it brought belongs to the account's rhythm. */
  pollEnded(run: PollRun): void;
  /** Looks now; resolves when the mail about it is queued. */
  check(): Promise<void>;
  stop(): void;
}

interface Watched {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly direction: Alarm['direction'];
  readonly facts: AccountFacts;
  /** When it worked last. An outgoing account that has not failed since counts as working now. UTC ms. */
  readonly lastSuccessAt: number | undefined;
}

export function createWatch({ database, clock, logger, mail, onChange }: WatchDependencies): Watch {
  let timer: Timer | undefined;
  let stopped = false;

  async function check(): Promise<void> {
    const now = clock.now();
    recallAlarmTimes(database, now);
    const { recipients, afterMinutes } = readSettings(database).alarms;
    const open = openAlarms(database);
    for (const account of watched(database, now)) {
      const verdict = judge(account.facts, now, afterMinutes * 60_000);
      const present = open.filter(({ alarm }) => alarm.accountId === account.id);
      for (const { alarm, mailed } of present) {
        if (alarm.kind === verdict?.kind || isUndecided(account, alarm, verdict)) continue;
        // Paused by a person, or silent because it fails now: no recovery.
        const recovered = account.facts.active && verdict === undefined && account.facts.error === undefined;
        await end(alarm, now, recovered && mailed ? recipients : [], account);
      }
      if (verdict === undefined || present.some(({ alarm }) => alarm.kind === verdict.kind)) continue;
      const { id: accountId, name, direction } = account;
      await raise({ accountId, account: name, direction, ...verdict, raisedAt: now }, recipients, account);
    }
    const known = new Set(watched(database, now).map(({ id }) => id));
    for (const { alarm } of open) if (!known.has(alarm.accountId)) await end(alarm, now, [], undefined);
  }

  async function raise(alarm: Alarm, recipients: readonly string[], account: Watched): Promise<void> {
    const last = lastAlarmMail(database, alarm.accountId, alarm.kind) ?? -Infinity;
    const to = alarm.raisedAt - last < MAIL_AT_MOST_EVERY_MS ? [] : recipients;
    const messenger = to.length === 0 ? undefined : messengerFor(account, messengers(database));
    insertAlarm(database, alarm, messenger !== undefined);
    onChange(alarm);
    if (messenger === undefined) return;
    await tell(alarm.kind === 'failing' ? 'accountFailing' : 'accountQuiet', alarm, to, messenger.id);
  }

  async function end(
    alarm: Alarm,
    now: number,
    to: readonly string[],
    account: Watched | undefined,
  ): Promise<void> {
    endAlarm(database, alarm, now);
    const over = { ...alarm, endedAt: now };
    onChange(over);
    const messenger =
      to.length === 0 || account === undefined ? undefined : messengerFor(account, messengers(database));
    if (messenger !== undefined) await tell('accountRecovered', over, to, messenger.id);
  }

  async function tell(word: Word, alarm: Alarm, to: readonly string[], messengerId: string): Promise<void> {
    for (const recipient of to) {
      try {
        await mail(word, alarm, recipient, messengerId);
      } catch (error) {
        // The screen tells it all the same.
        logger.warn('alarm mail not queued', { reason: unexpected(error).code });
      }
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = clock.setTimer(() => {
      void check()
        .catch((error: unknown) => logger.error('watch stopped', { reason: unexpected(error).code }))
        .finally(schedule);
    }, CHECK_EVERY_MS);
  }

  return {
    start: schedule,
    pollEnded(run) {
      if (run.imported === 0) return;
      const now = clock.now();
      recordArrival(database, run.accountId, now, now - RHYTHM_WINDOW_MS);
    },
    check,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** Other settings take the error away, but only a success proves that they are better. */
function isUndecided({ facts, lastSuccessAt }: Watched, alarm: Alarm, verdict: Verdict | undefined): boolean {
  if (alarm.kind !== 'failing' || verdict !== undefined || !facts.active) return false;
  return facts.error !== undefined || (lastSuccessAt ?? -Infinity) <= alarm.since;
}

function watched(database: Database, now: number): Watched[] {
  const incoming = listIncomingAccounts(database).map((account): Watched => {
    const state = readPollState(database, account.id);
    return {
      id: account.id,
      name: account.name,
      host: account.host,
      direction: 'incoming',
      lastSuccessAt: state?.lastSuccessAt,
      facts: {
        active: account.active,
        error: state?.error,
        failingSince: state?.failingSince,
        failures: state?.failures ?? 0,
        arrivals: arrivalsOf(database, account.id, now - RHYTHM_WINDOW_MS),
      },
    };
  });
  const outgoing = listOutgoingAccounts(database).map((account): Watched => {
    const { error, failingSince, failures } = lastDelivery(database, account.id);
    return {
      id: account.id,
      name: account.name,
      host: account.host,
      direction: 'outgoing',
      lastSuccessAt: failingSince === undefined ? now : undefined,
      facts: { active: account.active, error, failingSince, failures, arrivals: undefined },
    };
  });
  return [...incoming, ...outgoing];
}

function messengers(database: Database): Messenger[] {
  return listOutgoingAccounts(database).map((account) => ({
    account,
    failing: lastDelivery(database, account.id).failingSince !== undefined,
  }));
}
