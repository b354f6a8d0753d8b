import type { FirstContact } from '../../../shared/domain/incoming-account.ts';
import type { MailboxLook } from '../../../shared/domain/mailbox.ts';

/** A decision about the mail that is there already. */
export type Choice = Exclude<FirstContact, 'ask'>;

export const DAY_MS = 86_400_000;

/** At least and at most so many messages; both are the same where the look counted exactly. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** How many messages came since a moment, as far as the look tells: it counted a few ages only. */
export function messagesSince(look: MailboxLook, since: number, now: number): Range {
  if (look.newest !== undefined && since > look.newest) return { least: 0, most: 0 };
  if (look.oldest !== undefined && since <= look.oldest) return { least: look.found, most: look.found };
  const days = (now - since) / DAY_MS;
  const ages = look.byAge.toSorted((a, b) => a.days - b.days);
  // The clock has moved on a little between the look and the question.
  const exact = ages.find((age) => Math.abs(age.days - days) < 0.02);
  if (exact !== undefined) return { least: exact.messages, most: exact.messages };
  const below = ages.findLast((age) => age.days < days);
  const above = ages.find((age) => age.days > days);
  return { least: below?.messages ?? 0, most: above?.messages ?? look.found };
}

/** How many messages a choice fetches. What is over the limit stays where it is; how old it is was not counted. */
export function messagesFetched(look: MailboxLook, choice: Choice, now: number): Range {
  const fitting = look.found - look.oversize;
  if (choice === 'all') return { least: fitting, most: fitting };
  if (choice === 'none') return { least: 0, most: 0 };
  return messagesSince(look, Date.parse(choice), now);
}
