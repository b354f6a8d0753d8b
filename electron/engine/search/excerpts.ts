import type { MessageHit } from '../../../shared/domain/message.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Database } from '../store/database.ts';
import { readForParsing } from '../store/messages.ts';
import { hasHit } from './excerpt.ts';
import type { WordForm } from './query.ts';

/** Beyond so many messages of a page the stored beginning of the text must do. */
const MAX_EXCERPTS = 100;

/**
 * The messages of a page, each with the text around the first hit where what a row shows has no hit. The texts are read
 * from the sources, which are parsed again: only for what is shown.
 */
export async function withExcerpts(
  database: Database,
  parser: MimeParser,
  items: readonly MessageHit[],
  forms: readonly WordForm[],
): Promise<MessageHit[]> {
  const shown: MessageHit[] = [];
  // One after the other: a page of big messages must not be in memory at once.
  for (const [row, item] of items.entries()) {
    const excerpt = row < MAX_EXCERPTS ? await excerptFor(database, parser, item, forms) : undefined;
    shown.push(excerpt === undefined ? item : { ...item, snippet: excerpt });
  }
  return shown;
}

async function excerptFor(
  database: Database,
  parser: MimeParser,
  { id, from, subject, snippet }: MessageHit,
  forms: readonly WordForm[],
): Promise<string | undefined> {
  if (forms.length === 0 || hasHit(`${from.name} ${from.address} ${subject} ${snippet}`, forms))
    return undefined;
  const waiting = readForParsing(database, id);
  if (waiting === undefined) return undefined;
  const { source, imagesAsAttachments } = waiting;
  try {
    return await parser.excerpt(source, forms, { imagesAsAttachments, giveAway: true });
  } catch {
    // A message that can't be parsed is shown as it was filed.
    return undefined;
  }
}
