import { describe, expect, it } from 'vitest';
import { nextPollAt, type ScheduleInput } from '../../../electron/engine/receiving/schedule.ts';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STARTED = 1_000_000_000;
const LAST = STARTED + HOUR;

function wait(changes: Partial<ScheduleInput>): number {
  const input = { accountId: 'a', pollIntervalSeconds: 300, lastRunAt: LAST, error: undefined, failures: 0 };
  return nextPollAt({ ...input, ...changes }, STARTED) - LAST;
}

const failure = (code: ErrorCode, transient: boolean) =>
  new MailroomError(code, 'connect', { transient }).toPlain();

/** Accounts are spread by at most 2.5 % of their interval, either way. */
const about = (actual: number, expected: number, interval = 5 * MINUTE): boolean =>
  Math.abs(actual - expected) <= 0.025 * interval;

describe('a server that limits how often one may sign in', () => {
  const after = (seconds: number, accountId: string): number => {
    const error = new MailroomError('server.loginDelay', 'login', { transient: true, params: { seconds } });
    return wait({ error: error.toPlain(), failures: 1, accountId });
  };

  it('is left alone for as long as it says, but not for ever', () => {
    for (const accountId of ['a', 'b', 'c', 'd', 'e', 'zz']) {
      expect(after(900, accountId)).toBeGreaterThanOrEqual(900_000);
      expect(after(900, accountId)).toBeLessThanOrEqual(900_000 + 0.05 * 5 * MINUTE);
      expect(after(1e9, accountId)).toBeLessThanOrEqual(24 * HOUR + MINUTE);
    }
    expect(about(after(0, 'a'), MINUTE)).toBe(true);
  });
});

describe('the next poll', () => {
  it('comes within ten seconds of the start for a new account, for different accounts at different times', () => {
    const at = (accountId: string): number =>
      nextPollAt(
        { accountId, pollIntervalSeconds: 300, lastRunAt: undefined, error: undefined, failures: 0 },
        STARTED,
      ) - STARTED;
    const times = ['a1', 'b2', 'c3', 'd4', 'e5'].map(at);
    for (const time of times) expect(time >= 0 && time <= 10_000).toBe(true);
    expect(new Set(times).size).toBeGreaterThan(1);
    expect(at('a1')).toBe(at('a1'));
  });

  it.each([60, 300, 3600, 86_400])('comes after the interval of %i seconds', (seconds) => {
    expect(about(wait({ pollIntervalSeconds: seconds }), seconds * 1000, seconds * 1000)).toBe(true);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 16],
    [6, 30],
    [60, 30],
  ])('after %i passing failures comes after %i minutes', (failures, minutes) => {
    expect(about(wait({ error: failure('connect.timeout', true), failures }), minutes * MINUTE)).toBe(true);
  });

  it('does not come sooner than the interval allows when that is long', () => {
    const error = failure('connect.refused', true);
    const interval = 2 * HOUR;
    expect(about(wait({ error, failures: 20, pollIntervalSeconds: 7200 }), 32 * MINUTE, interval)).toBe(true);
  });

  it.each(['login.refused', 'tls.expired', 'mailbox.missing', 'secret.missing'] as const)(
    'comes after an hour when a person is needed (%s)',
    (code) => {
      for (const failures of [1, 2, 50]) {
        expect(about(wait({ error: failure(code, false), failures }), HOUR)).toBe(true);
      }
    },
  );

  it('waits for the interval when a person is needed and the interval is longer than an hour', () => {
    const error = failure('login.refused', false);
    expect(about(wait({ error, failures: 1, pollIntervalSeconds: 86_400 }), 24 * HOUR, 24 * HOUR)).toBe(true);
  });

  it('is not put off by one message that cannot be had', () => {
    expect(about(wait({ error: failure('fetch.refused', false), failures: 9 }), 5 * MINUTE)).toBe(true);
  });
});
