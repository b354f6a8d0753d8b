import { randomUUID } from 'node:crypto';
import type { Hook, HookOverview } from '../../../shared/domain/hook.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import type { HandOver } from '../hand-over/hand-over.ts';
import { secretKey } from '../secrets/keys.ts';
import { listDeliveries, retryDelivery } from '../store/hook-deliveries.ts';
import { deleteHook, findHook, listHooks, saveHook } from '../store/hooks.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type HookChannel = Extract<EngineChannel, `hooks.${string}`>;

/** Receivers in other systems that are told what happens to messages. */
export function hookHandlers(
  { database, accountSecrets, clock }: Parts,
  handOver: HandOver,
): HandlersOf<HookChannel> {
  function required(id: string): Hook {
    const hook = findHook(database, id);
    if (hook === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return hook;
  }

  async function overviews(): Promise<HookOverview[]> {
    return Promise.all(
      listHooks(database).map(async (item) => ({
        ...item,
        hasSecret: await accountSecrets.has(secretKey('hook', item.hook.id)),
      })),
    );
  }

  async function save(hook: Hook, secret: string | undefined): Promise<HookOverview> {
    await accountSecrets.storeWith(secretKey('hook', hook.id), secret, () =>
      inTransaction(database, () => saveHook(database, hook)),
    );
    handOver.kick();
    const saved = (await overviews()).find((item) => item.hook.id === hook.id);
    if (saved === undefined) throw new MailroomError('store.failed', 'store');
    return saved;
  }

  return {
    'hooks.list': overviews,
    'hooks.create': ({ hook, secret }) => save({ ...hook, id: randomUUID() }, secret),
    async 'hooks.update'({ id, hook, secret }) {
      required(id);
      return save({ ...hook, id }, secret);
    },
    async 'hooks.remove'({ id }) {
      required(id);
      deleteHook(database, id);
      await accountSecrets.delete(secretKey('hook', id));
      return {};
    },
    async 'hooks.test'({ id }) {
      const hook = required(id);
      const begun = clock.monotonic();
      const ms = (): number => Math.round(clock.monotonic() - begun);
      try {
        await handOver.test(hook, randomUUID());
        return { ok: true, ms: ms() };
      } catch (failure) {
        return { ok: false, ms: ms(), error: unexpected(failure).toPlain() };
      }
    },
    async 'hooks.deliveries'({ id, after, limit }) {
      required(id);
      const found = listDeliveries(database, id, after ?? Number.MAX_SAFE_INTEGER, limit + 1);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(found.length > limit && last !== undefined ? { next: last.id } : {}) };
    },
    async 'hooks.retry'({ deliveryId }) {
      const hookId = retryDelivery(database, deliveryId, clock.now());
      if (hookId === undefined)
        throw new MailroomError('input.notFound', 'input', { params: { name: deliveryId } });
      handOver.kick();
      return { hookId };
    },
  };
}
