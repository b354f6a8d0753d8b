import type { HookDelivery, HookOverview } from '../../../shared/domain/hook.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { failureLines } from '../../engine/failure-text.ts';
import { integerOption } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodeFor, exitCodes, type Command, type CommandContext } from './command.ts';
import { readJsonObject } from './read-input.ts';
import { pick } from './reference.ts';

/** `mailroom hook ...`: other systems that are told what happens to messages. */
export const hookCommands = {
  async list({ engine, output }) {
    const items = await call(engine, 'hooks.list', {});
    output.result({ items }, items.length === 0 ? ['Nobody is told.'] : table(items.map(row)));
    return exitCodes.ok;
  },

  async add(context) {
    const { secret, ...hook } = await readJsonObject(context.options.file, 'file');
    // Checked by the contract, like everything that is asked of the engine.
    const request = { hook, secret } as unknown as RequestInput<'hooks.create'>;
    return show(context, await call(context.engine, 'hooks.create', request));
  },

  /** Changes only the fields given. */
  async update(context) {
    const { id, ...stored } = (await find(context)).hook;
    const { secret, ...changes } = await readJsonObject(context.options.file, 'file');
    const request = {
      id,
      hook: { ...stored, ...changes },
      secret,
    } as unknown as RequestInput<'hooks.update'>;
    return show(context, await call(context.engine, 'hooks.update', request));
  },

  async remove(context) {
    const { id } = (await find(context)).hook;
    await call(context.engine, 'hooks.remove', { id });
    context.output.result({ id, removed: true }, ['Removed.']);
    return exitCodes.ok;
  },

  async test(context) {
    const { id } = (await find(context)).hook;
    const { ok, ms, error } = await call(context.engine, 'hooks.test', { id });
    context.output.result(
      { ok, ms, error },
      error === undefined ? [`Taken in ${ms} ms.`] : failureLines(error),
    );
    return exitCodeFor([error?.code]);
  },

  async deliveries(context) {
    const { engine, output, options } = context;
    const { id } = (await find(context)).hook;
    const limit = integerOption(options.limit, 'limit');
    const after = integerOption(options.after, 'after');
    const page = await call(engine, 'hooks.deliveries', {
      id,
      ...(limit === undefined ? {} : { limit }),
      ...(after === undefined ? {} : { after }),
    });
    output.result(
      page,
      page.items.length === 0
        ? ['Nothing yet.']
        : table(
            page.items.map((item) => [
              String(item.id),
              item.state,
              item.event,
              String(item.messageId),
              time(item.at),
              String(item.attempts),
              item.error?.code ?? '',
            ]),
          ),
    );
    return exitCodes.ok;
  },

  async retry({ engine, output, operands }) {
    const deliveryId = integerOption(operands[0], 'id') ?? 0;
    const { hookId: id } = await call(engine, 'hooks.retry', { deliveryId });
    await engine.flushHandOver();
    const request = { id, after: deliveryId + 1, limit: 1 };
    const [delivery] = (await call(engine, 'hooks.deliveries', request)).items;
    if (delivery?.id !== deliveryId)
      throw new MailroomError('input.notFound', 'input', { params: { name: deliveryId } });
    output.result(delivery, fate(delivery));
    const { state, error } = delivery;
    return state === 'delivered' ? exitCodes.ok : exitCodeFor([error?.code ?? state]);
  },

  async flush({ engine, output }) {
    await engine.flushHandOver();
    const items = await call(engine, 'hooks.list', {});
    output.result({ items }, table(items.map(row)));
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;

async function find({
  engine,
  operands,
}: {
  readonly engine: Engine;
  readonly operands: readonly string[];
}): Promise<HookOverview> {
  return pick(await call(engine, 'hooks.list', {}), operands[0] ?? '', ({ hook }) => hook);
}

function show({ output }: CommandContext, overview: HookOverview): 0 {
  output.result(overview, table([row(overview)]));
  return exitCodes.ok;
}

/** What became of a delivery that was tried again. */
function fate({ state, error, nextAttemptAt }: HookDelivery): string[] {
  if (state === 'delivered') return ['Taken.'];
  if (error === undefined) return ['Not tried: it waits, because the receiver is paused or out of reach.'];
  const next =
    nextAttemptAt === undefined ? 'It is not tried again.' : `Next attempt: ${time(nextAttemptAt)}.`;
  return [...failureLines(error), next];
}

/** UTC, to the minute. */
function time(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function row({ hook, hasSecret, waiting, failed }: HookOverview): string[] {
  return [
    hook.name,
    hook.active ? 'active' : 'paused',
    hook.url,
    hook.events.join(','),
    `${waiting} waiting`,
    `${failed} failed`,
    hasSecret ? '' : 'no secret',
    hook.id,
  ];
}
