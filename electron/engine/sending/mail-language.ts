import type { MailLanguage } from '../../../shared/domain/directory.ts';
import type { Settings } from '../../../shared/domain/settings.ts';

/**
 * The language in which the program writes when the mail itself names none: that of its window, English where the
 * machine speaks neither.
 */
export function mailLanguage(
  setting: Settings['language'],
  machine = Intl.DateTimeFormat().resolvedOptions().locale,
): MailLanguage {
  if (setting !== 'system') return setting;
  return /^de\b/i.test(machine) ? 'de' : 'en';
}

const LOCALES: Readonly<Record<MailLanguage, string>> = { en: 'en-GB', de: 'de-DE' };

/** A day as people write it, in this machine's time zone. @param at UTC ms */
export function writtenDate(at: number, language: MailLanguage): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long' }).format(at);
}

/** A time of day with its zone: the reader may be in another one. @param at UTC ms */
export function writtenTime(at: number, language: MailLanguage): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}
