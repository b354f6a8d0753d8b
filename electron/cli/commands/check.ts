import type { ConnectionTest } from '../../../shared/domain/connection-test.ts';
import { failureLines, failureText } from '../../engine/failure-text.ts';
import { call } from '../call.ts';
import { exitCodeFor, exitCodes, type Command, type CommandContext } from './command.ts';
import { examinedAccount } from './examined-account.ts';

/** `mailroom check REF|--file F` */
export const check: Command = async (context) => {
  const { output } = context;
  const { result, doing } = await test(context);
  output.result(
    { ok: result.ok, steps: result.steps.map((step) => withTexts(step, doing)) },
    result.steps.flatMap((step) => [
      `${step.ok ? 'ok     ' : 'FAILED '} ${step.id.padEnd(8)} ${String(step.ms).padStart(5)} ms  ${step.evidence
        .map((item) => `${item.label}: ${item.value}`)
        .join(' · ')}`,
      ...(step.finding === undefined
        ? []
        : failureLines(step.finding, 'en', doing).map((line) => `        ${line}`)),
    ]),
  );
  return result.ok ? exitCodes.ok : exitCodeFor(result.steps.map((step) => step.finding?.code));
};

interface Tested {
  readonly result: ConnectionTest;
  /** What the account is for decides what a failure means for the mail. */
  readonly doing: 'sending' | undefined;
}

async function test(context: CommandContext): Promise<Tested> {
  const { engine } = context;
  const { file, request } = await examinedAccount(context);
  if (file.direction === 'incoming') {
    const result = await call(engine, 'incoming.check', { ...request, account: file.account });
    return { result, doing: undefined };
  }
  const result = await call(engine, 'outgoing.check', { ...request, account: file.account });
  return { result, doing: 'sending' };
}

function withTexts(step: ConnectionTest['steps'][number], doing: Tested['doing']): unknown {
  if (step.finding === undefined) return step;
  const { code, field, detail } = step.finding;
  return { ...step, finding: { code, field, detail, ...failureText(step.finding, 'en', doing) } };
}
