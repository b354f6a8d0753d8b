import type { OutboxDetail, OutboxEntry } from '../../../shared/domain/outbound.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { integerOption, usage } from '../arguments.ts';
import { call } from '../call.ts';
import { formatSize, table } from '../output.ts';
import { exitCodes, type Command, type CommandContext, type ExitCode } from './command.ts';
import { entryRow, exitCodeOfEntry, filterOption, sendNow } from './outbox-entry.ts';
import { findAccount } from './reference.ts';

const DEFAULT_LIMIT = 100;

/** `mailroom outbox ...` */
export const outboxCommands = {
  async list(context) {
    const { engine, output, options } = context;
    const { after } = options;
    const filter = filterOption(options.filter);
    const { items, next } = await call(engine, 'outbox.list', {
      limit: integerOption(options.limit, 'limit') ?? DEFAULT_LIMIT,
      ...(after === undefined ? {} : { after }),
      ...(filter === undefined ? {} : { filter }),
      ...(await accountOption(context)),
    });
    output.result({ items, ...(next === undefined ? {} : { next }) }, [
      ...(items.length === 0
        ? ['Nothing in the outbox.']
        : table([['STATE', 'ACCOUNT', 'TO', 'SUBJECT', 'ID'], ...items.map(entryRow)])),
      ...(next === undefined ? [] : [`More: --after ${next}`]),
    ]);
    return exitCodes.ok;
  },

  async show({ engine, output, operands, options }) {
    const [id = ''] = operands;
    if (options.part === 'source') {
      const source = engine.readSentSource(id);
      if (source === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
      await output.bytes(source);
      return exitCodes.ok;
    }
    if (options.part !== undefined) throw usage('--part takes source', 'part');
    const detail = await call(engine, 'outbox.get', { id });
    output.result(detail, describe(detail));
    return exitCodes.ok;
  },

  async retry(context) {
    const { engine, output, operands, options } = context;
    if (options.all === true) {
      const result = await call(engine, 'outbox.retryAll', await accountOption(context));
      await engine.flushOutbox();
      output.result(result, [`Tried ${result.count} messages again.`]);
      return exitCodes.ok;
    }
    for (const id of operands) await call(engine, 'outbox.retry', { id });
    const entries: OutboxEntry[] = [];
    for (const id of operands) entries.push(await sendNow(context, id));
    const [first] = entries;
    output.result(entries.length === 1 ? first : { items: entries }, table(entries.map(entryRow)));
    return entries.map(exitCodeOfEntry).reduce((worst, code) => (code > worst ? code : worst), exitCodes.ok);
  },

  async cancel({ engine, output, operands }) {
    const [id = ''] = operands;
    const entry = await call(engine, 'outbox.cancel', { id });
    output.result(entry, table([entryRow(entry)]));
    return exitCodes.ok;
  },

  async readdress(context) {
    const [id = ''] = context.operands;
    const { to = [], cc = [], bcc = [] } = context.options;
    const kinds = { to, cc, bcc } as const;
    const recipients = (['to', 'cc', 'bcc'] as const).flatMap((kind) =>
      kinds[kind].map((address) => ({ address, kind })),
    );
    await call(context.engine, 'outbox.readdress', { id, recipients });
    return report(context, id);
  },

  async 'send-through'(context) {
    const [id = ''] = context.operands;
    const { overview } = await findAccount(context.engine, context.options.account, 'outgoing');
    await call(context.engine, 'outbox.sendThrough', { id, accountId: overview.account.id });
    return report(context, id);
  },

  async confirm({ engine, output, operands }) {
    const [id = ''] = operands;
    const entry = await call(engine, 'outbox.confirmSent', { id });
    output.result(entry, table([entryRow(entry)]));
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;

async function accountOption({ engine, options }: CommandContext): Promise<{ accountId?: string }> {
  if (options.account === undefined) return {};
  return { accountId: (await findAccount(engine, options.account, 'outgoing')).overview.account.id };
}

/** Sends it and says what became of it. */
async function report(context: CommandContext, id: string): Promise<ExitCode> {
  const entry = await sendNow(context, id);
  context.output.result(entry, table([entryRow(entry)]));
  return exitCodeOfEntry(entry);
}

function describe(detail: OutboxDetail): string[] {
  const time = (at: number): string => new Date(at).toISOString();
  return [
    `State:   ${detail.state}${detail.error === undefined ? '' : ` (${detail.error.code})`}`,
    `From:    ${detail.from} through "${detail.account}" (${detail.why})`,
    `Subject: ${detail.subject}`,
    `Queued:  ${time(detail.createdAt)}, ${formatSize(detail.sizeBytes)}, ${detail.messageId}`,
    ...(detail.nextAttempt === undefined ? [] : [`Next:    ${time(detail.nextAttempt)}`]),
    '',
    ...table(
      detail.recipients.map(({ kind, address, state, reply }) => [`${kind}:`, address, state, reply ?? '']),
    ),
    '',
    ...table(
      detail.attemptList.map(({ at, ms, outcome, reply }) => [time(at), `${ms} ms`, outcome, reply ?? '']),
    ),
    '',
    detail.text,
  ];
}
