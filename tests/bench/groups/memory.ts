import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench, MeasureGroup } from '../bench.ts';
import { bigMessage } from '../big-message.ts';
import type { RetrievalClient } from '../client.ts';
import { mailroom } from '../clients/mailroom.ts';
import { loadCorpus, type Corpus } from '../corpus.ts';
import { atMost, type Row } from '../report.ts';
import { retrieval } from '../retrieval.ts';
import { median, ratios, rotate, type Contestant } from '../rounds.ts';

const BIG_BYTES = 100_000_000;
const MIB = 2 ** 20;
/** Room for the garbage collector's moods. */
const GROWTH = atMost(1.25);

/** Peak of resident memory of our process, workers included. It must not grow with the mailbox. */
export const memory: MeasureGroup = async (bench) => {
  const { dovecot, options } = bench;
  const few = loadCorpus(Math.ceil(options.messages / 5), bench.say);
  const many = loadCorpus(options.messages, bench.say);
  const big = bigMessage(bench.folder, BIG_BYTES);
  const access = { protocol: 'imap4', tls: false } as const;
  const importing = mailroom(dovecot, access, { importOnly: true });
  const whole = mailroom(dovecot, access, { importOnly: false });
  const contestants = [
    peak(bench, 'few', few, importing),
    peak(bench, 'many', many, importing),
    peak(bench, 'big', big, importing),
    peak(bench, 'big, parsed', big, whole),
  ];
  const results = await rotate(options.rounds, contestants, bench.say);
  const bytes = (name: string): readonly number[] => results.get(name) ?? [];
  const show = (name: string): string => `${Math.round(median(bytes(name)) / MIB)} MiB`;
  const report = (name: string, what: string): Row => ({
    group: 'memory',
    what,
    ours: show(name),
    peer: '',
    values: bytes(name).map((value) => value / MIB),
  });
  return [
    {
      group: 'memory',
      what: `peak of ${many.messages.length} / of ${few.messages.length} messages`,
      ours: show('many'),
      peer: show('few'),
      values: ratios(results, 'many', 'few', (value) => value),
      target: GROWTH,
    },
    report('big', 'peak in MiB, one message of 100 MB'),
    report('big, parsed', 'the same with parsing'),
  ];
};

function peak(bench: Bench, name: string, corpus: Corpus, client: RetrievalClient): Contestant<number> {
  const file = path.join(bench.folder, 'peak');
  const reporter = new URL('../report-peak.mjs', import.meta.url);
  const reporting: RetrievalClient = {
    name: client.name,
    async prepare(folder) {
      const { command, stored } = await client.prepare(folder);
      const environment = {
        ...command.environment,
        NODE_OPTIONS: `--import=${reporter.href}`,
        MAILROOM_BENCH_PEAK_FILE: file,
      };
      return { command: { ...command, environment }, stored };
    },
  };
  const { run } = retrieval(bench, corpus, reporting);
  return {
    name,
    async run() {
      await run();
      return Number(readFileSync(file, 'utf8'));
    },
  };
}
