/** Ticket references: `T-000123`, in a subject as `[T-000123]`. */

const DIGITS = 6;

export function ticketNumber(id: number): string {
  return `T-${String(id).padStart(DIGITS, '0')}`;
}

/** The token that outgoing ticket mail carries in its subject. */
export function subjectToken(number: string): string {
  return `[${number}]`;
}

/** All references in a subject in order of appearance, upper case, each once. */
export function referencesIn(subject: string): string[] {
  const found = subject.matchAll(/\[\s*(T-\d{1,12})\s*\]/gi);
  return [...new Set([...found].map((match) => (match[1] ?? '').toUpperCase()))];
}
