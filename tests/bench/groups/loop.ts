import { fileURLToPath } from 'node:url';
import type { Bench, MeasureGroup } from '../bench.ts';
import type { RetrievalClient } from '../client.ts';
import { addAccount } from '../clients/mailroom.ts';
import { loadCorpus } from '../corpus.ts';
import { atMost, figure, type Row } from '../report.ts';
import { retrieval } from '../retrieval.ts';
import { median, rotate } from '../rounds.ts';
import { createCli } from '../../support/cli.ts';
import { storedDigests } from '../stored-mail.ts';

const LIMIT = atMost(50);

/** How long the thread that draws the window's answers is held up while mail is imported, parsed and ruled. */
export const loop: MeasureGroup = async (bench) => {
  const corpus = loadCorpus(bench.options.messages, bench.say);
  const contestant = retrieval(bench, corpus, driver(bench));
  const results = await rotate(bench.options.rounds, [contestant], bench.say);
  const delays = (results.get(contestant.name) ?? []).map(
    ({ stdout }) => JSON.parse(stdout) as { p99: number; max: number },
  );
  const row = (what: string, values: readonly number[]): Row => ({
    group: 'loop',
    what: `main thread's delay in ms, ${what}`,
    ours: `${figure(median(values))} ms`,
    peer: '',
    values,
    target: LIMIT,
  });
  return [
    row(
      'p99',
      delays.map(({ p99 }) => p99),
    ),
    row(
      'max',
      delays.map(({ max }) => max),
    ),
  ];
};

function driver({ dovecot }: Bench): RetrievalClient {
  return {
    name: 'mailroom, engine as in the app',
    async prepare(folder) {
      const cli = createCli({}, folder);
      await addAccount(cli, dovecot, { protocol: 'imap4', tls: false });
      const script = fileURLToPath(new URL('../loop/driver.ts', import.meta.url));
      return {
        command: { argv: [process.execPath, script, cli.dataDirectory] },
        stored: () => storedDigests(cli.dataDirectory),
      };
    },
  };
}
