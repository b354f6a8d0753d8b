import { escapeHtml } from '../mime/html-tokens.ts';

/** Values for `{{name}}`, by name. */
export type TemplateValues = Readonly<Record<string, string | undefined>>;

/**
 * Fills in a text: `{{name}}` becomes its value, once: what a value holds is never expanded again. A variable without a
 * value stays as it is, so that whoever reads the text sees what is missing.
 */
export function fill(text: string, values: TemplateValues): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (whole, name: string) => {
    const key = name.trim();
    return (Object.hasOwn(values, key) ? values[key] : undefined) ?? whole;
  });
}

/** A plain text as a piece of HTML: nothing in it is markup. */
export function asHtml(text: string): string {
  return escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>\n');
}
