import { integerOption } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';

const DEFAULT_LIMIT = 50;

/** `mailroom search QUERY`: several words are one query, as a shell hands them over. */
export const search: Command = async ({ engine, output, operands, options }) => {
  const begun = performance.now();
  const text = operands.join(' ');
  const after = integerOption(options.after, 'after');
  const page = await call(engine, 'search.query', {
    text,
    limit: integerOption(options.limit, 'limit') ?? DEFAULT_LIMIT,
    ...(after === undefined ? {} : { after }),
  });
  const { total } = await call(engine, 'search.count', { text });
  const ms = Math.round(performance.now() - begun);
  const { items, next, notIndexed } = page;
  if (notIndexed > 0)
    output.note(`${notIndexed} messages are not in the search index yet; "mailroom reindex" brings them in.`);
  output.result(
    {
      total,
      items: items.map(({ id, folder, account, from, subject, date, snippet }) => ({
        id,
        folder,
        account,
        from,
        subject,
        date: new Date(date).toISOString(),
        snippet,
      })),
      ...(next === undefined ? {} : { next: String(next) }),
      notIndexed,
      ms,
    },
    [
      ...table([
        ['ID', 'FOLDER', 'DATE', 'FROM', 'SUBJECT'],
        ...items.map((item) => [
          String(item.id),
          item.folder,
          new Date(item.date).toISOString().slice(0, 16).replace('T', ' '),
          item.from.address,
          item.subject,
        ]),
      ]),
      ...(next === undefined ? [] : [`More: --after ${next}`]),
      `${total} found in ${ms} ms.`,
    ],
  );
  return exitCodes.ok;
};

/** `mailroom reindex` */
export const reindex: Command = async ({ engine, output }) => {
  const { indexed } = await call(engine, 'search.rebuild', {});
  output.result({ indexed }, [`${indexed} messages indexed.`]);
  return exitCodes.ok;
};
