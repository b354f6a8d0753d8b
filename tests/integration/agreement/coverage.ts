// What of the rules never came up: a comparison of nothing agrees too.
import { decisionReasons } from '../../../shared/domain/rehearsal.ts';
import type { RuleAction, RuleCondition, RuleInput } from '../../../shared/domain/rule.ts';
import type { Told } from './agree.ts';
import { deciding, everyCondition, type Directory } from './rules.ts';

const CHANGES = ['typeId', 'groupId', 'ownerId', 'priority', 'status'];
const MAILS = ['forward', 'confirm', 'notify', 'owner'];
const SKIPPED = ['automatic', 'noAddress', 'ownAddress', 'tooMany'];

/** Names of the branches, conditions and actions that no message took. */
export function untouched(
  told: readonly Told[],
  rulesOf: (account: string) => readonly RuleInput[],
  directory: Directory,
): string[] {
  const wanted = [
    ...decisionReasons.map((reason) => `reason ${reason}`),
    ...deciding(directory).map(({ title }) => `rule ${title}`),
    ...['createTicket', 'assignTicket', 'leave', 'archive', 'markSpam', 'forward', 'confirm'].map(action),
    ...['userId', 'groupId', 'owner'].map((who) => action(`notify ${who}`)),
    ...CHANGES.map((name) => action(`setFields ${name}`)),
    ...CHANGES.slice(0, -1).map((name) => action(`createTicket ${name}`)),
    ...['flag', 'reopen'].map((what) => `completed ${what}`),
    ...MAILS.map((kind) => `mail ${kind}`),
    ...SKIPPED.map((why) => `skipped ${why}`),
    ...['other ticket', 'new contact', 'several rules', 'not reached', 'all hold', 'any holds'],
    ...everyCondition().flatMap((condition) =>
      condition.caseSensitive === true
        ? [`${nameOf(condition)} by letter case alone`]
        : [`${nameOf(condition)} holds`, `${nameOf(condition)} does not hold`],
    ),
  ];
  const seen = new Set(told.flatMap((each) => touched(each, rulesOf(each.account))));
  return wanted.filter((name) => !seen.has(name));
}

function touched({ rehearsed, model }: Told, rules: readonly RuleInput[]): string[] {
  const { decision } = rehearsed;
  if (decision === undefined || model === undefined) return [];
  const acted = rules.filter(({ title }) => decision.rules.includes(title));
  const answers = new Map<string, boolean>();
  for (const [at, { conditions }] of rehearsed.rules.entries())
    for (const [place, { holds }] of conditions.entries()) {
      const condition = rules[at]?.conditions[place];
      if (condition !== undefined) answers.set(nameOf(condition), holds);
    }
  return [
    `reason ${decision.reason}`,
    ...decision.rules.map((title) => `rule ${title}`),
    ...(decision.reason === 'rule' ? decision.actions.flatMap(namesOfAction) : []),
    ...(decision.completed === undefined ? [] : [`completed ${decision.completed}`]),
    ...(decision.otherTickets.length > 0 ? ['other ticket'] : []),
    ...(decision.createsContact ? ['new contact'] : []),
    ...(decision.rules.length > 1 ? ['several rules'] : []),
    ...(rehearsed.rules.some(({ reached }) => !reached) ? ['not reached'] : []),
    ...acted
      .filter(({ conditions }) => conditions.length > 1)
      .map(({ match }) => (match === 'any' ? 'any holds' : 'all hold')),
    ...model.outcome.mails.map(({ kind, rule, skipped }) =>
      skipped === undefined ? `mail ${rule === undefined ? 'owner' : kind}` : `skipped ${skipped}`,
    ),
    ...[...answers].map(([name, holds]) => `${name} ${holds ? 'holds' : 'does not hold'}`),
    ...[...answers]
      .filter(([name, holds]) => name.endsWith(' cased') && answers.get(name.slice(0, -6)) !== holds)
      .map(([name]) => `${name} by letter case alone`),
  ];
}

function action(name: string): string {
  return `action ${name}`;
}

function namesOfAction({ kind, ...rest }: RuleAction): string[] {
  return [action(kind), ...Object.keys(rest).map((name) => action(`${kind} ${name}`))];
}

function nameOf({ field, name = '', operator, negate, caseSensitive }: RuleCondition): string {
  return `${field} ${name} ${negate === true ? 'not ' : ''}${operator}${caseSensitive === true ? ' cased' : ''}`;
}
