import i18next from 'i18next';
import type { DecisionSummary } from '../../../shared/domain/rehearsal.ts';

/** Where a message goes, in a few words: `new ticket`, `ticket T-000123, stays in the inbox`, `archive`. */
export function decisionText({ ticket, createsTicket, spam, folder }: DecisionSummary): string {
  const words = (key: string, params: Record<string, string> = {}): string =>
    i18next.t(`decision.${key}`, params);
  if (spam) return words('spam');
  const found = createsTicket
    ? words('newTicket')
    : ticket === undefined
      ? undefined
      : words('ticket', { ticket });
  // Mail of a ticket leaves the inbox; only what is out of the ordinary is worth a word.
  if (found !== undefined) return folder === 'archive' ? found : `${found}, ${words('inbox')}`;
  return words(folder);
}

/** Why: the rules that act, or what came before them. */
export function decisionReason({ reason, rules }: DecisionSummary): string {
  return i18next.t(`decisionReason.${reason}`, {
    rules: rules.map((title) => i18next.t('rules.quoted', { title })).join(', '),
  });
}
