import type { Folder, MessageDetail, OversizeDecision } from '../../../shared/domain/message.ts';
import type { PollRun } from '../../../shared/domain/poll.ts';
import { failureLines } from '../../engine/failure-text.ts';
import { call } from '../call.ts';
import type { CommandOptions } from '../arguments.ts';
import { exitCodeFor, exitCodes, type Command, type CommandContext } from './command.ts';
import { readMessage } from './messages.ts';
import { sendNow } from './outbox-entry.ts';
import { describeRuns, withText } from './poll.ts';
import { reportEntry } from './send.ts';

/** What a person can do with messages that were set aside. */
export const setAsideCommands = {
  async decide(context) {
    const messages = await named(context, 'inbox');
    const decision = decisionOf(context.options) ?? 'leave';
    await call(context.engine, 'messages.decide', { ids: messages.map(({ id }) => id), decision });
    const runs = decision === 'leave' ? [] : await pollAccountsOf(context, messages);
    return report(context, 'decided', messages, { decision }, runs);
  },

  async 'notify-sender'(context) {
    const [message] = await named(context, 'inbox');
    const entry = await call(context.engine, 'messages.notifySender', { id: message?.id ?? 0 });
    return reportEntry(context, context.options.wait === true ? await sendNow(context, entry.id) : entry);
  },

  async retry(context) {
    const messages = await named(context, 'inbox');
    await call(context.engine, 'messages.retry', { ids: messages.map(({ id }) => id) });
    const unfetched = messages.filter(({ reason }) => reason?.code.startsWith('fetch.') === true);
    const runs = await pollAccountsOf(context, unfetched);
    await context.engine.drain();
    return report(context, 'retried', messages, {}, runs);
  },

  async release(context) {
    const messages = await named(context, 'inbox');
    await call(context.engine, 'messages.release', { ids: messages.map(({ id }) => id) });
    await context.engine.drain();
    return report(context, 'released', messages, {}, []);
  },
} satisfies Record<string, Command>;

/** `mailroom inbox|archive put-back ID...`: copies onto the server they came from. */
export function putBack(folder: Folder): Command {
  return async (context) => {
    const { engine, output } = context;
    const ids = (await named(context, folder)).map(({ id }) => id);
    const items = await call(engine, 'messages.putOnServer', { ids });
    output.result(
      { items: items.map(withText) },
      items.flatMap(({ id, error }) =>
        error === undefined
          ? [`${id}: put back`]
          : [`${id}:`, ...failureLines(error).map((line) => `  ${line}`)],
      ),
    );
    return exitCodeFor(items.map(({ error }) => error?.code));
  };
}

/** Exactly one of the three options; undefined for none or several. */
export function decisionOf(options: CommandOptions): OversizeDecision | undefined {
  const given = (['fetch', 'delete', 'leave'] as const).filter((decision) => options[decision] === true);
  return given.length === 1 ? given[0] : undefined;
}

async function named(context: CommandContext, folder: Folder): Promise<MessageDetail[]> {
  const messages: MessageDetail[] = [];
  for (const id of context.operands) messages.push(await readMessage(context, id, folder));
  return messages;
}

/** What the next poll has to do is done at once, unless the account is paused. */
async function pollAccountsOf(
  { engine, output }: CommandContext,
  messages: readonly MessageDetail[],
): Promise<PollRun[]> {
  const wanted = new Set(messages.map(({ accountId }) => accountId));
  const accounts = (await call(engine, 'incoming.list', {})).filter(({ account }) => wanted.has(account.id));
  for (const { account } of accounts)
    if (!account.active) output.note(`"${account.name}" is paused: done when it is polled again.`);
  const ids = accounts.flatMap(({ account }) => (account.active ? [account.id] : []));
  return ids.length === 0 ? [] : call(engine, 'incoming.poll', { ids });
}

function report(
  { output }: CommandContext,
  what: string,
  messages: readonly MessageDetail[],
  more: Record<string, unknown>,
  runs: readonly PollRun[],
): ReturnType<typeof exitCodeFor> {
  const ids = messages.map(({ id }) => id);
  output.result({ [what]: ids, ...more, runs: runs.map(withText) }, [
    `${what}: ${ids.join(', ')}`,
    ...(runs.length === 0 ? [] : describeRuns(runs)),
  ]);
  return runs.length === 0 ? exitCodes.ok : exitCodeFor(runs.map((run) => run.error?.code));
}
