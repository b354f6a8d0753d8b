import type { Engine } from '../../engine/engine.ts';
import type { CommandOptions } from '../arguments.ts';
import type { Output } from '../output.ts';

export interface CommandContext {
  readonly engine: Engine;
  readonly output: Output;
  /** Words after the command's own. */
  readonly operands: readonly string[];
  readonly options: CommandOptions;
}

/** Exit codes are part of the interface: see docs/cli.md. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, inUse: 3, secret: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type Command = (context: CommandContext) => Promise<ExitCode>;
