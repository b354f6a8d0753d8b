#!/usr/bin/env node
import type { MailroomError } from '../../shared/errors.ts';
import { unexpected } from '../engine/failures.ts';
import { parseInvocation, type Invocation } from './arguments.ts';
import { exitCodes, type ExitCode } from './commands/command.ts';
import { failureLines, failureText } from '../engine/failure-text.ts';
import { helpText } from './help.ts';
import { dataFiles, openEngine } from './host.ts';
import { createOutput, guardStreams } from './output.ts';
import { nodeTooOld } from './required-node.ts';
import { selectCommand } from './select.ts';

declare const MAILROOM_VERSION: string;

async function main(argv: readonly string[]): Promise<ExitCode> {
  let json = argv.includes('--json');
  try {
    const invocation = parseInvocation(argv);
    json = invocation.global.json;
    if (invocation.global.help || invocation.words.length === 0) {
      process.stdout.write(helpText);
      return invocation.global.help ? exitCodes.ok : exitCodes.usage;
    }
    return await perform(invocation);
  } catch (error) {
    const failure = unexpected(error);
    report(failure, json);
    return exitCodeOf(failure);
  }
}

async function perform(invocation: Invocation): Promise<ExitCode> {
  const command = selectCommand(invocation);
  const tooOld = nodeTooOld(process.versions, process.env['MAILROOM_SQLITE_BINDING']);
  if (tooOld !== undefined) {
    process.stderr.write(`${tooOld}\n`);
    return exitCodes.failed;
  }
  const output = createOutput(invocation.global.json, process.stdout, process.stderr);
  const common = { output, operands: command.operands, options: invocation.options };
  if (command.on === 'files') return command.perform({ ...common, ...dataFiles(invocation.global) });
  const engine = await openEngine(invocation.global, {
    version: MAILROOM_VERSION,
    mimeWorker: new URL('./mime-worker.js', import.meta.url),
    archiveWorker: new URL('./archive-worker.js', import.meta.url),
    importWorker: new URL('./import-worker.js', import.meta.url),
  });
  try {
    return await command.perform({ ...common, engine });
  } finally {
    await engine.stop();
  }
}

function report(failure: MailroomError, json: boolean): void {
  const plain = failure.toPlain();
  if (json)
    process.stdout.write(`${JSON.stringify({ error: { ...plain, ...failureText(plain) } }, undefined, 2)}\n`);
  else process.stderr.write(`${failureLines(plain).join('\n')}\n`);
}

function exitCodeOf(failure: MailroomError): ExitCode {
  if (failure.code.startsWith('input.')) return exitCodes.usage;
  if (failure.code === 'engine.inUse') return exitCodes.inUse;
  if (failure.code.startsWith('secret.')) return exitCodes.secret;
  return exitCodes.failed;
}

let resultsLost = false;
guardStreams(process.stdout, process.stderr, (error) => {
  resultsLost = true;
  process.exitCode = exitCodes.failed;
  process.stderr.write(`${error.message}\n`);
});
const exitCode = await main(process.argv.slice(2));
if (!resultsLost) process.exitCode = exitCode;
