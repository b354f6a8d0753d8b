import type { Alarm } from '../../../shared/domain/alarm.ts';
import { failureText, fixedText } from '../failure-text.ts';

/** What a desktop notice says about an account. */
export function alarmText(alarm: Alarm, language: string): { readonly title: string; readonly text: string } {
  const text = fixedText(language);
  const key = `alarms.${alarm.endedAt === undefined ? alarm.kind : 'recovered'}`;
  const doing = alarm.direction === 'outgoing' ? 'sending' : undefined;
  const params = {
    account: alarm.account,
    time: new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(alarm.since),
    reason: alarm.error === undefined ? '' : failureText(alarm.error, language, doing).message,
  };
  return { title: text(`${key}.title`, params), text: text(`${key}.text`, params).trim() };
}
