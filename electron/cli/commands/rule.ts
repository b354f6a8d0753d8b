import type { Rule, RuleAction, RuleCondition } from '../../../shared/domain/rule.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { readJsonObject } from './read-input.ts';
import { findAccount } from './reference.ts';
import { actionNames, actionsWithIds } from './rule-references.ts';

/** `mailroom rule ...` */
export const ruleCommands = {
  async list(context) {
    const { engine, options } = context;
    const all = await call(engine, 'rules.list', {});
    if (options.account === undefined) return show(context, all);
    const { id } = (await findAccount(engine, options.account, 'incoming')).overview.account;
    return show(
      context,
      all.filter(({ accountId }) => accountId === id),
    );
  },

  async add({ engine, output, options }) {
    const { account, ...fields } = await readRule(engine, options.file);
    const reference = typeof account === 'string' ? account : undefined;
    const accountId = (await findAccount(engine, reference, 'incoming')).overview.account.id;
    // Checked by the contract, like everything that is asked of the engine.
    const input = { ...fields, accountId } as unknown as RequestInput<'rules.create'>;
    const rule = await call(engine, 'rules.create', input);
    output.result(rule, table([row(rule)]));
    return exitCodes.ok;
  },

  /** Changes only the fields given; `account` moves the rule to another account. */
  async update({ engine, output, options, operands }) {
    const { id, ...stored } = await findRule(engine, operands[0]);
    const { account, ...changes } = await readRule(engine, options.file);
    const moved =
      typeof account === 'string'
        ? { accountId: (await findAccount(engine, account, 'incoming')).overview.account.id }
        : {};
    const input = { ...stored, ...changes, ...moved } as unknown as RequestInput<'rules.create'>;
    const rule = await call(engine, 'rules.update', { id, rule: input });
    output.result(rule, table([row(rule)]));
    return exitCodes.ok;
  },

  async remove({ engine, output, operands }) {
    const [id = ''] = operands;
    await call(engine, 'rules.remove', { id });
    output.result({ id, removed: true }, ['Removed.']);
    return exitCodes.ok;
  },

  async move(context) {
    const { engine, options, operands } = context;
    const [id = ''] = operands;
    const { after } = options;
    return show(context, await call(engine, 'rules.move', { id, ...(after === undefined ? {} : { after }) }));
  },

  async copy(context) {
    const { engine, options, operands } = context;
    const { id } = (await findAccount(engine, options.account, 'incoming')).overview.account;
    return show(context, await call(engine, 'rules.copy', { ids: [...operands], accountId: id }));
  },
} satisfies Record<string, Command>;

/** What actions point to may be named in the file. */
async function readRule(engine: Engine, file: string | undefined): Promise<Record<string, unknown>> {
  const { actions, ...fields } = await readJsonObject(file, 'file');
  return actions === undefined
    ? fields
    : { ...fields, actions: actionsWithIds(await actionNames(engine), actions) };
}

async function findRule(engine: Engine, id = ''): Promise<Rule> {
  const rule = (await call(engine, 'rules.list', {})).find((candidate) => candidate.id === id);
  if (rule === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
  return rule;
}

function show({ output }: CommandContext, rules: readonly Rule[]): 0 {
  output.result({ items: rules }, rules.length === 0 ? ['No rules yet.'] : table(rules.map(row)));
  return exitCodes.ok;
}

function row(rule: Rule): string[] {
  const conditions = rule.conditions.map(describeCondition);
  return [
    String(rule.rank),
    rule.title,
    conditions.join(rule.match === 'any' ? ' or ' : ' and '),
    [...rule.actions.map(describeAction), ...(rule.continue === true ? ['continue'] : [])].join(', '),
    rule.active ? 'active' : 'off',
    rule.id,
  ];
}

export function describeCondition({ field, name, operator, value, negate }: RuleCondition): string {
  const subject = name === undefined ? field : `${field} ${name}`;
  const wanted = typeof value === 'number' ? String(value) : `"${value}"`;
  return `${negate === true ? 'not ' : ''}${subject} ${operator} ${wanted}`;
}

function describeAction({ kind, ...values }: RuleAction): string {
  const given = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return given.length === 0 ? kind : `${kind} (${given.join(', ')})`;
}
