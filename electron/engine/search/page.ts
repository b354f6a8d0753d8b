import type { MessageHit } from '../../../shared/domain/message.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Database } from '../store/database.ts';
import type { MessageFilter } from '../store/message-list.ts';
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
): Promise<MessageHit[]> {
  const query = parseQuery(text);
  const found = mendingIndex(
    database,
    () => searchMessages(database, query, filter, page),
    () => void backlog.catchUp().catch(() => {}),
  );
  return withExcerpts(database, parser, found, wordsToShow(query));
}
