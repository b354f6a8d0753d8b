import { describe, expect, it } from 'vitest';
import { createWatch, type Word } from '../../../electron/engine/alarms/watch.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import {
  deleteOutgoingAccount,
  saveOutgoingAccount,
} from '../../../electron/engine/store/outgoing-accounts.ts';
import { arrivalsOf } from '../../../electron/engine/store/arrivals.ts';
import { doubtAccountError, recordAccountState } from '../../../electron/engine/store/outgoing-states.ts';
import { clearPollError, recordPollRun } from '../../../electron/engine/store/poll-states.ts';
import { writeSettings } from '../../../electron/engine/store/settings.ts';
import type { Alarm } from '../../../shared/domain/alarm.ts';
import { MailroomError, type PlainError } from '../../../shared/errors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { incomingAccount, outgoingAccount, silentLogger, temporaryDatabase } from '../../support/store.ts';
import { noCounts } from '../../../electron/engine/receiving/counts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const lasting = new MailroomError('login.refused', 'login').toPlain();
const passing = new MailroomError('connect.timeout', 'connect', { transient: true }).toPlain();

function bench() {
  const database = temporaryDatabase();
  const clock = createFakeClock();
  const account = incomingAccount();
  saveIncomingAccount(database, account);
  saveOutgoingAccount(database, outgoingAccount({ host: 'smtp.elsewhere.example' }));
  writeSettings(database, { alarms: { recipients: ['admin@elsewhere.example'], afterMinutes: 15 } });
  const mails: string[] = [];
  const alarms: Alarm[] = [];
  const watch = createWatch({
    database,
    clock,
    logger: silentLogger,
    async mail(word: Word, alarm, to, messengerId) {
      mails.push(`${word} ${alarm.account} ${to} ${messengerId}`);
    },
    onChange: (alarm) => alarms.push(alarm),
  });
  const poll = (error: PlainError | undefined, imported = 0): void => {
    const run = {
      account: account.name,
      accountId: account.id,
      startedAt: clock.now(),
      ...noCounts(),
      imported,
      ms: 1,
      connectMs: 1,
      ...(error === undefined ? {} : { error }),
    };
    recordPollRun(database, run, clock.now());
    watch.pollEnded(run);
  };
  watch.start();
  return { database, clock, account, mails, alarms, watch, poll };
}

