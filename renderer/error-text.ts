import i18next from 'i18next';
import type { PlainError } from '../shared/errors.ts';
import { formatSize } from './format.ts';

export interface ErrorText {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
}

const sizes = new Set(['size', 'limit']);

/** What was being done. Left out: receiving, or nothing with mail. */
export type Doing = 'sending';

/** The sentences for a failure: what happened, what it means for the mail, what to do next. */
export function errorText(error: Pick<PlainError, 'code' | 'params'>, doing?: Doing): ErrorText {
  const params = Object.fromEntries(
    Object.entries(error.params).map(([name, value]) => [
      name,
      sizes.has(name) && typeof value === 'number' ? formatSize(value) : value,
    ]),
  );
  const sentence = (part: keyof ErrorText): string =>
    tidy(
      i18next.t(`errors.${error.code}.${part}`, {
        ...params,
        ...(doing === undefined ? {} : { context: doing }),
      }),
    );
  return { title: sentence('title'), text: sentence('text'), remedy: sentence('remedy') };
}

/** Closes the gaps a missing parameter leaves: a sentence that only lists it goes altogether. */
export function tidy(text: string): string {
  return text
    .split(/(?<=[.!?]) (?=\p{Lu})/u)
    .filter((sentence) => !/: *[.,]/.test(sentence))
    .join(' ')
    .replace(/“”|„“|\(\)/g, '')
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,:;])/g, '$1')
    .trim();
}

/** The text of a field problem; an unknown code reads as a plain request to look again. */
export function problemText(problem: string, params: Readonly<Record<string, string | number>> = {}): string {
  const key = `problems.${problem}`;
  return i18next.exists(key) ? i18next.t(key, { ...params }) : i18next.t('problems.invalid');
}
