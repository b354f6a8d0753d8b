import type { EngineChannel, HandlersOf, Parts } from './handler.ts';
import { notBuilt } from './not-built.ts';

export function routesHandlers(_parts: Parts): HandlersOf<Extract<EngineChannel, `routes.${string}`>> {
  return {
    'routes.resolve': notBuilt,
    'routes.grid': notBuilt,
    'routes.afterChange': notBuilt,
  };
}
