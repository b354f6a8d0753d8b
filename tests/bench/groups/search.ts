import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessageHit } from '../../../shared/domain/message.ts';
import { parseQuery } from '../../../electron/engine/search/query.ts';
import { openDatabase } from '../../../electron/engine/store/database.ts';
import { listMessages } from '../../../electron/engine/store/message-list.ts';
import { searchMessages } from '../../../electron/engine/store/search.ts';
import type { Bench, MeasureGroup } from '../bench.ts';
import { loadCorpus, type Corpus } from '../corpus.ts';
import { measure, type Command, type MeasuredRun } from '../measure.ts';
import { atMost, figure, type Row } from '../report.ts';
import { timeRows } from '../retrieval.ts';
import { rotate, type Contestant } from '../rounds.ts';
import { listPages } from '../search/lists.ts';
import { KINDS, makeQueries, percentile, type Kind, type QueryPair } from '../search/queries.ts';

/** A list of a million for the corpus of ten thousand, and for bigger ones. */
const ROWS_PER_MESSAGE = 100;
const MAX_ROWS = 1_000_000;
/** From so many messages on it is enough to be as fast at the worst as the peer is at the worst. */
const MANY = 100_000;
const HITS = 50;

const script = (name: string): string => fileURLToPath(new URL(`../search/${name}`, import.meta.url));

/** Making the index, asking it, and lists: against notmuch and mu on the same mail. */
export const search: MeasureGroup = async (bench) => {
  const corpus = loadCorpus(bench.options.messages, bench.say);
  const kept = path.join(bench.folder, 'search');
  const results = await rotate(
    bench.options.rounds,
    [
      indexing(bench, corpus, kept, 'mailroom', () => ({
        argv: [process.execPath, script('index-maildir.ts'), path.resolve(kept, 'mailroom/mail'), 'data'],
      })),
      indexing(bench, corpus, kept, 'notmuch new', notmuch),
      indexing(bench, corpus, kept, 'mu index', (folder) => {
        execFileSync('mu', ['init', '--quiet', '--muhome=mu', '--maildir=mail'], { cwd: folder });
        return { argv: ['mu', 'index', '--quiet', '--muhome=mu'] };
      }),
    ],
    bench.say,
  );
  const rows = [
    ...timeRows('search', results, [
      { ours: 'mailroom', peer: 'notmuch new', target: atMost(0.35) },
      { ours: 'mailroom', peer: 'mu index', target: atMost(0.8) },
    ]),
    ...answers(bench, kept, corpus.messages.length),
  ];
  rmSync(kept, { recursive: true });
  bench.say('  lists');
  return [...rows, ...listPages(bench.folder, Math.min(corpus.messages.length * ROWS_PER_MESSAGE, MAX_ROWS))];
};

/** Each run begins with the mail and no index; what the last one leaves is asked afterwards. */
function indexing(
  bench: Bench,
  corpus: Corpus,
  kept: string,
  name: string,
  prepare: (folder: string) => Command,
): Contestant<MeasuredRun> {
  return {
    name,
    async run() {
      const folder = path.join(kept, name.split(' ')[0] ?? '');
      rmSync(folder, { recursive: true, force: true });
      for (const part of ['cur', 'new', 'tmp'])
        mkdirSync(path.join(folder, 'mail', part), { recursive: true });
      for (const message of corpus.messages)
        linkSync(message.path, path.join(folder, 'mail/cur', path.basename(message.path)));
      const command = prepare(folder);
      execFileSync('sync');
      const run = await measure(command, folder);
      bench.say(`    ${figure(run.seconds)} s (CPU ${figure(run.cpuSeconds)})`);
      return run;
    },
  };
}

function notmuch(folder: string): Command {
  const mail = path.join(folder, 'mail');
  const settings = [
    `[database]\npath=${mail}`,
    '[user]\nname=bench\nprimary_email=bench@example.com',
    '[new]\ntags=\nignore=',
    '[search]\nexclude_tags=',
    '[maildir]\nsynchronize_flags=false\n',
  ];
  const configuration = path.join(folder, 'notmuch-config');
  writeFileSync(configuration, settings.join('\n'));
  return { argv: ['notmuch', 'new', '--quiet'], environment: { NOTMUCH_CONFIG: configuration } };
}

function answers(bench: Bench, kept: string, count: number): Row[] {
  const database = openDatabase(path.join(kept, 'mailroom/data'));
  try {
    const stored = listMessages(database, { folder: 'inbox', limit: count });
    if (stored.length !== count) bench.fault(`mailroom: ${stored.length} of ${count} messages indexed`);
    const queries = makeQueries(stored);
    bench.say('  queries: notmuch');
    const theirs = askNotmuch(kept, queries);
    bench.say('  queries: mailroom');
    return KINDS.map((kind) => {
      const ask = ({ ours }: QueryPair): MessageHit[] =>
        searchMessages(database, parseQuery(ours), {}, { limit: HITS });
      for (const query of queries[kind])
        if (ask(query).length === 0) bench.fault(`mailroom: nothing found for ${query.ours}`);
      const times = queries[kind].map((query) => best(() => ask(query)));
      return row(kind, count, times, theirs[kind]);
    });
  } finally {
    database.close();
  }
}

/** The shortest of three times: what the work takes, without what others on the machine take. Milliseconds. */
function best(work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...times);
}

function row(kind: Kind, count: number, ours: readonly number[], theirs: readonly number[]): Row {
  const share = count < MANY ? 0.5 : 0.99;
  const describe = (times: readonly number[]): string =>
    `p50 ${figure(percentile(times, 0.5))} p99 ${figure(percentile(times, 0.99))} ms`;
  return {
    group: 'search',
    what: `${kind}, first ${HITS}: p99 / notmuch p${share * 100}`,
    ours: describe(ours),
    peer: `notmuch ${describe(theirs)}`,
    values: [percentile(ours, 0.99) / percentile(theirs, share)],
    target: atMost(1),
  };
}

function askNotmuch(
  kept: string,
  queries: Readonly<Record<Kind, readonly QueryPair[]>>,
): Readonly<Record<Kind, number[]>> {
  const file = path.join(kept, 'queries.json');
  const words = KINDS.map((kind) => [kind, queries[kind].map((query) => query.notmuch)] as const);
  writeFileSync(file, JSON.stringify(Object.fromEntries(words)));
  // The module is Debian's, and so is the Python that has it.
  const printed = execFileSync('/usr/bin/python3', [
    script('ask-notmuch.py'),
    path.join(kept, 'notmuch/mail'),
    file,
  ]);
  return JSON.parse(String(printed)) as Record<Kind, number[]>;
}
