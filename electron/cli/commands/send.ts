import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MailroomError } from '../../../shared/errors.ts';
import { mailLanguages, type MailLanguage } from '../../../shared/domain/directory.ts';
import type { OutboxEntry, OutgoingFile } from '../../../shared/domain/outbound.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { integerOption, usage } from '../arguments.ts';
import { call } from '../call.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { exitCodeOfEntry, sendNow } from './outbox-entry.ts';
import { readInput } from './read-input.ts';
import { findAccount, findPlace } from './reference.ts';

/** `mailroom send --to A --subject S --text F|-` */
export const send: Command = async (context) => {
  const entry = await call(context.engine, 'outbox.send', await request(context));
  return reportEntry(context, context.options.wait === true ? await sendNow(context, entry.id) : entry);
};

async function request({ engine, options }: CommandContext): Promise<RequestInput<'outbox.send'>> {
  if (options.to === undefined) throw usage('--to names at least one recipient', 'to');
  if (options.text === '-' && options.html === '-')
    throw usage('only one of --text and --html can be "-"', 'html');
  const text = (await readInput(options.text, 'text')).toString('utf8');
  const html =
    options.html === undefined ? undefined : (await readInput(options.html, 'html')).toString('utf8');
  const account =
    options.account === undefined ? undefined : await findAccount(engine, options.account, 'outgoing');
  const inReplyTo = integerOption(options['reply-to-message'], 'reply-to-message');
  return {
    to: options.to,
    cc: options.cc ?? [],
    bcc: options.bcc ?? [],
    subject: options.subject ?? '',
    text,
    html,
    attachments: await Promise.all((options.attach ?? []).map(readAttachment)),
    accountId: account?.overview.account.id,
    inReplyTo,
    ticket: options.ticket,
    ...(await findPlace(engine, { group: options.group, type: options.type })),
    language: languageOption(options.language),
    signature: options['no-signature'] !== true,
  };
}

function languageOption(text: string | undefined): MailLanguage | undefined {
  const language = mailLanguages.find((name) => name === text);
  if (text !== undefined && language === undefined)
    throw usage(`--language takes ${mailLanguages.join(', ')}; got "${text}"`, 'language');
  return language;
}

async function readAttachment(file: string): Promise<OutgoingFile> {
  const name = path.basename(file);
  try {
    return { name, content: (await readFile(file)).toString('base64') };
  } catch (error) {
    throw new MailroomError('input.unreadable', 'input', {
      field: 'attachments',
      params: { name: file },
      detail: (error as Error).message,
    });
  }
}

/** Says what became of an outbox entry. */
export function reportEntry({ output }: CommandContext, entry: OutboxEntry): ExitCode {
  const { id, state, account, why, messageId, lastReply } = entry;
  output.result({ id, state, account, why, messageId, ...(lastReply === undefined ? {} : { lastReply }) }, [
    `${state}: ${messageId} through "${account}" (${why})${lastReply === undefined ? '' : `: ${lastReply}`}`,
    `See mailroom outbox show ${id}`,
  ]);
  return exitCodeOfEntry(entry);
}
