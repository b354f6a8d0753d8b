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

/** Words that mail programs put in front of an answered or forwarded subject. */
const PREFIXES = /^(?:\s*(?:re|aw|fwd?|wg|antw|sv)(?:\[\d+\])?:)*\s*/i;

/**
 * The subject with the ticket's reference in it exactly once, and before that of any other ticket: answers go to the
 * ticket that is named first.
 */
export function withReference(subject: string, number: string): string {
  const own = new RegExp(`\\[\\s*${number}\\s*\\]`, 'gi');
  const token = subjectToken(number);
  if (referencesIn(subject)[0] === number) {
    const [before = '', ...after] = subject.split(own);
    return singleBlanks(`${before}${token}${after.join('')}`);
  }
  const bare = singleBlanks(subject.replace(own, ''));
  const [prefix = ''] = PREFIXES.exec(bare) ?? [];
  return singleBlanks(`${prefix} ${token} ${bare.slice(prefix.length)}`);
}

/** Without the gaps that a reference leaves where it was taken out. */
function singleBlanks(subject: string): string {
  return subject.replace(/ {2,}/g, ' ').trim();
}
