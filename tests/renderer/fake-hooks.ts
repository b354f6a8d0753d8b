import type { HookOverview } from '../../shared/domain/hook.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { Channel } from '../../shared/ipc/channels.ts';
import type { RequestOf, ResponseOf } from '../../shared/ipc/contract.ts';

type HookChannel = Extract<Channel, `hooks.${string}`>;

/** The receivers of the fake engine; nobody is ever told anything. */
export function hookHandlers(newId: (kind: string) => string): {
  [C in HookChannel]: (request: RequestOf<C>) => ResponseOf<C>;
} {
  let hooks: HookOverview[] = [];
  const known = (id: string): HookOverview => {
    const found = hooks.find(({ hook }) => hook.id === id);
    if (found === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return found;
  };
  return {
    'hooks.list': () => hooks,
    'hooks.create': ({ hook }) => {
      const made = { hook: { ...hook, id: newId('hook') }, hasSecret: true, waiting: 0, failed: 0 };
      hooks = [...hooks, made];
      return made;
    },
    'hooks.update': ({ id, hook }) => {
      const changed = { ...known(id), hook: { ...hook, id } };
      hooks = hooks.map((item) => (item.hook.id === id ? changed : item));
      return changed;
    },
    'hooks.remove': ({ id }) => {
      hooks = hooks.filter(({ hook }) => hook.id !== id);
      return {};
    },
    'hooks.test': ({ id }) => ({ ok: known(id).hook.active, ms: 12 }),
    'hooks.deliveries': () => ({ items: [] }),
    'hooks.retry': () => ({ hookId: hooks[0]?.hook.id ?? '' }),
  };
}
