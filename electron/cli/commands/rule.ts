import type { Rule } from '../../../shared/domain/rule.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';
import { readJsonObject } from './read-input.ts';
import { findAccount } from './reference.ts';

/** `mailroom rule ...` */
export const ruleCommands = {
  async list({ engine, output }) {
    const rules = await call(engine, 'rules.list', {});
    output.result({ items: rules }, rules.length === 0 ? ['No rules yet.'] : table(rules.map(row)));
    return exitCodes.ok;
  },

  async add({ engine, output, options }) {
    const { account, ...fields } = await readJsonObject(options.file, 'file');
    const reference = typeof account === 'string' ? account : undefined;
    const accountId = (await findAccount(engine, reference, 'incoming')).overview.account.id;
    // Checked by the contract, like everything that is asked of the engine.
    const input = { ...fields, accountId } as unknown as RequestInput<'rules.create'>;
    const rule = await call(engine, 'rules.create', input);
    output.result(rule, table([row(rule)]));
    return exitCodes.ok;
  },

  async remove({ engine, output, operands }) {
    const [id = ''] = operands;
    await call(engine, 'rules.remove', { id });
    output.result({ id, removed: true }, ['Removed.']);
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;

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
