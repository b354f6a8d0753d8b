import type { PollRun } from '../../../shared/domain/poll.ts';
import { unexpected } from '../../engine/failures.ts';
import { failureLines, failureText } from '../../engine/failure-text.ts';
import { call } from '../call.ts';
import { formatSize, table } from '../output.ts';
import { exitCodeFor, type Command, type CommandContext, type ExitCode } from './command.ts';
import { findAccount } from './reference.ts';

/** `mailroom poll [REF...] [--dry-run | --import-only]` */
export const poll: Command = async (context) => {
  const { engine, output, operands } = context;
  const named = await Promise.all(operands.map((reference) => findAccount(engine, reference, 'incoming')));
  const ids = operands.length === 0 ? undefined : named.map((account) => account.overview.account.id);
  if (context.options['dry-run'] === true) return dryRun(context, ids);
  if (context.options['import-only'] === true) await engine.holdProcessing();
  const unsubscribe = output.json ? () => {} : showProgress(context);
  const runs = await call(engine, 'incoming.poll', { ids });
  unsubscribe();
  output.result({ runs: runs.map(withText) }, describeRuns(runs));
  return exitCodeFor(runs.map((run) => run.error?.code));
};

async function dryRun({ engine, output }: CommandContext, ids: string[] | undefined): Promise<ExitCode> {
  const accounts = (await call(engine, 'incoming.list', {})).filter(({ account }) =>
    ids === undefined ? account.active : ids.includes(account.id),
  );
  const looks = await Promise.all(
    accounts.map(async ({ account }) => {
      try {
        return { account: account.name, ...(await call(engine, 'incoming.look', { id: account.id })) };
      } catch (error) {
        const failure = unexpected(error).toPlain();
        return { account: account.name, found: 0, bytes: 0, oversize: 0, error: failure };
      }
    }),
  );
  output.result(
    { runs: looks.map((look) => ('error' in look ? withText(look) : look)) },
    looks.flatMap((look) => [
      `${look.account}: ${look.found} messages, ${formatSize(look.bytes)}, ${look.oversize} over the limit`,
      ...('error' in look ? failureLines(look.error).map((line) => `  ${line}`) : []),
    ]),
  );
  return exitCodeFor(looks.map((look) => ('error' in look ? look.error.code : undefined)));
}

function showProgress({ engine, output }: CommandContext): () => void {
  return engine.on((name, payload) => {
    if (name !== 'poll.progress') return;
    const progress = payload as { phase: string; done: number; total: number };
    output.note(`${progress.phase}${progress.total === 0 ? '' : ` ${progress.done}/${progress.total}`}`);
  });
}

/** The runs as a table, with what went wrong below it. */
export function describeRuns(runs: readonly PollRun[]): string[] {
  if (runs.length === 0) return ['No active incoming account.'];
  const rows = runs.map((run) => [
    run.account,
    ...[run.found, run.imported, run.removed, run.duplicates, run.oversize, run.quarantined, run.failed].map(
      String,
    ),
    formatSize(run.bytes),
    `${run.ms} ms`,
  ]);
  const head = [
    'ACCOUNT',
    'FOUND',
    'IMPORTED',
    'REMOVED',
    'KNOWN',
    'OVERSIZE',
    'SET ASIDE',
    'FAILED',
    'SIZE',
    'TIME',
  ];
  return [
    ...table([head, ...rows]),
    ...runs.flatMap((run) =>
      run.error === undefined
        ? []
        : ['', `${run.account}:`, ...failureLines(run.error).map((line) => `  ${line}`)],
    ),
  ];
}

/** The error keeps its code and gains its text, so that a script can show it. */
export function withText<T extends { error?: PollRun['error'] }>(run: T): unknown {
  return run.error === undefined ? run : { ...run, error: { ...run.error, ...failureText(run.error) } };
}
