import type { Engine } from '../../engine/engine.ts';
import type { CommandOptions } from '../arguments.ts';
import type { Output } from '../output.ts';

export interface CommandContext {
  readonly engine: Engine;
  readonly output: Output;
  /** Words after the command's own; `table.ts` says how many. */
  readonly operands: readonly string[];
  /** Only those that `table.ts` allows for the command. */
  readonly options: CommandOptions;
}

/** Exit codes are part of the interface: see docs/cli.md. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, inUse: 3, secret: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For a command that ran: the codes of what failed in it. A secret that is missing or locked counts most. */
export function exitCodeFor(failures: readonly (string | undefined)[]): ExitCode {
  if (failures.some((code) => code?.startsWith('secret.'))) return exitCodes.secret;
  return failures.some((code) => code !== undefined) ? exitCodes.failed : exitCodes.ok;
}

export type Command = (context: CommandContext) => Promise<ExitCode>;

export interface FileContext extends Omit<CommandContext, 'engine'> {
  readonly dataDirectory: string;
  readonly sqliteBinding: string | undefined;
}

/** A command that only reads the data directory: it needs no engine, and works beside the one of the app. */
export type FileCommand = (context: FileContext) => Promise<ExitCode>;
