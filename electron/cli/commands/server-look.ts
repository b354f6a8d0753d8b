import type { ServerCertificate } from '../../../shared/domain/mailbox.ts';
import { failureLines, failureText } from '../../engine/failure-text.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';
import { examinedAccount } from './examined-account.ts';

/** `mailroom account folders REF|--file F` */
export const folders: Command = async (context) => {
  const { file, request } = await examinedAccount(context);
  if (file.direction === 'outgoing') throw usage('only incoming accounts have folders');
  const items = await call(context.engine, 'incoming.folders', { ...request, account: file.account });
  const rows = items.map(({ path, specialUse, selectable }) => [
    path,
    [specialUse?.replace('\\', '').toLowerCase(), selectable ? undefined : 'holds no messages']
      .filter((word) => word !== undefined)
      .join(', '),
  ]);
  context.output.result({ items }, table([['FOLDER', 'USE'], ...rows]));
  return exitCodes.ok;
};

/** `mailroom account certificate REF|--file F` */
export const certificate: Command = async (context) => {
  const { file } = await examinedAccount(context);
  const shown =
    file.direction === 'incoming'
      ? await call(context.engine, 'incoming.certificate', { account: file.account })
      : await call(context.engine, 'outgoing.certificate', { account: file.account });
  const doing = file.direction === 'outgoing' ? 'sending' : undefined;
  const { problem, ...facts } = shown;
  context.output.result(
    problem === undefined
      ? { ...facts, trusted: true }
      : { ...facts, trusted: false, problem: { code: problem.code, ...failureText(problem, 'en', doing) } },
    [
      ...table(rowsOf(shown)),
      '',
      ...(problem === undefined ? ['Trusted.'] : ['Not trusted.', ...failureLines(problem, 'en', doing)]),
    ],
  );
  return exitCodes.ok;
};

function rowsOf(shown: ServerCertificate): string[][] {
  const { subject, issuer, names, validFrom, validTo, fingerprint } = shown;
  return Object.entries({ subject, issuer, names, validFrom, validTo, fingerprint });
}
