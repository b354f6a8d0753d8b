import type { Alarm } from '../../../shared/domain/alarm.ts';
import type { MailLanguage } from '../../../shared/domain/directory.ts';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { failureText } from '../failure-text.ts';
import type { Clock } from '../ports.ts';
import { mailLanguage, writtenDate, writtenTime } from '../sending/mail-language.ts';
import { queueSystemMail } from '../sending/system-mail.ts';
import type { TemplateValues } from '../sending/template-text.ts';
import type { Database } from '../store/database.ts';
import { readSettings } from '../store/settings.ts';
import type { Word } from './watch.ts';

/** In the place of what there is nothing to say about. */
const NOTHING = '–';

/** Queues word about an account, through the account that was found fit to carry it. */
export async function queueAlarmMail(
  database: Database,
  clock: Clock,
  word: Word,
  alarm: Alarm,
  to: string,
  messengerId: string,
): Promise<OutboxEntry> {
  const language = mailLanguage(readSettings(database).language);
  const variables = alarmVariables(alarm, clock.now(), language);
  return queueSystemMail(database, clock, {
    kind: word,
    to: [to],
    language,
    variables,
    accountId: messengerId,
  });
}

function alarmVariables(alarm: Alarm, now: number, language: MailLanguage): TemplateValues {
  const doing = alarm.direction === 'outgoing' ? 'sending' : undefined;
  const why = alarm.error === undefined ? undefined : failureText(alarm.error, language, doing);
  return {
    'account.name': alarm.account,
    since: `${writtenDate(alarm.since, language)}, ${writtenTime(alarm.since, language)}`,
    date: writtenDate(now, language),
    time: writtenTime(now, language),
    reason: why?.message ?? NOTHING,
    remedy: why?.remedy ?? NOTHING,
    server: alarm.error?.detail ?? NOTHING,
  };
}
