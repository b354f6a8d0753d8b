import { ruleInputSchema, type Rule } from '../../../shared/domain/rule.ts';
import { parseInput } from '../../engine/parse-input.ts';
import { usage } from '../arguments.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';
import { readJsonObject } from './read-input.ts';
import { findAccount } from './reference.ts';

/** `mailroom rule ...` */
export const ruleCommands: Readonly<Record<string, Command>> = {
  async list({ engine, output }) {
    const rules = await engine.handlers['rules.list']({});
    output.result({ items: rules }, rules.length === 0 ? ['No rules yet.'] : table(rules.map(row)));
    return exitCodes.ok;
  },

  async add({ engine, output, options }) {
    const { account, ...fields } = await readJsonObject(options.file, 'file');
    const reference = typeof account === 'string' ? account : undefined;
    const accountId = (await findAccount(engine, reference, 'incoming')).overview.account.id;
    const rule = await engine.handlers['rules.create'](parseInput(ruleInputSchema, { ...fields, accountId }));
    output.result(rule, table([row(rule)]));
    return exitCodes.ok;
  },

  async remove({ engine, output, operands }) {
    const id = operands[0];
    if (id === undefined) throw usage('name the rule by its id');
    await engine.handlers['rules.remove']({ id });
    output.result({ id, removed: true }, ['Removed.']);
    return exitCodes.ok;
  },
};

function row(rule: Rule): string[] {
  const conditions = rule.conditions.map(
    (condition) => `${condition.field} ${condition.operator} "${condition.value}"`,
  );
  const actions = rule.actions.map((action) => action.kind).join(', ');
  return [
    String(rule.rank),
    rule.title,
    conditions.join(' and '),
    actions,
    rule.active ? 'active' : 'off',
    rule.id,
  ];
}
