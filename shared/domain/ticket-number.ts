import { z } from 'zod';

/**
 * Numbers of tickets. New ones are made by a pattern that the admin sets; a ticket keeps the number it got. Letter case
 * makes no difference between two numbers, and all characters are ASCII, so that this means the same everywhere.
 */

export const defaultTicketPattern = 'T-######';
const MAX_PATTERN_CHARACTERS = 30;
/** What is longer is no ticket number. A pattern of full length has room for a counter of eleven digits. */
const MAX_NUMBER_CHARACTERS = 40;
const MAX_COUNTER_DIGITS = 12;

/** Source of a regular expression for what can be a ticket number, whatever the pattern is or was. */
export const TICKET_NUMBER = `[A-Za-z0-9](?:[A-Za-z0-9_./-]{0,${MAX_NUMBER_CHARACTERS - 2}}[A-Za-z0-9])?`;

/** The number of a ticket, as somebody types it. Whether there is such a ticket is the store's to say. */
export const ticketNumberField = z
  .string()
  .trim()
  .regex(new RegExp(`^${TICKET_NUMBER}$`), 'ticketMalformed');

/** What new ticket numbers look like: one run of `#` for the counter, `{year}` and `{month}` of the creation, and text. */
export const ticketPatternField = z
  .string()
  .trim()
  .superRefine((pattern, context) => {
    const problem = patternProblem(pattern);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

function patternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'required';
  if (pattern.length > MAX_PATTERN_CHARACTERS) return 'ticketPatternLong';
  const plain = pattern.replace(/\{(?:year|month)\}/g, '0');
  if (!/^[A-Za-z0-9_./#-]*$/.test(plain)) return 'ticketPatternCharacters';
  const [counter = '', ...others] = plain.match(/#+/g) ?? [];
  if (counter === '' || others.length > 0 || counter.length > MAX_COUNTER_DIGITS)
    return 'ticketPatternCounter';
  // Any number in brackets would name a ticket, such as [1].
  if (counter === plain) return 'ticketPatternBare';
  return /^[A-Za-z0-9#].*[A-Za-z0-9#]$/.test(plain) ? undefined : 'ticketPatternEnds';
}

/**
 * The number that the ticket with this counter gets. Under one pattern no two counters have the same, in no month; under
 * another pattern a ticket may have it already.
 *
 * @param pattern one that `ticketPatternField` takes
 * @param at when the ticket is made, UTC ms; year and month are those of this computer's time zone
 */
export function ticketNumber(pattern: string, counter: number, at: number): string {
  const date = new Date(at);
  return pattern
    .replaceAll('{year}', padded(date.getFullYear(), 4))
    .replaceAll('{month}', padded(date.getMonth() + 1, 2))
    .replace(/#+/, ({ length }) => padded(counter, length));
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
