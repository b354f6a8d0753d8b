import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import sharedDe from '../shared/i18n/de.json';
import sharedEn from '../shared/i18n/en.json';
import type { Settings } from '../shared/domain/settings.ts';
import de from './locales/de.json';
import en from './locales/en.json';

export type Language = 'en' | 'de';

/** The language to show: the chosen one, or the system's if it is one of ours, or English. */
export function resolveLanguage(setting: Settings['language'], systemLocale: string): Language {
  if (setting !== 'system') return setting;
  return systemLocale.toLowerCase().startsWith('de') ? 'de' : 'en';
}

/** Makes the texts available. Safe to call again (tests do). */
export async function startI18n(language: Language): Promise<void> {
  if (i18next.isInitialized) {
    await i18next.changeLanguage(language);
    return;
  }
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: {
      en: { translation: { ...sharedEn, ...en } },
      de: { translation: { ...sharedDe, ...de } },
    },
    interpolation: { escapeValue: false },
    missingInterpolationHandler: () => '',
    returnNull: false,
  });
}

/** The locale for dates and numbers: the language shown, with the system's region where both agree. */
export function formatLocale(): string {
  const language = i18next.language === 'de' ? 'de' : 'en';
  const system = typeof window === 'undefined' ? '' : (window.mailroom?.locale ?? '');
  if (system.toLowerCase().startsWith(language) && isLocale(system)) return system;
  return language === 'de' ? 'de-DE' : 'en-GB';
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
