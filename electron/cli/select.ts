import { usage, type CommandOptions, type Invocation } from './arguments.ts';
import { commands, type Action, type CommandSpecification } from './commands/table.ts';

export type SelectedCommand = Action & { readonly operands: readonly string[] };

/**
 * Finds the command that the words name and refuses what it does not take: an option or a word that is
 * silently ignored does something else than what was asked for.
 *
 * @throws MailroomError `input.invalid` naming the word or option
 */
export function selectCommand({ words, options }: Pick<Invocation, 'words' | 'options'>): SelectedCommand {
  const [first = '', second = ''] = words;
  const pair = `${first} ${second}`;
  const name = Object.hasOwn(commands, pair) ? pair : first;
  const isKnown = Object.hasOwn(commands, name) && !first.includes(' ');
  const command = isKnown ? commands[name] : undefined;
  if (command === undefined) throw unknown(first);
  const operands = words.slice(name === pair ? 2 : 1);
  refuseForeignOptions(name, command, options);
  refuseOperands(name, command, operands);
  const conflict = command.conflict?.(operands, options);
  if (conflict !== undefined) throw usage(`"${name}": ${conflict}`);
  return command.on === 'files'
    ? { on: 'files', perform: command.perform, operands }
    : { perform: command.perform, operands };
}

function unknown(first: string): Error {
  const group = Object.keys(commands).flatMap((name) => {
    const [head, tail] = name.split(' ');
    return head === first && tail !== undefined ? [tail] : [];
  });
  return group.length === 0
    ? usage(`unknown command "${first}"`)
    : usage(`"${first}" takes ${group.join(', ')}`);
}

function refuseForeignOptions(name: string, command: CommandSpecification, options: CommandOptions): void {
  const own = new Set<string>(command.options);
  const foreign = Object.entries(options).find(([option, value]) => value !== undefined && !own.has(option));
  if (foreign !== undefined) throw usage(`"${name}" takes no --${foreign[0]}`, foreign[0]);
}

function refuseOperands(name: string, { operands }: CommandSpecification, given: readonly string[]): void {
  const extra = given[operands.max];
  if (extra !== undefined) throw usage(`"${name}" has no use for "${extra}"`);
  if (given.length < operands.min) throw usage(`"${name}" needs ${operands.name}`);
}
