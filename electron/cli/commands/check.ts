import type { ConnectionTest } from '../../../shared/domain/connection-test.ts';
import { usage } from '../arguments.ts';
import { failureLines, failureText } from '../../failure-text.ts';
import { exportAccount, parseAccountFile } from './account-file.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { readJson } from './read-input.ts';
import { findAccount } from './reference.ts';

/** `mailroom check REF|--file F` */
export const check: Command = async (context) => {
  const { output, options, operands } = context;
  if (options.file === undefined && operands[0] === undefined) {
    throw usage('name a stored account, or give an unsaved one with --file');
  }
  const result = await test(context);
  output.result(
    { ok: result.ok, steps: result.steps.map(withTexts) },
    result.steps.flatMap((step) => [
      `${step.ok ? 'ok     ' : 'FAILED '} ${step.id.padEnd(8)} ${String(step.ms).padStart(5)} ms  ${step.evidence
        .map((item) => `${item.label}: ${item.value}`)
        .join(' · ')}`,
      ...(step.finding === undefined ? [] : failureLines(step.finding).map((line) => `        ${line}`)),
    ]),
  );
  return result.ok ? exitCodes.ok : exitCodes.failed;
};

async function test({ engine, options, operands }: CommandContext): Promise<ConnectionTest> {
  const stored = operands[0] === undefined ? undefined : await findAccount(engine, operands[0]);
  const file = parseAccountFile(
    stored === undefined ? await readJson(options.file, 'file') : exportAccount(stored),
  );
  const request = {
    ...(stored === undefined ? {} : { id: stored.overview.account.id }),
    ...(file.secret === undefined ? {} : { secret: file.secret }),
  };
  return file.direction === 'incoming'
    ? engine.handlers['incoming.check']({ ...request, account: file.account })
    : engine.handlers['outgoing.check']({ ...request, account: file.account });
}

function withTexts(step: ConnectionTest['steps'][number]): unknown {
  if (step.finding === undefined) return step;
  const { code, field, detail } = step.finding;
  return { ...step, finding: { code, field, detail, ...failureText(step.finding) } };
}
