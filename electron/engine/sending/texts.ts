import type { MailLanguage } from '../../../shared/domain/directory.ts';
import type { Template } from '../../../shared/domain/template.ts';
import type { Database } from '../store/database.ts';
import { findStoredTemplate, findStoredText, listStoredTemplates } from '../store/templates.ts';
import { builtInTexts, type SystemKind } from './built-in-texts.ts';
import { fill, type TemplateValues } from './template-text.ts';

const MAX_SUBJECT_CHARACTERS = 300;
const BETWEEN_LANGUAGES = '\n\n--\n\n';

/** All texts: those people wrote, and the built-in ones of which nobody wrote another. */
export function listTexts(database: Database): Template[] {
  const stored = listStoredTemplates(database);
  const kinds = new Set(stored.map(({ kind }) => kind));
  return [...Object.values(builtInTexts).filter(({ kind }) => !kinds.has(kind)), ...stored];
}

export function findText(database: Database, id: string): Template | undefined {
  return findStoredTemplate(database, id) ?? Object.values(builtInTexts).find((text) => text.id === id);
}

/** What the program writes for a kind: somebody's text, else the built-in one. */
export function systemText(database: Database, kind: SystemKind): Template {
  return findStoredText(database, kind) ?? builtInTexts[kind];
}

/** A text in one language, filled in. */
export interface WrittenText {
  readonly subject: string;
  readonly text: string;
}

/** A text in a language, or in the other one where it is empty in this. */
export function write(template: Template, language: MailLanguage, values: TemplateValues): WrittenText {
  const texts = { en: template.textEn, de: template.textDe };
  const other = language === 'en' ? 'de' : 'en';
  const written = texts[language].trim() === '' ? other : language;
  const subject = written === 'en' ? template.subjectEn : template.subjectDe;
  return { subject: oneLine(fill(subject, values)), text: fill(texts[written], values) };
}

/**
 * A text in every language it is written in, in one mail, German first: for readers whose language is not known.
 *
 * @param valuesIn the values as they are written in a language
 */
export function writeAll(
  template: Template,
  valuesIn: (language: MailLanguage) => TemplateValues,
): WrittenText {
  const inEach = (en: string, de: string): string[] => [
    ...(de.trim() === '' ? [] : [fill(de, valuesIn('de'))]),
    ...(en.trim() === '' ? [] : [fill(en, valuesIn('en'))]),
  ];
  const { subjectEn, subjectDe, textEn, textDe } = template;
  return {
    subject: oneLine(inEach(subjectEn, subjectDe).join(' / ')),
    text: inEach(textEn, textDe).join(BETWEEN_LANGUAGES),
  };
}

/** Values come from anywhere, and a subject is one line of bounded length. */
function oneLine(text: string): string {
  return [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, MAX_SUBJECT_CHARACTERS).join('');
}
