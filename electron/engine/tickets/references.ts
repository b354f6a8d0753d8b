import { TICKET_NUMBER } from '../../../shared/domain/ticket-number.ts';

/**
 * Ticket numbers in subjects, as `[T-000123]`. Patterns of numbers change, and lists and people put other things into
 * brackets: which of them is a ticket, only the store can say.
 */

/** More of them are not looked up: nobody names so many tickets. */
const MAX_CANDIDATES = 20;

/** Words that mail programs put in front of an answered or forwarded subject. */
const WORDS = 're|aw|fwd?|wg|antw|sv';
const PREFIXES = new RegExp(String.raw`^(?:\s*(?:${WORDS})(?:\[\d+\])?:)*\s*`, 'i');

/** What can be a ticket's token. The count in `RE[2]:` never is. */
const TOKEN = new RegExp(String.raw`(?<!\b(?:${WORDS})(?=\[\d+\]:))\[\s*(${TICKET_NUMBER})\s*\]`, 'gi');

/** The token that outgoing ticket mail carries in its subject. */
export function subjectToken(number: string): string {
  return `[${number}]`;
}

/** Whether a subject carries this ticket's token. */
export function carries(subject: string, number: string): boolean {
  return candidatesIn(subject).some((candidate) => isSame(candidate, number));
}

/**
 * The tickets that a subject names, in order of appearance, each once.
 *
 * @param find looks a number up, in any letter case
 */
export function ticketsIn<T>(subject: string, find: (number: string) => T | undefined): T[] {
  return candidatesIn(subject)
    .map(find)
    .filter((ticket) => ticket !== undefined);
}

/**
 * The subject with the ticket's token in it exactly once, and before that of any other ticket: answers go to the ticket
 * that is named first. Everything else keeps its order.
 *
 * @param isTicket whether there is a ticket of this number, in any letter case
 */
export function withReference(
  subject: string,
  number: string,
  isTicket: (number: string) => boolean,
): string {
  const token = subjectToken(number);
  const first = candidatesIn(subject).find((candidate) => isSame(candidate, number) || isTicket(candidate));
  if (first !== undefined && isSame(first, number)) {
    const [place] = [...subject.matchAll(TOKEN)].filter((match) => isSame(match[1] ?? '', number));
    const { index = 0, 0: found = '' } = place ?? {};
    const after = without(subject.slice(index + found.length), number);
    return singleBlanks(`${subject.slice(0, index)}${token}${after}`);
  }
  const bare = singleBlanks(without(subject, number));
  const [prefix = ''] = PREFIXES.exec(bare) ?? [];
  return singleBlanks(`${prefix} ${token} ${bare.slice(prefix.length)}`);
}

/** What may be the number of a ticket, as written, each once. */
function candidatesIn(subject: string): string[] {
  const seen = new Map<string, string>();
  for (const [, candidate = ''] of subject.matchAll(TOKEN)) {
    const key = candidate.toLowerCase();
    if (!seen.has(key)) seen.set(key, candidate);
    if (seen.size === MAX_CANDIDATES) break;
  }
  return [...seen.values()];
}

/** Without the ticket's tokens. Taking one out can leave the next: `[T-[T-1]1]`. */
function without(subject: string, number: string): string {
  let left = subject;
  for (;;) {
    const next = left.replace(TOKEN, (token, candidate: string) => (isSame(candidate, number) ? '' : token));
    if (next === left) return left;
    left = next;
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Without the gaps that a token leaves where it was taken out. */
function singleBlanks(subject: string): string {
  return subject.replace(/ {2,}/g, ' ').trim();
}
