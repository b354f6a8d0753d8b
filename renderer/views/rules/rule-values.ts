import {
  isYesField,
  operatorsOf,
  ruleInputSchema,
  type Rule,
  type RuleAction,
  type RuleCondition,
  type RuleField,
  type RuleInput,
  type RuleOperator,
} from '../../../shared/domain/rule.ts';
import type { Ticket, TicketPriority } from '../../../shared/domain/ticket.ts';
import { bytesToMegabytes, megabytesToBytes, parseDecimal } from '../../format.ts';
import { addressesOf } from '../forms/addresses.ts';

/** A rule as the form holds it: text everywhere, and every field of every action, so that none is lost by a choice. */

export interface ConditionValues {
  /** Tells rows apart while they come and go. */
  readonly key: string;
  readonly field: RuleField;
  /** Name of the header field; what of an attachment counts. */
  readonly name: string;
  readonly operator: RuleOperator;
  /** For sizes in MB. */
  readonly value: string;
  readonly negate: boolean;
  readonly caseSensitive: boolean;
}

export interface ActionValues {
  readonly key: string;
  readonly kind: RuleAction['kind'];
  /** Empty: not given. */
  readonly typeId: string;
  readonly groupId: string;
  readonly ownerId: string;
  readonly priority: TicketPriority | '';
  readonly status: Ticket['status'] | '';
  readonly ticket: string;
  readonly to: string;
  readonly told: 'user' | 'group' | 'owner';
  readonly userId: string;
  readonly toldGroupId: string;
  /** Of a confirmation; empty: the built-in text. */
  readonly templateId: string;
}

export interface RuleValues {
  readonly title: string;
  readonly rank: string;
  readonly active: boolean;
  readonly match: 'all' | 'any';
  readonly conditions: readonly ConditionValues[];
  readonly actions: readonly ActionValues[];
  readonly goesOn: boolean;
}

let keys = 0;
function newKey(): string {
  keys += 1;
  return `row-${keys}`;
}

export function newCondition(): ConditionValues {
  return {
    key: newKey(),
    field: 'subject',
    name: '',
    operator: 'contains',
    value: '',
    negate: false,
    caseSensitive: false,
  };
}

export function newAction(kind: RuleAction['kind']): ActionValues {
  return {
    key: newKey(),
    kind,
    typeId: '',
    groupId: '',
    ownerId: '',
    priority: '',
    status: '',
    ticket: '',
    to: '',
    told: 'group',
    userId: '',
    toldGroupId: '',
    templateId: '',
  };
}

function conditionValues(condition: RuleCondition): ConditionValues {
  const { value, ...rest } = condition;
  return {
    ...newCondition(),
    ...withoutUndefined(rest),
    value: typeof value === 'number' ? bytesToMegabytes(value) : value,
  };
}

