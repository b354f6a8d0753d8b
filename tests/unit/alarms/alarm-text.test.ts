import { describe, expect, it } from 'vitest';
import { alarmText } from '../../../electron/engine/alarms/alarm-text.ts';
import type { Alarm } from '../../../shared/domain/alarm.ts';
import { MailroomError } from '../../../shared/errors.ts';

const alarm: Alarm = {
  accountId: 'a',
  account: 'Support',
  direction: 'outgoing',
  kind: 'failing',
  since: Date.UTC(2026, 0, 5, 8),
  raisedAt: Date.UTC(2026, 0, 5, 9),
  error: new MailroomError('login.refused', 'login').toPlain(),
};

describe('alarmText', () => {
  it('names the account, since when and why', () => {
    const { title, text } = alarmText(alarm, 'en');
    expect(title).toBe('Support needs attention');
    expect(text).toContain('Jan 5, 2026');
    expect(text).toContain('User name or password is not accepted. Nothing was sent.');
  });

  it('speaks of the end, and of silence, in the language asked for', () => {
    expect(alarmText({ ...alarm, endedAt: alarm.raisedAt }, 'de').title).toBe('Support funktioniert wieder');
    const { title, text } = alarmText({ ...alarm, kind: 'quiet', error: undefined }, 'de');
    expect(title).toBe('Support ist ungewöhnlich still');
    expect(text).toContain('05.01.2026');
  });

  it('speaks English where the language is not known', () => {
    expect(alarmText(alarm, 'fr').title).toBe('Support needs attention');
  });
});
