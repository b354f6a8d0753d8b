import { createInstance, type TFunction } from 'i18next';
import type { PlainError } from '../../shared/errors.ts';
import german from '../../shared/i18n/de.json' with { type: 'json' };
import english from '../../shared/i18n/en.json' with { type: 'json' };

/** Texts of failures for people, where no window shows them: command line, start-up. */
export interface FailureText {
  readonly message: string;
  readonly remedy: string;
}

const texts = createInstance();
void texts.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english }, de: { translation: german } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** Looks texts of `shared/i18n` up in a language, English where it is not spoken. */
export function fixedText(language: string): TFunction {
  return texts.getFixedT(language);
}

/** What happened and what to do about it. */
export function failureText(error: PlainError, language = 'en', doing?: 'sending'): FailureText {
  const text = fixedText(language);
  const context = doing === undefined ? {} : { context: doing };
  const params = { detail: error.detail ?? '', field: error.field ?? '', ...error.params, ...context };
  const key = `errors.${error.code}`;
  if (isUsage(error)) return { message: `${error.detail}.`, remedy: 'See mailroom --help.' };
  return {
    message: `${text(`${key}.title`, params)}. ${text(`${key}.text`, params)}`.trim(),
    remedy: text(`${key}.remedy`, params),
  };
}

/** A command called in a wrong way: the form's words ("correct the marked fields") would not fit. */
function isUsage(error: PlainError): boolean {
  return error.code === 'input.invalid' && error.problems === undefined && error.detail !== undefined;
}

/** All lines that explain a failure to a person. */
export function failureLines(error: PlainError, language = 'en', doing?: 'sending'): string[] {
  const text = fixedText(language);
  const { message, remedy } = failureText(error, language, doing);
  return [
    message,
    ...(error.problems ?? []).map(({ field, problem, params }) => {
      const label = text(`fields.${field}`, { defaultValue: field });
      return `  ${label} (${field}): ${text(`problems.${problem}`, { ...params, defaultValue: problem })}`;
    }),
    ...(error.detail === undefined || isUsage(error) ? [] : [`  ${error.detail}`]),
    ...(remedy === '' ? [] : [`  ${remedy}`]),
  ];
}
