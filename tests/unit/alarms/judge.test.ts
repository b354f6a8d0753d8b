import { describe, expect, it } from 'vitest';
import { judge, type AccountFacts } from '../../../electron/engine/alarms/judge.ts';
import { messengerFor } from '../../../electron/engine/alarms/messenger-account.ts';
import { unusualSilence } from '../../../electron/engine/alarms/rhythm.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { outgoingAccount } from '../../support/store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AFTER = HOUR / 4;
const lasting = new MailroomError('login.refused', 'login').toPlain();
const passing = new MailroomError('connect.timeout', 'connect', { transient: true }).toPlain();

const healthy: AccountFacts = {
  active: true,
  error: undefined,
  failingSince: undefined,
  failures: 0,
  arrivals: undefined,
};

describe('judge', () => {
  it('waits until a failure has lasted', () => {
    const facts = { ...healthy, error: lasting, failingSince: 1000, failures: 1 };
    expect(judge(facts, 1000 + AFTER - 1, AFTER)).toBeUndefined();
    expect(judge(facts, 1000 + AFTER, AFTER)).toEqual({ kind: 'failing', since: 1000, error: lasting });
  });

  it('takes a single failure that may pass by itself for nothing', () => {
    const facts = { ...healthy, error: passing, failingSince: 1000, failures: 1 };
    expect(judge(facts, 1000 + DAY, AFTER)).toBeUndefined();
    expect(judge({ ...facts, failures: 2 }, 1000 + DAY, AFTER)?.kind).toBe('failing');
  });

  it('says nothing about a paused account', () => {
    const facts = { ...healthy, active: false, error: lasting, failingSince: 0, failures: 9 };
    expect(judge(facts, DAY, AFTER)).toBeUndefined();
  });

  it('notices a silence that is longer than any before', () => {
    const arrivals = { count: 200, first: 0, last: 30 * DAY, longestGap: 2.5 * DAY };
    const facts = { ...healthy, arrivals };
    expect(judge(facts, 33 * DAY, AFTER)).toBeUndefined();
    expect(judge(facts, 33.75 * DAY, AFTER)).toEqual({ kind: 'quiet', since: 30 * DAY });
    // What fails is not quiet as well.
    expect(judge({ ...facts, error: lasting, failingSince: 33.9 * DAY }, 34 * DAY, AFTER)?.kind).toBe(
      'failing',
    );
  });
});

describe('unusualSilence', () => {
  it('is unknown for a young or idle account', () => {
    expect(unusualSilence({ count: 19, first: 0, last: 40 * DAY, longestGap: DAY })).toBeUndefined();
    expect(unusualSilence({ count: 500, first: 0, last: 13 * DAY, longestGap: DAY })).toBeUndefined();
  });

  it('is never less than a day', () => {
    expect(unusualSilence({ count: 500, first: 0, last: 20 * DAY, longestGap: HOUR })).toBe(DAY);
    expect(unusualSilence({ count: 500, first: 0, last: 20 * DAY, longestGap: 3 * DAY })).toBe(4.5 * DAY);
  });
});

describe('messengerFor', () => {
  const messenger = (id: string, host: string, changes: object = {}, failing = false) => ({
    account: outgoingAccount({ id, name: id, host, isDefault: false, ...changes }),
    failing,
  });

  it('prefers another operator, then the default', () => {
    const near = messenger('near', 'smtp.example.com', { isDefault: true });
    const far = messenger('far', 'smtp.elsewhere.example');
    const farDefault = messenger('far-default', 'mail.third.example', { isDefault: true });
    const troubled = { id: 'in-1', host: 'imap.example.com' };
    expect(messengerFor(troubled, [near, far])?.id).toBe('far');
    expect(messengerFor(troubled, [far, farDefault])?.id).toBe('far-default');
    expect(messengerFor(troubled, [near])?.id).toBe('near');
  });

  it('never relies on what is broken, paused, or the account itself', () => {
    const accounts = [
      messenger('itself', 'a.example'),
      messenger('broken', 'b.example', {}, true),
      messenger('paused', 'c.example', { active: false }),
    ];
    expect(messengerFor({ id: 'itself', host: 'a.example' }, accounts)).toBeUndefined();
  });
});
