import path from 'node:path';
import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { parseInput } from '../../engine/parse-input.ts';
import { integerOption, usage } from '../arguments.ts';
import { failureLines } from '../../failure-text.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from './command.ts';
import { readInput } from './read-input.ts';
import { findAccount } from './reference.ts';

/** `mailroom send --to A --subject S --text F|-` */
export const send: Command = async (context) => {
  const { engine, output, options } = context;
  const entry = await engine.handlers['outbox.send'](await request(context));
  if (options.wait !== true) return report(context, entry);
  await engine.flushOutbox();
  const outbox = await engine.handlers['outbox.list']({ limit: 1000 });
  const sent = outbox.find((candidate) => candidate.id === entry.id) ?? entry;
  if (sent.error !== undefined && !output.json) failureLines(sent.error).forEach((line) => output.note(line));
  return report(context, sent);
};

async function request({ engine, options }: CommandContext) {
  if (options.to === undefined) throw usage('--to names at least one recipient', 'to');
  if (options.text === '-' && options.html === '-')
    throw usage('only one of --text and --html can be "-"', 'html');
  const text = (await readInput(options.text, 'text')).toString('utf8');
  const html =
    options.html === undefined ? undefined : (await readInput(options.html, 'html')).toString('utf8');
  const account =
    options.account === undefined ? undefined : await findAccount(engine, options.account, 'outgoing');
  const inReplyTo = integerOption(options['reply-to-message'], 'reply-to-message');
  return parseInput(sendRequestSchema, {
    to: options.to,
    cc: options.cc ?? [],
    subject: options.subject ?? '',
    text,
    ...(html === undefined ? {} : { html }),
    attachments: (options.attach ?? []).map((file) => path.resolve(file)),
    ...(account === undefined ? {} : { accountId: account.overview.account.id }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  });
}

function report({ output }: CommandContext, entry: OutboxEntry): ExitCode {
  const { id, state, account, why, messageId, lastReply } = entry;
  output.result({ id, state, account, why, messageId, ...(lastReply === undefined ? {} : { lastReply }) }, [
    `${state}: ${messageId} through "${account}" (${why})${lastReply === undefined ? '' : `: ${lastReply}`}`,
  ]);
  return state === 'queued' || state === 'sent' || state === 'sending' ? exitCodes.ok : exitCodes.failed;
}
