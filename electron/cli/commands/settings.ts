import type { RequestInput, ResponseOf } from '../../../shared/ipc/contract.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { readJsonObject } from './read-input.ts';

/** `mailroom settings ...`: what holds for the program as a whole. */
export const settingsCommands = {
  async show(context) {
    return print(context, await call(context.engine, 'settings.get', {}));
  },

  /** Changes only the fields given. */
  async update(context) {
    // Checked by the contract, like everything that is asked of the engine.
    const changes = (await readJsonObject(context.options.file, 'file')) as RequestInput<'settings.set'>;
    return print(context, await call(context.engine, 'settings.set', changes));
  },
} satisfies Record<string, Command>;

function print({ output }: CommandContext, settings: ResponseOf<'settings.get'>): 0 {
  const words = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  output.result(settings, table(Object.entries(settings).map(([name, value]) => [name, words(value)])));
  return exitCodes.ok;
}
