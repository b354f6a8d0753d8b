import type { Group, MailLanguage } from '../../../shared/domain/directory.ts';
import { templateVariables } from '../../../shared/domain/template.ts';
import type { MailContent } from './compose.ts';
import { asHtml, fill, type TemplateValues } from './template-text.ts';

/** Readers cut off what follows this line when they quote (RFC 3676 section 4.3). */
const SEPARATOR = '-- ';

/**
 * A group's signature in a language, or in the other one where it has none in this. Variables without a value become
 * nothing: nobody looks at a signature again before it goes out.
 */
export function signatureOf(
  group: Group,
  language: MailLanguage,
  values: TemplateValues,
): string | undefined {
  const [first, second] =
    language === 'de' ? [group.signatureDe, group.signatureEn] : [group.signatureEn, group.signatureDe];
  const signature = first.trim() === '' ? second : first;
  if (signature.trim() === '') return undefined;
  const filled = templateVariables.signature.map((name): [string, string] => [name, values[name] ?? '']);
  return fill(signature, Object.fromEntries(filled)).trimEnd();
}

/** The content with a signature behind it, in the HTML before its end. */
export function withSignature<T extends Pick<MailContent, 'text' | 'html'>>(
  content: T,
  signature: string,
): T {
  const { text, html } = content;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    ...content,
    text: `${text}${gap}${SEPARATOR}\n${signature}`,
    ...(html === undefined
      ? {}
      : { html: beforeEnd(html, `<div>${SEPARATOR}<br>\n${asHtml(signature)}</div>\n`) }),
  };
}

function beforeEnd(html: string, piece: string): string {
  const end = [...html.matchAll(/<\/body\s*>/gi)].at(-1) ?? [...html.matchAll(/<\/html\s*>/gi)].at(-1);
  const at = end?.index ?? html.length;
  return html.slice(0, at) + piece + html.slice(at);
}
