import type { MimeParser } from '../mime/parser.ts';
import type { Database } from '../store/database.ts';
import type { MessageFilter, StoredMessage } from '../store/messages.ts';
import { searchMessages, type SearchPage } from '../store/search.ts';
import { mendingIndex } from '../store/search-index.ts';
import type { BacklogIndexer } from './backlog.ts';
import { withExcerpts } from './excerpts.ts';
import { parseQuery, wordsToShow } from './query.ts';

export interface SearchParts {
  readonly database: Database;
  readonly parser: MimeParser;
  readonly backlog: BacklogIndexer;
}

/** Messages that a text finds, newest first, with the text around the first hit as their snippet. */
export async function searchPage(
  { database, parser, backlog }: SearchParts,
  text: string,
  filter: MessageFilter,
  page: SearchPage,
): Promise<StoredMessage[]> {
  const query = parseQuery(text);
  const found = mendingIndex(
    database,
    () => searchMessages(database, query, filter, page),
    () => void backlog.catchUp().catch(() => {}),
  );
  return withExcerpts(database, parser, found, wordsToShow(query));
}
