import type { EngineChannel, HandlersOf, Parts } from './handler.ts';
import { notBuilt } from './not-built.ts';

export function templatesHandlers(_parts: Parts): HandlersOf<Extract<EngineChannel, `templates.${string}`>> {
  return {
    'templates.list': notBuilt,
    'templates.create': notBuilt,
    'templates.update': notBuilt,
    'templates.remove': notBuilt,
    'templates.render': notBuilt,
  };
}
