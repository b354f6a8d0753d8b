import { exportAccount, parseAccountFile, type AccountFile } from './account-file.ts';
import type { CommandContext } from './command.ts';
import { readJson } from './read-input.ts';
import { findAccount } from './reference.ts';

/** An account that is looked at: a stored one, or one from a file that nobody has saved. */
export interface ExaminedAccount {
  readonly file: AccountFile;
  /** What a request needs beside the account: where its secret comes from. */
  readonly request: { readonly id?: string; readonly secret?: string };
}

/** For commands that take `REF|--file F`. @throws as `parseAccountFile` and `findAccount` */
export async function examinedAccount({
  engine,
  options,
  operands,
}: CommandContext): Promise<ExaminedAccount> {
  const stored = operands[0] === undefined ? undefined : await findAccount(engine, operands[0]);
  const file = parseAccountFile(
    stored === undefined ? await readJson(options.file, 'file') : exportAccount(stored),
  );
  const request = {
    ...(stored === undefined ? {} : { id: stored.overview.account.id }),
    ...(file.secret === undefined ? {} : { secret: file.secret }),
  };
  return { file, request };
}