function actionValues(action: RuleAction): ActionValues {
  const fresh = newAction(action.kind);
  switch (action.kind) {
    case 'notify':
      return {
        ...fresh,
        told: action.userId !== undefined ? 'user' : action.groupId !== undefined ? 'group' : 'owner',
        userId: action.userId ?? '',
        toldGroupId: action.groupId ?? '',
      };
    case 'forward':
      return { ...fresh, to: action.to.join(', ') };
    case 'createTicket':
    case 'setFields':
    case 'assignTicket':
    case 'confirm':
      return { ...fresh, ...withoutUndefined(action) };
    case 'leave':
    case 'archive':
    case 'markSpam':
      return fresh;
  }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function ruleValues(rule: Rule | undefined, rank: number): RuleValues {
  return {
    title: rule?.title ?? '',
    rank: String(rule?.rank ?? rank),
    active: rule?.active ?? true,
    match: rule?.match ?? 'all',
    conditions: rule?.conditions.map(conditionValues) ?? [newCondition()],
    actions: rule?.actions.map(actionValues) ?? [newAction('createTicket')],
    goesOn: rule?.continue ?? false,
  };
}

/** What `name` of a condition can hold; the rest of the fields have none. */
function nameOf({ field, name }: ConditionValues): string | undefined {
  if (field === 'header') return name.trim();
  return field === 'attachment' && name !== '' ? name : undefined;
}

/** Whether a condition compares text, so that letter case can matter. */
export function comparesText(condition: ConditionValues): boolean {
  return condition.field !== 'sizeBytes' && condition.operator !== 'domainIs' && !asksYes(condition);
}

/** The condition after another field or aspect was chosen: an operator that no longer fits is replaced. */
export function fitted(condition: ConditionValues): ConditionValues {
  const fitting = operatorsOf(condition.field, nameOf(condition));
  const [first = condition.operator] = fitting;
  const preferred = fitting.includes('contains') ? 'contains' : first;
  return fitting.includes(condition.operator) ? condition : { ...condition, operator: preferred };
}

export function operatorsFor(condition: ConditionValues): readonly RuleOperator[] {
  return operatorsOf(condition.field, nameOf(condition));
}

export function asksYes(condition: ConditionValues): boolean {
  return isYesField(condition.field, nameOf(condition));
}

function conditionInput(condition: ConditionValues): RuleCondition {
  const { field, operator, value, negate, caseSensitive } = condition;
  const name = nameOf(condition);
  return {
    field,
    ...(name === undefined ? {} : { name }),
    operator,
    value: asksYes(condition) ? 'yes' : field === 'sizeBytes' ? megabytesToBytes(value) : value,
    ...(negate ? { negate } : {}),
    ...(caseSensitive && comparesText(condition) ? { caseSensitive } : {}),
  };
}

function actionInput(action: ActionValues): RuleAction {
  const { kind, typeId, groupId, ownerId, priority, status, userId, toldGroupId, templateId } = action;
  const ticketFields = {
    ...(typeId === '' ? {} : { typeId }),
    ...(groupId === '' ? {} : { groupId }),
    ...(ownerId === '' ? {} : { ownerId }),
    ...(priority === '' ? {} : { priority }),
  };
  switch (kind) {
    case 'createTicket':
      return { kind, ...ticketFields };
    case 'setFields':
      return { kind, ...ticketFields, ...(status === '' ? {} : { status }) };
    case 'assignTicket':
      return { kind, ticket: action.ticket };
    case 'forward':
      return { kind, to: addressesOf(action.to) };
    case 'notify':
      if (action.told === 'owner') return { kind, owner: true };
      if (action.told === 'user') return userId === '' ? { kind } : { kind, userId };
      return toldGroupId === '' ? { kind } : { kind, groupId: toldGroupId };
    case 'confirm':
      return { kind, ...(templateId === '' ? {} : { templateId }) };
    case 'leave':
    case 'archive':
    case 'markSpam':
      return { kind };
  }
}

/** The rule the values describe, before it is checked. */
export function ruleInput(values: RuleValues, accountId: string): RuleInput {
  return {
    accountId,
    title: values.title,
    rank: parseDecimal(values.rank),
    active: values.active,
    ...(values.match === 'any' ? { match: 'any' as const } : {}),
    conditions: values.conditions.map(conditionInput),
    actions: values.actions.map(actionInput),
    ...(values.goesOn ? { continue: true } : {}),
  };
}

/** Problem codes by path, such as `conditions.0.value`. */
export type RuleProblems = Readonly<Record<string, string>>;

export function ruleProblems(input: RuleInput): RuleProblems {
  const problems: Record<string, string> = {};
  for (const issue of ruleInputSchema.safeParse(input).error?.issues ?? []) {
    // A size that is no number fits none of the two kinds of value.
    problems[issue.path.map(String).join('.')] ??=
      issue.code === 'invalid_union' ? 'sizeNeeded' : issue.message;
  }
  return problems;
}
