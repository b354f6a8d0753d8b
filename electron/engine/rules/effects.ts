import type { RuleAction, RuleInput } from '../../../shared/domain/rule.ts';
import type { TicketFields } from '../store/ticket-fields.ts';

/** An action that has a say, and the rule it is from. */
export interface Effect {
  readonly rule: RuleInput;
  readonly action: RuleAction;
}

/** What the actions of all rules that match come to. */
export interface Effects {
  readonly effects: readonly Effect[];
  readonly ticket: 'create' | { readonly number: string } | undefined;
  readonly fields: TicketFields;
  readonly place: 'leave' | 'archive' | 'spam' | undefined;
}

/**
 * Where several rules act, the earlier one wins: its ticket, its place, its value of a field. A ticket and the spam mark
 * exclude each other.
 */
export function combine(rules: readonly RuleInput[]): Effects {
  const effects: Effect[] = [];
  let ticket: Effects['ticket'];
  let place: Effects['place'];
  let fields: TicketFields = {};
  const add = (values: TicketFields): void => void (fields = { ...values, ...fields });
  const take = (action: RuleAction): boolean => {
    switch (action.kind) {
      case 'createTicket': {
        if (ticket !== undefined || place === 'spam') return false;
        const { kind: _kind, ...values } = action;
        ticket = 'create';
        add(values);
        return true;
      }
      case 'assignTicket':
        if (ticket !== undefined || place === 'spam') return false;
        ticket = { number: action.ticket };
        return true;
      case 'setFields': {
        const { kind: _kind, ...values } = action;
        add(values);
        return true;
      }
      case 'leave':
      case 'archive':
        if (place !== undefined) return false;
        place = action.kind;
        return true;
      case 'markSpam':
        if (place !== undefined || ticket !== undefined) return false;
        place = 'spam';
        return true;
      case 'confirm':
        return !effects.some((effect) => effect.action.kind === 'confirm');
      case 'forward':
      case 'notify':
        return true;
    }
  };
  for (const rule of rules)
    for (const action of rule.actions) if (take(action)) effects.push({ rule, action });
  return { effects, ticket, fields, place };
}
