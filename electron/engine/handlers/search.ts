import { emptyIndex, notIndexedCount } from '../store/search-index.ts';
import { countMessages } from '../store/search.ts';
import { parseQuery } from '../search/query.ts';
import { searchPage } from '../search/page.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type SearchChannel = Extract<EngineChannel, `search.${string}`>;

/** Full-text search over all mail. */
export function searchHandlers(parts: Parts): HandlersOf<SearchChannel> {
  const { database, backlog } = parts;
  return {
    async 'search.query'({ text, limit, after, ...filter }) {
      // One more than asked for tells whether there is a next page.
      const found = await searchPage(parts, text, filter, { before: after, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items,
        ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
        notIndexed: notIndexedCount(database),
      };
    },

    async 'search.count'({ text, ...filter }) {
      return {
        total: countMessages(database, parseQuery(text), filter),
        notIndexed: notIndexedCount(database),
      };
    },

    async 'search.rebuild'() {
      emptyIndex(database);
      const indexed = notIndexedCount(database);
      await backlog.catchUp();
      return { indexed };
    },
  };
}
