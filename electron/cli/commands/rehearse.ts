import type {
  DecisionSummary,
  RehearsedMessage,
  RehearsalRequest,
} from '../../../shared/domain/rehearsal.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { Engine } from '../../engine/engine.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { readInput, readJson } from './read-input.ts';
import { findAccount } from './reference.ts';
import { actionNames, actionsWithIds } from './rule-references.ts';

const DEFAULT_LAST = 100;

/** `mailroom rule rehearse`: what rules would do with messages, and why. Changes nothing. */
export const rehearse: Command = async (context) => {
  const { engine, output, options } = context;
  const { id } = (await findAccount(engine, options.account, 'incoming')).overview.account;
  const rules = options.file === undefined ? undefined : await readRules(engine, options.file, id);
  const result = await call(engine, 'rules.rehearse', {
    accountId: id,
    ...(rules === undefined ? {} : { rules }),
    messages: await chosenMessages(context),
  });
  const explained = options.explain === true ? result.messages.flatMap(explain) : [];
  output.result(result, [
    ...table([
      ['ID', 'FOLDER', 'DECIDED BY', 'TICKET', 'SUBJECT'],
      ...result.messages.map((message) => row(message)),
    ]),
    ...explained,
    ...(rules === undefined ? [] : [`${result.changed} of ${result.messages.length} would change.`]),
  ]);
  return exitCodes.ok;
};

async function chosenMessages({ options, operands }: CommandContext): Promise<RehearsalRequest['messages']> {
  const ids = operands.map((operand) => {
    if (!/^\d+$/.test(operand)) throw usage(`a message id is a number; got "${operand}"`);
    return Number(operand);
  });
  if (options.eml !== undefined) return { source: (await readInput(options.eml, 'eml')).toString('base64') };
  if (ids.length > 0) return { ids };
  const last = options.last ?? String(DEFAULT_LAST);
  if (!/^\d+$/.test(last)) throw usage(`--last takes a whole number; got "${last}"`, 'last');
  return { last: Number(last) };
}

/** A list of rules, or what `rule list --json` prints; ids and accounts in it do not matter. */
async function readRules(
  engine: Engine,
  file: string,
  accountId: string,
): Promise<RequestInput<'rules.rehearse'>['rules']> {
  const value = await readJson(file, 'file');
  const list = typeof value === 'object' && value !== null && 'items' in value ? value.items : value;
  if (!Array.isArray(list)) throw usage('expected a JSON list of rules', 'file');
  const names = await actionNames(engine);
  return list.map((each: unknown) => {
    if (typeof each !== 'object' || each === null) throw usage('a rule is a JSON object', 'file');
    const { id: _id, account: _account, actions, ...rule } = each as Record<string, unknown>;
    // Checked by the contract.
    return { ...rule, accountId, actions: actionsWithIds(names, actions) } as unknown as NonNullable<
      RequestInput<'rules.rehearse'>['rules']
    >[number];
  });
}

function row({ id, subject, decision, today, error }: RehearsedMessage): string[] {
  const first = String(id ?? '-');
  if (decision === undefined) return [first, '', error?.code ?? '', '', subject];
  const before = today === undefined ? '' : ` (today: ${today.folder}, ${decidedBy(today)})`;
  return [first, decision.folder, `${decidedBy(decision)}${before}`, ticketOf(decision), subject];
}

function decidedBy({ reason, rules }: DecisionSummary): string {
  return rules.length === 0 ? reason : `${reason}: ${rules.join(', ')}`;
}

function ticketOf({ createsTicket, ticket = '' }: DecisionSummary): string {
  return createsTicket ? 'new' : ticket;
}

function explain({ id, rules }: RehearsedMessage): string[] {
  return rules.flatMap(({ rank, title, holds, reached, conditions }) => [
    `${id ?? '-'}  ${rank} ${title}: ${holds ? 'holds' : 'does not hold'}${reached ? '' : ' (not reached)'}`,
    ...conditions.map((condition) => {
      const { found, seen } = condition;
      const text = found === undefined ? (seen === undefined ? '' : `: saw "${seen}"`) : `: found "${found}"`;
      return `      ${condition.holds ? '+' : '-'}${text}`;
    }),
  ]);
}
