import type { EngineChannel, HandlersOf, Parts } from './handler.ts';
import { notBuilt } from './not-built.ts';

export function directoryHandlers(
  _parts: Parts,
): HandlersOf<Extract<EngineChannel, `groups.${string}` | `types.${string}` | `users.${string}`>> {
  return {
    'types.list': notBuilt,
    'types.create': notBuilt,
    'types.update': notBuilt,
    'types.remove': notBuilt,
    'groups.list': notBuilt,
    'groups.create': notBuilt,
    'groups.update': notBuilt,
    'groups.remove': notBuilt,
    'users.list': notBuilt,
    'users.create': notBuilt,
    'users.update': notBuilt,
    'users.remove': notBuilt,
    'users.notifyPasswordChange': notBuilt,
  };
}
