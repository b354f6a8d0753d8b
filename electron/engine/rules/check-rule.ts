import type { RuleAction, RuleInput } from '../../../shared/domain/rule.ts';
import { MailroomError, type FieldProblem } from '../../../shared/errors.ts';
import type { Database } from '../store/database.ts';
import { directoryEntryExists, type DirectoryTable } from '../store/directory-entry.ts';
import { findConfirmation } from '../store/templates.ts';
import { findTicketState, type TicketFields } from '../store/ticket-fields.ts';
import { compileCondition } from './conditions.ts';
import { PatternRefusal } from './pattern.ts';

const REFERENCES: readonly (readonly ['typeId' | 'groupId' | 'ownerId', DirectoryTable])[] = [
  ['typeId', 'ticket_types'],
  ['groupId', 'groups'],
  ['ownerId', 'users'],
];

/**
 * Refuses a rule that could not work: a regular expression that can't be used, or a ticket, type, group, user or text that
 * does not exist.
 *
 * @returns the rule with ticket numbers as the tickets have them, in whatever letter case they were typed
 * @throws MailroomError `input.invalid` with a problem for each field
 */
export function checkRule<R extends RuleInput>(database: Database, rule: R): R {
  const problems = [...patternProblems(rule), ...referenceProblems(database, rule)];
  const [first] = problems;
  if (first !== undefined)
    throw new MailroomError('input.invalid', 'input', {
      field: first.field,
      problems,
      detail: String(first.params?.['detail'] ?? ''),
    });
  return { ...rule, actions: rule.actions.map((action) => asTicketHas(database, action)) };
}

function asTicketHas(database: Database, action: RuleAction): RuleAction {
  if (action.kind !== 'assignTicket') return action;
  return { ...action, ticket: findTicketState(database, action.ticket)?.number ?? action.ticket };
}

function patternProblems({ conditions }: RuleInput): FieldProblem[] {
  return conditions.flatMap((condition, index) => {
    try {
      compileCondition(condition);
      return [];
    } catch (error) {
      if (!(error instanceof PatternRefusal)) throw error;
      const { problem, message } = error;
      return [{ field: `conditions.${index}.value`, problem, params: { detail: message } }];
    }
  });
}

function referenceProblems(database: Database, { actions }: RuleInput): FieldProblem[] {
  return actions.flatMap((action, index) => {
    if (action.kind === 'assignTicket') {
      const isThere = findTicketState(database, action.ticket) !== undefined;
      return isThere ? [] : [{ field: `actions.${index}.ticket`, problem: 'ticketUnknown' }];
    }
    if (action.kind === 'confirm') {
      const { templateId } = action;
      const isThere = templateId === undefined || findConfirmation(database, templateId) !== undefined;
      return isThere ? [] : [{ field: `actions.${index}.templateId`, problem: 'notThere' }];
    }
    if (action.kind === 'notify')
      return missing(database, index, { ownerId: action.userId, groupId: action.groupId });
    if (action.kind !== 'createTicket' && action.kind !== 'setFields') return [];
    return missing(database, index, action);
  });
}

/** Where the user of a notice counts as an owner. */
function missing(database: Database, index: number, action: TicketFields): FieldProblem[] {
  return REFERENCES.flatMap(([field, table]) => {
    const id = action[field];
    return id === undefined || directoryEntryExists(database, table, id)
      ? []
      : [{ field: `actions.${index}.${field}`, problem: 'notThere' }];
  });
}