describe('the watch', () => {
  it('tells once that an account fails, and once that it works again', async () => {
    const { clock, mails, alarms, poll } = bench();
    poll(undefined);
    poll(lasting);
    await clock.advance(14 * MINUTE);
    expect(mails).toEqual([]);
    await clock.advance(3 * HOUR);
    expect(mails).toEqual(['accountFailing Support admin@elsewhere.example out-1']);
    poll(undefined);
    await clock.advance(HOUR);
    expect(mails.slice(1)).toEqual(['accountRecovered Support admin@elsewhere.example out-1']);
    expect(alarms.map(({ kind, endedAt }) => [kind, endedAt === undefined])).toEqual([
      ['failing', true],
      ['failing', false],
    ]);
  });

  it('is silent about failures that pass', async () => {
    const { clock, mails, alarms, poll } = bench();
    for (let time = 0; time < 3; time++) {
      poll(passing);
      await clock.advance(10 * MINUTE);
      poll(undefined);
      await clock.advance(HOUR);
    }
    expect([mails, alarms]).toEqual([[], []]);
  });

  it('fills nobody’s mailbox when an account comes and goes', async () => {
    const { clock, mails, alarms, poll } = bench();
    for (let round = 0; round < 6; round++) {
      poll(lasting);
      await clock.advance(16 * MINUTE);
      poll(undefined);
      await clock.advance(2 * MINUTE);
    }
    // 108 minutes: the first of each hour goes out, with its end; the screen shows all.
    expect(mails.map((line) => line.split(' ')[0])).toEqual([
      'accountFailing',
      'accountRecovered',
      'accountFailing',
      'accountRecovered',
    ]);
    expect(alarms).toHaveLength(12);
  });

  it('notices when an account that always got mail gets none', async () => {
    const { clock, mails, poll, watch } = bench();
    for (let half = 0; half < 60; half++) {
      poll(undefined, 3);
      clock.jump(DAY / 2);
      await watch.check();
    }
    clock.jump(DAY / 2 - MINUTE);
    await watch.check();
    expect(mails).toEqual([]);
    clock.jump(MINUTE);
    await watch.check();
    expect(mails).toEqual(['accountQuiet Support admin@elsewhere.example out-1']);
    poll(undefined, 1);
    await clock.advance(2 * MINUTE);
    expect(mails.slice(1)).toEqual(['accountRecovered Support admin@elsewhere.example out-1']);
  });

  it('does not take a change of settings for a recovery', async () => {
    const { clock, database, account, mails, alarms, poll } = bench();
    poll(lasting);
    await clock.advance(20 * MINUTE);
    clearPollError(database, account.id);
    await clock.advance(5 * MINUTE);
    poll(lasting);
    await clock.advance(30 * MINUTE);
    expect([mails.length, alarms.length]).toEqual([1, 1]);
    poll(undefined);
    await clock.advance(2 * MINUTE);
    expect(mails.slice(1)).toEqual(['accountRecovered Support admin@elsewhere.example out-1']);
  });

  it('does not take other settings of an outgoing account for a recovery either', async () => {
    const { clock, database, mails, watch } = bench();
    saveOutgoingAccount(database, outgoingAccount({ id: 'out-2', name: 'Broken', isDefault: false }));
    const record = (error: PlainError | undefined): void =>
      recordAccountState(database, 'out-2', { at: clock.now(), sent: false, error });
    record(lasting);
    await clock.advance(20 * MINUTE);
    doubtAccountError(database, 'out-2');
    await watch.check();
    expect(mails).toEqual(['accountFailing Broken admin@elsewhere.example out-1']);
    record(undefined);
    await watch.check();
    expect(mails.slice(1)).toEqual(['accountRecovered Broken admin@elsewhere.example out-1']);
  });

  it('goes on when the clock was set back', async () => {
    const { clock, database, mails, poll, watch } = bench();
    for (let half = 0; half < 60; half++) {
      poll(undefined, 3);
      clock.jump(DAY / 2);
    }
    clock.jump(-20 * DAY);
    poll(lasting);
    await watch.check();
    clock.jump(-365 * DAY);
    await clock.advance(20 * MINUTE);
    expect(mails).toEqual(['accountFailing Support admin@elsewhere.example out-1']);
    clock.jump(-365 * DAY);
    await watch.check();
    await clock.advance(MINUTE);
    poll(undefined);
    await watch.check();
    await clock.advance(HOUR);
    // A new failure is told in spite of the mail that seemed to be from the future.
    poll(lasting);
    await clock.advance(HOUR);
    expect(mails.slice(1)).toEqual([
      'accountRecovered Support admin@elsewhere.example out-1',
      'accountFailing Support admin@elsewhere.example out-1',
    ]);
    expect(arrivalsOf(database, 'in-1', 0)?.last).toBeLessThan(clock.now());
  });

  it('does not speak of recovery when a person paused or deleted the account', async () => {
    const { clock, database, account, mails, alarms, poll } = bench();
    poll(lasting);
    await clock.advance(20 * MINUTE);
    saveIncomingAccount(database, { ...account, active: false });
    await clock.advance(2 * MINUTE);
    expect(mails).toHaveLength(1);
    expect(alarms.at(-1)?.endedAt).toBeDefined();
  });

  it('tells on the screen alone when no other account could carry the word', async () => {
    const { clock, database, mails, alarms, poll } = bench();
    deleteOutgoingAccount(database, 'out-1');
    poll(lasting);
    await clock.advance(20 * MINUTE);
    expect([mails, alarms.length]).toEqual([[], 1]);
  });
});
