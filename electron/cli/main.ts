#!/usr/bin/env node
import type { MailroomError } from '../../shared/errors.ts';
import { unexpected } from '../engine/failures.ts';
import { parseInvocation, usage, type Invocation } from './arguments.ts';
import { accountCommands } from './commands/account.ts';
import { check } from './commands/check.ts';
import { exitCodes, type Command, type ExitCode } from './commands/command.ts';
import { messageCommands } from './commands/messages.ts';
import { outboxCommands } from './commands/outbox.ts';
import { poll } from './commands/poll.ts';
import { ruleCommands } from './commands/rule.ts';
import { run } from './commands/run.ts';
import { send } from './commands/send.ts';
import { ticketCommands } from './commands/ticket.ts';
import { failureLines, failureText } from '../failure-text.ts';
import { helpText } from './help.ts';
import { openEngine } from './host.ts';
import { createOutput } from './output.ts';

declare const MAILROOM_VERSION: string;

/** Commands of one word, and groups of commands of two. */
const commands: Readonly<Record<string, Command | Readonly<Record<string, Command>>>> = {
  account: accountCommands,
  archive: messageCommands('archive'),
  check,
  inbox: messageCommands('inbox'),
  outbox: outboxCommands,
  poll,
  rule: ruleCommands,
  run,
  send,
  ticket: ticketCommands,
};

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
  const { command, operands } = select(invocation.words);
  const output = createOutput(invocation.global.json, process.stdout, process.stderr);
  const engine = await openEngine(invocation.global, {
    version: MAILROOM_VERSION,
    mimeWorker: new URL('./mime-worker.js', import.meta.url),
  });
  try {
    return await command({ engine, output, operands, options: invocation.options });
  } finally {
    await engine.stop();
  }
}

function select(words: readonly string[]): { command: Command; operands: readonly string[] } {
  const [first = '', second = ''] = words;
  const entry = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (entry === undefined) throw usage(`unknown command "${first}"; see mailroom --help`);
  if (typeof entry === 'function') return { command: entry, operands: words.slice(1) };
  const command = Object.hasOwn(entry, second) ? entry[second] : undefined;
  if (command === undefined)
    throw usage(`"${first}" takes ${Object.keys(entry).join(', ')}; see mailroom --help`);
  return { command, operands: words.slice(2) };
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

process.exitCode = await main(process.argv.slice(2));
