import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Folder, MessageDetail, MessageListItem } from '../../../shared/domain/message.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { exportFileName, mboxEntry } from '../../engine/mime/export.ts';
import { integerOption, usage } from '../arguments.ts';
import { call } from '../call.ts';
import { formatSize, table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { findAccount } from './reference.ts';
import { writingInto } from './write-file.ts';

const DEFAULT_LIMIT = 50;
const PAGE = 500;

/** `mailroom inbox ...`, `mailroom archive ...` and `mailroom deleted ...` */
export function messageCommands(folder: Folder): Readonly<Record<'list' | 'show' | 'export', Command>> {
  return {
    list: (context) => list(context, folder),
    show: (context) => show(context, folder),
    export: (context) => exportMessages(context, folder),
  };
}

/** `mailroom inbox rederive --account REF`: older mail follows the option about images as well. */
export async function rederive({ engine, output, options }: CommandContext): Promise<0> {
  const { account } = (await findAccount(engine, options.account, 'incoming')).overview;
  const { changed } = await call(engine, 'messages.rederive', { accountId: account.id });
  output.result({ account: account.name, changed }, [
    `${changed} messages of ${account.name} derived again.`,
  ]);
  return exitCodes.ok;
}

async function list(context: CommandContext, folder: Folder): Promise<0> {
  const { engine, output, options } = context;
  const since = options.since === undefined ? undefined : Date.parse(options.since);
  if (since !== undefined && Number.isNaN(since))
    throw usage(`--since takes a date; got "${options.since}"`, 'since');
  const after = integerOption(options.after, 'after');
  const page = await call(engine, 'messages.list', {
    folder,
    limit: integerOption(options.limit, 'limit') ?? DEFAULT_LIMIT,
    ...(since === undefined ? {} : { since }),
    ...(after === undefined ? {} : { after }),
    ...(await accountFilter(context)),
  });
  const items = page.items.map(describe);
  output.result(
    { items, ...(page.next === undefined ? {} : { next: String(page.next) }) },
    items.length === 0
      ? [folder === 'deleted' ? 'No deleted messages.' : `The ${folder} is empty.`]
      : [
          ...table([
            ['ID', 'DATE', 'FROM', 'SIZE', 'STATE', 'TICKET', 'SUBJECT'],
            ...page.items.map((item) => [
              String(item.id),
              new Date(item.date).toISOString().slice(0, 16).replace('T', ' '),
              item.from.address,
              formatSize(item.sizeBytes),
              item.spam === true ? 'spam' : item.held === true ? 'held' : item.state,
              item.ticket ?? '',
              item.subject,
            ]),
          ]),
          ...(page.next === undefined ? [] : [`More: --after ${page.next}`]),
        ],
  );
  return exitCodes.ok;
}

async function accountFilter({ engine, options }: CommandContext): Promise<{ accountId?: string }> {
  if (options.account === undefined) return {};
  return { accountId: (await findAccount(engine, options.account, 'incoming')).overview.account.id };
}

function describe(item: MessageListItem): unknown {
  return {
    id: item.id,
    account: item.account,
    from: item.from,
    to: item.to,
    subject: item.subject,
    date: new Date(item.date).toISOString(),
    sizeBytes: item.sizeBytes,
    state: item.state,
    ...(item.ticket === undefined ? {} : { ticket: item.ticket }),
    ...(item.spam === true ? { spam: true } : {}),
    ...(item.held === true ? { held: true } : {}),
  };
}

async function show(context: CommandContext, folder: Folder): Promise<0> {
  const { engine, output, options } = context;
  const message = await readMessage(context, context.operands[0], folder);
  switch (options.part) {
    case 'source':
      await output.bytes(requireSource(context, message.id));
      break;
    case 'text':
    case undefined:
      output.result(
        message,
        options.part === 'text' ? [message.text] : [...heading(message), '', message.text],
      );
      break;
    case 'html':
      output.result({ html: message.html }, [message.html ?? '']);
      break;
    case 'headers':
      output.result(
        { headers: message.headers },
        message.headers.map((field) => `${field.name}: ${field.value}`),
      );
      break;
    case 'attachments':
      output.result(
        { attachments: message.attachmentList },
        table(message.attachmentList.map((part) => [part.name, part.mimeType, formatSize(part.sizeBytes)])),
      );
      break;
    case 'trail':
      output.result({ receipt: message.receipt, trail: message.trail }, [
        ...Object.entries(message.receipt ?? {}).map(([key, value]) => `${key}: ${value}`),
        ...message.trail.map(
          (entry) => `${new Date(entry.at).toISOString()} ${entry.event} ${JSON.stringify(entry.params)}`,
        ),
      ]);
      break;
    default:
      throw usage('--part takes source, text, html, headers, attachments or trail', 'part');
  }
  await call(engine, 'messages.markRead', { ids: [message.id], read: true });
  return exitCodes.ok;
}

function heading(message: MessageDetail): string[] {
  return [
    `From:    ${message.from.name} <${message.from.address}>`,
    `To:      ${message.to.map((address) => address.address).join(', ')}`,
    `Date:    ${new Date(message.date).toISOString()}`,
    `Subject: ${message.subject}`,
    `State:   ${message.state}${message.ticket === undefined ? '' : ` (${message.ticket})`}`,
  ];
}

/** One message of a folder. @throws MailroomError `input.notFound` when it is not there */
export async function readMessage(
  { engine }: CommandContext,
  id: string | undefined,
  folder: Folder,
): Promise<MessageDetail> {
  const number = integerOption(id, 'id');
  if (number === undefined) throw usage('name the message by its id');
  const message = await call(engine, 'messages.get', { id: number });
  if (message.folder !== folder)
    throw new MailroomError('input.notFound', 'input', { params: { name: number } });
  return message;
}

function requireSource({ engine }: CommandContext, id: number): Buffer {
  const source = engine.readSource(id);
  if (source === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
  return source;
}

async function exportMessages(context: CommandContext, folder: Folder): Promise<0> {
  const { options, output } = context;
  if (options.out === undefined) throw usage('--out names the folder (eml) or the file (mbox)', 'out');
  const format = options.format ?? 'eml';
  if (format !== 'eml' && format !== 'mbox') throw usage('--format takes eml or mbox', 'format');
  const writer = await (format === 'eml' ? emlWriter : mboxWriter)(path.resolve(options.out));
  let count = 0;
  try {
    for await (const item of chosen(context, folder)) {
      const source = context.engine.readSource(item.id);
      // Over the limit and never fetched: there is nothing to export.
      if (source === undefined) continue;
      await writer.add(item, source);
      count += 1;
    }
  } finally {
    await writer.close();
  }
  output.result({ exported: count, format, out: options.out }, [
    `Exported ${count} messages to ${options.out}.`,
  ]);
  return exitCodes.ok;
}

async function* chosen(context: CommandContext, folder: Folder): AsyncGenerator<MessageListItem> {
  const { engine, operands, options } = context;
  if (options.all !== true) {
    for (const id of operands) yield readMessage(context, id, folder);
    return;
  }
  let after: number | undefined;
  do {
    const page = await call(engine, 'messages.list', {
      folder,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
      ...(await accountFilter(context)),
    });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

interface Writer {
  add(item: MessageListItem, source: Buffer): Promise<void>;
  close(): Promise<void>;
}

async function emlWriter(folder: string): Promise<Writer> {
  await writingInto(folder, () => mkdir(folder, { recursive: true }));
  return {
    add: (item, source) =>
      writingInto(folder, () => writeFile(path.join(folder, exportFileName(item)), source)),
    close: async () => {},
  };
}

async function mboxWriter(file: string): Promise<Writer> {
  const directory = path.dirname(file);
  const handle = await writingInto(directory, () => open(file, 'w'));
  return {
    add: (item, source) => writingInto(directory, () => handle.writeFile(mboxEntry(item, source))),
    close: () => writingInto(directory, () => handle.close()),
  };
}
